"""A quote from a portfolio file: one debtor's titles in it, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.application.portfolio.ports import PortfolioRow
from bot.application.portfolio.reading import Outcome, Rejection
from bot.domain.people import Role
from bot.domain.titles import Title


@dataclass
class Found:
    """What a file tells of one debtor of one creditor."""

    is_known: bool = False
    titles: list[Title] = field(default_factory=list)
    refused: list[Rejection] = field(default_factory=list)  # rows of any debtor: a wrong CPF may hide this one


def debtor_in(outcomes: Iterable[Outcome], creditor: str, document: str) -> Found:
    """Their own titles and, for who pays for a holder, the holder's (I1)."""
    found, titles, paid_for = Found(), dict[str, list[Title]](), {document}
    for outcome in outcomes:
        if isinstance(outcome, Rejection):
            found.refused.append(outcome)
        elif isinstance(outcome, PortfolioRow) and outcome.person.creditor == creditor:
            _take(outcome, document, found, paid_for)
            if outcome.title is not None:
                titles.setdefault(outcome.person.document, []).append(outcome.title)
    found.titles = [title for owner, theirs in titles.items() if owner in paid_for for title in theirs]
    return found


def _take(row: PortfolioRow, document: str, found: Found, paid_for: set[str]) -> None:
    person = row.person
    if person.document != document:
        return
    found.is_known = True
    if person.role is Role.PAYER and person.holder_document:
        paid_for.add(person.holder_document)
