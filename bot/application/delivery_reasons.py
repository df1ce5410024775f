"""Why a message did not arrive: the provider's error codes in our words (https://www.twilio.com/docs/api/errors)."""

from enum import StrEnum


class DeliveryReason(StrEnum):
    """Why a message did not arrive, as campaigns and agents need it."""

    WINDOW_CLOSED = "window_closed"
    RATE = "rate"
    OPT_OUT = "opt_out"
    UNREACHABLE = "unreachable"
    INVALID_NUMBER = "invalid_number"
    REFUSED_BY_CHANNEL = "refused_by_channel"
    TEMPLATE = "template"
    TEMPLATE_PENDING = "template_not_approved_yet"
    TEMPLATE_REJECTED = "template_rejected"
    CREDENTIALS = "credentials"
    SENDER = "sender"
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
    63033: DeliveryReason.OPT_OUT,
    21612: DeliveryReason.UNREACHABLE,
    30003: DeliveryReason.UNREACHABLE,
    30005: DeliveryReason.UNREACHABLE,
    30006: DeliveryReason.UNREACHABLE,
    63003: DeliveryReason.UNREACHABLE,
    63015: DeliveryReason.UNREACHABLE,
    63024: DeliveryReason.UNREACHABLE,
    21211: DeliveryReason.INVALID_NUMBER,
    21214: DeliveryReason.INVALID_NUMBER,
    21217: DeliveryReason.INVALID_NUMBER,
    21614: DeliveryReason.INVALID_NUMBER,
    21408: DeliveryReason.REFUSED_BY_CHANNEL,
    30004: DeliveryReason.REFUSED_BY_CHANNEL,
    30007: DeliveryReason.REFUSED_BY_CHANNEL,
    63013: DeliveryReason.REFUSED_BY_CHANNEL,
    63049: DeliveryReason.REFUSED_BY_CHANNEL,
    21655: DeliveryReason.TEMPLATE,
    21656: DeliveryReason.TEMPLATE,
    21658: DeliveryReason.TEMPLATE,
    63005: DeliveryReason.TEMPLATE,
    63027: DeliveryReason.TEMPLATE,
    63028: DeliveryReason.TEMPLATE,
    92007: DeliveryReason.TEMPLATE,
    20003: DeliveryReason.CREDENTIALS,
    20404: DeliveryReason.CREDENTIALS,
    21212: DeliveryReason.SENDER,
    21606: DeliveryReason.SENDER,
    21659: DeliveryReason.SENDER,
    63007: DeliveryReason.SENDER,
}
# Later the same request may go through: the sender's rate, or an account an operator is mending.
PASSING = frozenset({DeliveryReason.RATE, DeliveryReason.CREDENTIALS})


def reason_of(code: str | int | None) -> DeliveryReason:
    """The reason behind an error code, of an answer or of a status callback."""
    digits = str(code or "")
    is_code = digits.isascii() and digits.isdecimal() and len(digits) == 5
    return REASONS.get(int(digits), DeliveryReason.OTHER) if is_code else DeliveryReason.OTHER
