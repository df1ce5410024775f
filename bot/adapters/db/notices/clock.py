"""What the clocks of notices depend on: the fees, the cases and the conversations people hold (N4)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.codec import listed, open_notice
from bot.adapters.db.notices.excuses import excuses_of
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import CaseRow, ConversationRow, HandoffRow, NoticeRow, PersonRow, TitleRow
from bot.application.giving_way import FREE, Way
from bot.application.notices.clock_job import Clocked
from bot.domain.notices.drafting import HOLDING_CASES
from bot.domain.notices.excuses import Excuse, days_excused, is_in_hospital
from bot.domain.notices.fees import MonthlyFee
from bot.domain.notices.notice import Notice, NoticeState

ENDED = (NoticeState.VOIDED.value, NoticeState.SETTLED.value)
CONTEST, HOSPITALISED = "contest", "hospitalised"


@dataclass(frozen=True)
class _About:
    """Of the person: cases, excuses, and whether a person of ours has them as hospitalised."""

    cases: Sequence[CaseRow]
    excuses: Sequence[Excuse]
    is_with_people: bool


class _Titles:
    """Those of some hundreds of notices, found by whose they are and by number."""

    def __init__(self, rows: Sequence[TitleRow]) -> None:
        self._of_person: dict[int, list[TitleRow]] = defaultdict(list)
        self._numbered: dict[str, list[TitleRow]] = defaultdict(list)
        for row in rows:
            self._of_person[row.person_id].append(row)
            self._numbered[row.number].append(row)

    def of(self, person_id: int, numbers: Sequence[str]) -> Iterable[TitleRow]:
        numbered = (row for number in numbers for row in self._numbered.get(number, ()))
        return {row.id: row for row in (*self._of_person.get(person_id, ()), *numbered)}.values()


class SqlClockBook:
    """The `ClockBook` port on SQLite and PostgreSQL; `fee_codes` are those of mensalidades, by creditor."""

    def __init__(
        self, database: Database, fee_codes: Mapping[str, Collection[str]], today: date, way: Way = FREE
    ) -> None:
        self._database = database
        self._fee_codes = fee_codes
        self._today = today
        self._way = way

    async def clocked(self, after: int, limit: int) -> Sequence[Clocked]:
        standing = (
            select(NoticeRow, PersonRow)
            .join(PersonRow, col(PersonRow.id) == col(NoticeRow.person_id))
            .where(col(NoticeRow.id) > after, col(NoticeRow.state).not_in(ENDED))
            .order_by(col(NoticeRow.id))
            .limit(limit)
        )
        async with self._database.reading() as session:
            found = (await session.execute(standing)).all()
            ids = {person.id for _, person in found}
            titles = _Titles(await _titles(session, [notice for notice, _ in found]))
            cases = await _cases(session, ids)
            in_hospital = await _in_hospital(session, ids)
            excuses = await excuses_of(session, list({person.id: person for _, person in found}.values()))
        clocked: list[Clocked] = []
        for notice, person in found:
            await self._way.step()
            about = _About(cases[person.id], excuses.get(person.id, ()), person.id in in_hospital)
            clocked.append(self._clocked(notice, person, titles, about))
        return clocked

    def _clocked(
        self,
        notice: NoticeRow,
        person: PersonRow,
        titles: _Titles,
        about: _About,
    ) -> Clocked:
        numbers = listed(notice.title_numbers)
        theirs = [row for row in titles.of(person.id, numbers) if row.creditor == notice.creditor]
        fees = [self._fee(row, about.excuses) for row in theirs if self._is_fee(row)]
        told = open_notice(self._database.vault, notice)
        return Clocked(
            notice=told,
            person=open_person(self._database.vault, person),
            fees=tuple(fee for fee in fees if fee is not None),
            hospitalised=about.is_with_people or is_in_hospital(about.excuses, self._today),
            case_open=any(_holds(case, numbers) for case in about.cases),
            answer_waits=_answer_waits(told, about.cases),
        )

    def _is_fee(self, row: TitleRow) -> bool:
        return row.code in self._fee_codes.get(row.creditor, ())

    def _fee(self, row: TitleRow, excuses: Sequence[Excuse]) -> MonthlyFee | None:
        """One the creditor withdrew is owed no more, and was not paid to us either."""
        if row.state == "withdrawn":
            return None
        paid_on = self._today if row.state == "settled" else None
        excused = days_excused(excuses, row.number, row.due_date, self._today)
        return MonthlyFee(row.number, row.due_date, excused, paid_on, in_agreement=row.state == "agreed")


async def _titles(session: AsyncSession, notices: Sequence[NoticeRow]) -> Sequence[TitleRow]:
    numbers = {number for notice in notices for number in listed(notice.title_numbers)}
    people = {notice.person_id for notice in notices}
    of_notice = select(TitleRow).where(col(TitleRow.number).in_(numbers))
    of_people = select(TitleRow).where(col(TitleRow.person_id).in_(people), col(TitleRow.state) == "open")
    rows = [*await session.scalars(of_notice), *await session.scalars(of_people)]
    return list({(row.creditor, row.number): row for row in rows}.values())


async def _cases(session: AsyncSession, people: Collection[int]) -> Mapping[int, Sequence[CaseRow]]:
    found: dict[int, list[CaseRow]] = defaultdict(list)
    for row in await session.scalars(select(CaseRow).where(col(CaseRow.person_id).in_(people))):
        found[row.person_id or 0].append(row)
    return found


async def _in_hospital(session: AsyncSession, people: Collection[int]) -> Collection[int]:
    held = (
        select(col(ConversationRow.person_id))
        .join(HandoffRow, col(HandoffRow.conversation_id) == col(ConversationRow.id))
        .where(
            col(ConversationRow.person_id).in_(people),
            col(HandoffRow.reason) == HOSPITALISED,
            col(HandoffRow.closed_at).is_(None),
        )
    )
    return {person_id for person_id in await session.scalars(held) if person_id is not None}


def _holds(case: CaseRow, numbers: Sequence[str]) -> bool:
    """An open case over its titles; the contest itself is counted by the notice."""
    if case.closed_at is not None or case.kind == CONTEST or case.kind not in HOLDING_CASES:
        return False
    return not case.title_numbers or bool(set(listed(case.title_numbers)) & set(numbers))


def _answer_waits(notice: Notice, cases: Sequence[CaseRow]) -> bool:
    """The case is closed: its answer is on the way, or somebody has to bring it."""
    contest = notice.open_contest
    number = contest.case_number if contest is not None else None
    return any(case.number == number and case.closed_at is not None for case in cases)
