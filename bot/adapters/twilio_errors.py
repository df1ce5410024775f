"""Twilio's error codes in our words (https://www.twilio.com/docs/api/errors)."""

from enum import StrEnum

from twilio.base.exceptions import TwilioRestException

from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown

TOO_MANY_REQUESTS, SERVER_ERROR = 429, 500


class DeliveryReason(StrEnum):
    """Why a message did not arrive, as campaigns and agents need it."""

    WINDOW_CLOSED = "window_closed"
    RATE = "rate"
    OPT_OUT = "opt_out"
    UNREACHABLE = "unreachable"
    INVALID_NUMBER = "invalid_number"
    REFUSED_BY_CHANNEL = "refused_by_channel"
    TEMPLATE = "template"
    CREDENTIALS = "credentials"
    OTHER = "other"


REASONS: dict[int, DeliveryReason] = {
    63016: DeliveryReason.WINDOW_CLOSED,
    14107: DeliveryReason.RATE,
    20429: DeliveryReason.RATE,
    30001: DeliveryReason.RATE,
    63018: DeliveryReason.RATE,
    63038: DeliveryReason.RATE,
    21610: DeliveryReason.OPT_OUT,
    63032: DeliveryReason.OPT_OUT,
    30003: DeliveryReason.UNREACHABLE,
    30005: DeliveryReason.UNREACHABLE,
    30006: DeliveryReason.UNREACHABLE,
    63003: DeliveryReason.UNREACHABLE,
    63024: DeliveryReason.UNREACHABLE,
    21211: DeliveryReason.INVALID_NUMBER,
    21214: DeliveryReason.INVALID_NUMBER,
    21614: DeliveryReason.INVALID_NUMBER,
    30004: DeliveryReason.REFUSED_BY_CHANNEL,
    30007: DeliveryReason.REFUSED_BY_CHANNEL,
    63013: DeliveryReason.REFUSED_BY_CHANNEL,
    63049: DeliveryReason.REFUSED_BY_CHANNEL,
    21655: DeliveryReason.TEMPLATE,
    21656: DeliveryReason.TEMPLATE,
    63005: DeliveryReason.TEMPLATE,
    63027: DeliveryReason.TEMPLATE,
    63028: DeliveryReason.TEMPLATE,
    20003: DeliveryReason.CREDENTIALS,
}
# Later the same request may go through: the sender's rate, or credentials an operator is mending.
PASSING = frozenset({DeliveryReason.RATE, DeliveryReason.CREDENTIALS})


def reason_of(code: str | int | None) -> DeliveryReason:
    """The reason behind an error code of an answer or of a status callback."""
    return REASONS.get(int(code), DeliveryReason.OTHER) if code and str(code).isdigit() else DeliveryReason.OTHER


def failure_of(error: TwilioRestException) -> DeliveryFailed | DeliveryUnknown:
    """A 5xx may come after the message was taken; 429 never does; other refusals are told by their code."""
    if error.status >= SERVER_ERROR:
        return DeliveryUnknown(f"status {error.status}")
    if error.status == TOO_MANY_REQUESTS:
        return DeliveryFailed(DeliveryReason.RATE, permanent=False)
    reason = reason_of(error.code)
    return DeliveryFailed(reason, permanent=reason not in PASSING)
