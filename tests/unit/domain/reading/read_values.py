"""What is read in a text on a Saturday; nothing in particular was asked, unless a test says so."""

from datetime import date

from bot.domain.reading.message import Expectation, read

SATURDAY = date(2026, 11, 21)
NOTHING = Expectation()


def values(text: str, expects: Expectation = NOTHING) -> list[tuple[str, str]]:
    return [(entity.kind, entity.value) for entity in read(text, expects, SATURDAY).entities]
