"""What a refusal of Twilio's tells: try again later, never again, or look first."""

from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from bot.application.delivery_reasons import PASSING, DeliveryReason, reason_of
from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown

TwilioRefusal = (TwilioRestException, TwilioServiceException)  # answers in the old form and in that of RFC 9457

UNAUTHORIZED, FORBIDDEN, REQUEST_TIMEOUT, TOO_MANY_REQUESTS, SERVER_ERROR = 401, 403, 408, 429, 500
_REASON_OF_STATUS = {
    UNAUTHORIZED: DeliveryReason.CREDENTIALS,
    FORBIDDEN: DeliveryReason.CREDENTIALS,
    TOO_MANY_REQUESTS: DeliveryReason.RATE,
}


def failure_of(error: TwilioRestException | TwilioServiceException) -> DeliveryFailed | DeliveryUnknown:
    """A 5xx may come after the message was taken; 429 never does; other refusals are told by their code."""
    if error.status >= SERVER_ERROR or error.status == REQUEST_TIMEOUT:
        return DeliveryUnknown(f"status {error.status}")
    reason = reason_of(error.code)
    if reason is DeliveryReason.OTHER or error.status == TOO_MANY_REQUESTS:
        reason = _REASON_OF_STATUS.get(error.status, reason)
    return DeliveryFailed(reason, permanent=reason not in PASSING)
