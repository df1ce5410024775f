"""What an open case means for the titles it is about: nobody charges them meanwhile (G3)."""

from collections.abc import Iterable, Sequence

from bot.domain.notices.drafting import HOLDING_CASES
from bot.domain.people import Account, OpenCase
from bot.domain.titles import Title


def case_over(title: Title, cases: Iterable[OpenCase]) -> OpenCase | None:
    """The case that holds a title; one that names none holds them all."""
    holding = (case for case in cases if case.kind in HOLDING_CASES)
    return next((case for case in holding if not case.title_numbers or title.number in case.title_numbers), None)


def chargeable(account: Account) -> list[Title]:
    """The open titles nobody is looking into."""
    return [title for title in account.titles if case_over(title, account.cases) is None]


def under_analysis(account: Account) -> list[tuple[Title, OpenCase]]:
    """The open titles somebody is looking into, each with its case."""
    pairs = ((title, case_over(title, account.cases)) for title in account.titles)
    return [(title, case) for title, case in pairs if case is not None]


def narrowed(case: OpenCase, named: Sequence[str], all_open: Iterable[str]) -> tuple[str, ...]:
    """The titles a case is about once some are named: only these at first, then these too."""
    is_about_all = not case.title_numbers or set(all_open) <= set(case.title_numbers)
    kept = () if is_about_all else case.title_numbers
    return tuple(dict.fromkeys([*kept, *named]))
