"""What a refusal of Twilio's tells: try again later, never again, or look first."""

import json

from twilio.base.exceptions import TwilioException

from bot.application.delivery_reasons import PASSING, DeliveryReason, reason_of
from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown

# What the SDK raises for an answer that is no success, and for one that nobody can read.
REFUSALS = (TwilioException,)
UNREADABLE = (ValueError, TypeError, KeyError)

UNAUTHORIZED, FORBIDDEN, REQUEST_TIMEOUT, TOO_MANY_REQUESTS, SERVER_ERROR = 401, 403, 408, 429, 500
_REASON_OF_STATUS = {
    UNAUTHORIZED: DeliveryReason.CREDENTIALS,
    FORBIDDEN: DeliveryReason.CREDENTIALS,
    TOO_MANY_REQUESTS: DeliveryReason.RATE,
}


def failure_of(error: TwilioException) -> DeliveryFailed | DeliveryUnknown:
    """A 5xx may come after the message was taken; 429 never does; other refusals are told by their code."""
    status, code = _status_and_code(error)
    if status >= SERVER_ERROR or status == REQUEST_TIMEOUT:
        return DeliveryUnknown(f"status {status}")
    reason = reason_of(code)
    if reason is DeliveryReason.OTHER or status == TOO_MANY_REQUESTS:
        reason = _REASON_OF_STATUS.get(status, reason)
    return DeliveryFailed(reason, permanent=reason not in PASSING)


def _status_and_code(error: TwilioException) -> tuple[int, str]:
    """Of a list the SDK gives the bare answer, of everything else an error that knows both."""
    if hasattr(error, "status"):
        return error.status, str(error.code)
    answer = error.args[-1]
    try:
        return answer.status_code, str(json.loads(answer.text)["code"])
    except (AttributeError, *UNREADABLE):
        return getattr(answer, "status_code", SERVER_ERROR), ""
