"""Protocol numbers: 20 digits that open every contact."""

from datetime import date

from bot.domain.errors import BotError

PREFIX_DIGITS = 6
SEQUENCE_DIGITS = 6
LAST_SEQUENCE = 10**SEQUENCE_DIGITS - 1


class ProtocolOutOfRange(BotError):
    """A prefix or sequence that does not fit the number's places."""

    def __init__(self, prefix: str, sequence: int) -> None:
        super().__init__(f"no protocol number for prefix {prefix!r} and sequence {sequence}")
        self.prefix = prefix
        self.sequence = sequence


def protocol_number(prefix: str, day: date, sequence: int) -> str:
    """ANS number or configured prefix (6), the day as AAAAMMDD, the sequence (6)."""
    is_prefix = len(prefix) == PREFIX_DIGITS and prefix.isascii() and prefix.isdigit()
    if not is_prefix or not 1 <= sequence <= LAST_SEQUENCE:
        raise ProtocolOutOfRange(prefix, sequence)
    return f"{prefix}{day:%Y%m%d}{sequence:0{SEQUENCE_DIGITS}d}"
