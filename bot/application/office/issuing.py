"""Issuing the slips of a request: each checked against its part, all at once, then told to the debtor (P12, G1, G4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.application.office.work import Tasks, may_work_on
from bot.application.ports import Calendar, Clock
from bot.application.slips import Issued, SlipToIssue
from bot.domain.agreements import Installment
from bot.domain.boleto_line import LineProblem, SlipLine, read_line
from bot.domain.conversation import Channel
from bot.domain.pix_code import BEGINS, PixCode, PixProblem, read_pix
from bot.domain.slip_checks import Mismatch, PdfProblem, mismatches, pdf_problem

type Problem = LineProblem | PixProblem | Mismatch | PdfProblem | GivenProblem

MAX_REASON = 300


class GivenProblem(StrEnum):
    NOTHING = "nothing"  # neither digits nor a PDF
    LINE_FOR_SMS = "line_for_sms"  # an SMS carries no PDF
    SAME_TWICE = "same_twice"


@dataclass(frozen=True)
class Given:
    """What somebody brings for one part."""

    code: str = ""
    pdf: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class SlipPaper:
    """How one part is paid, checked: digits or Pix code as people copy them, the PDF, or both."""

    number: int
    code: str = ""
    pdf: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class SlipFile:
    """A request with whom it is for and where it is told."""

    request: SlipToIssue
    person_id: int
    channel: str | None
    conversation_id: int | None
    owner: str | None
    closed: Issued | None = None


class Insisted(StrEnum):
    NO_REASON = "no_reason"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True)
class Refused:
    """Why nothing was issued: part by part, or as a whole."""

    problems: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)
    whole: str = ""  # over, not_yours, no_reason, not_allowed

    @property
    def may_insist(self) -> bool:
        """A supervisor may, where every problem is a difference of value or date."""
        found = [problem for problems in self.problems.values() for problem in problems]
        return bool(found) and all(isinstance(problem, Mismatch) for problem in found)


@dataclass(frozen=True)
class Order:
    """Issue these, even so where a supervisor says why."""

    request_id: int
    given: Mapping[int, Given]
    insists: bool = False
    why: str = ""


class SlipDesk(Protocol):
    """Slip requests one by one."""

    async def file(self, request_id: int) -> SlipFile | None: ...

    async def issue(self, request_id: int, issued: Issued, papers: Sequence[SlipPaper], why: str) -> bool:
        """Kept and told once; False when somebody was first."""
        ...


class SlipReader(Protocol):
    """Reads slips' own PDFs."""

    async def lines(self, pdf: bytes) -> Sequence[SlipLine]:
        """Those printed in it; none where it cannot be read."""
        ...


@dataclass(frozen=True)
class IssueTools:
    desk: SlipDesk
    tasks: Tasks
    calendar: Calendar
    clock: Clock
    reader: SlipReader


async def issue_slips(order: Order, member: Member, tools: IssueTools) -> Refused | None:
    task = await tools.tasks.one(True, str(order.request_id))
    found = await tools.desk.file(order.request_id)
    if task is None or found is None:
        return Refused(whole="over")
    if not may_work_on(task, member, tools.clock.business_now()):
        return Refused(whole="not_yours")
    printed = {number: await _printed(given, tools) for number, given in order.given.items()}
    papers, refused = check(found, order.given, holidays_around(found, tools), printed)
    insisting = _insisting(refused, order, member)
    if isinstance(insisting, Refused):
        return insisting
    issued = Issued(member.email, tools.clock.now())
    is_first = await tools.desk.issue(order.request_id, issued, papers, insisting)
    return None if is_first else Refused(whole="over")


@dataclass(frozen=True)
class PartRead:
    """The field of one part with what its PDF prints, and how that differs from the part or from what was typed."""

    code: str
    problems: tuple[Problem, ...] = ()
    is_from_pdf: bool = False


async def read_part(found: SlipFile, number: int, given: Given, tools: IssueTools) -> PartRead | None:
    """For a clerk to confirm before anything is issued; None where the request has no such part."""
    part = next((part for part in found.request.parts if part.number == number), None)
    if part is None:
        return None
    holidays, printed = holidays_around(found, tools), await _printed(given, tools)
    typed, wrong = given.code.strip(), tuple(filter(None, [pdf_problem(given.pdf) if given.pdf else None]))
    line = None if typed else line_of(part, printed, holidays)
    if line is not None:
        return PartRead(line.written, (*wrong, *mismatches(line, part, holidays)), is_from_pdf=True)
    return PartRead(given.code, (*wrong, *_against(_read(typed) if typed else None, part, printed, holidays)))


def holidays_around(found: SlipFile, tools: IssueTools) -> Collection[date]:
    days = [part.due for part in found.request.parts]
    return tools.calendar.holidays(min(days), max(days) + timedelta(days=30)) if days else ()


def line_of(part: Installment, printed: Sequence[SlipLine], holidays: Collection[date]) -> SlipLine | None:
    """The one that pays this part; a PDF with several slips of which none or more does tells nothing."""
    fitting = [line for line in printed if not mismatches(line, part, holidays)]
    chosen = fitting or list(printed)
    return chosen[0] if len(chosen) == 1 else None


async def _printed(given: Given, tools: IssueTools) -> Sequence[SlipLine]:
    """Only of what is a PDF of a slip's size."""
    is_readable = bool(given.pdf) and pdf_problem(given.pdf) is None
    return await tools.reader.lines(given.pdf) if is_readable else ()


def check(
    found: SlipFile,
    given: Mapping[int, Given],
    holidays: Collection[date],
    printed: Mapping[int, Sequence[SlipLine]],
) -> tuple[list[SlipPaper], Refused]:
    """What can be made of it, and all that is wrong."""
    papers, problems = [], {}
    seen: set[str] = set()
    for part in found.request.parts:
        brought = given.get(part.number, Given())
        paper, wrong = _checked(part, brought, found.channel, holidays)
        code = _read(brought.code.strip()) if brought.code.strip() else None
        wrong = (*wrong, *_against(code, part, printed.get(part.number, ()), holidays))
        if paper.code and paper.code in seen:
            wrong = (*wrong, GivenProblem.SAME_TWICE)
        seen.add(paper.code)
        papers.append(paper)
        if wrong:
            problems[part.number] = wrong
    return papers, Refused(problems)


def _insisting(refused: Refused, order: Order, member: Member) -> Refused | str:
    """The reason to go on with, empty where nothing is wrong."""
    if not refused.problems:
        return ""
    if not (order.insists and refused.may_insist):
        return refused
    if not may(member.role, Right.OVERRULE):
        return Refused(refused.problems, Insisted.NOT_ALLOWED)
    why = order.why.strip()[:MAX_REASON]
    return why or Refused(refused.problems, Insisted.NO_REASON)


def _checked(
    part: Installment, given: Given, channel: str | None, holidays: Collection[date]
) -> tuple[SlipPaper, tuple[Problem, ...]]:
    typed = given.code.strip()
    wrong: list[Problem] = []
    code = _read(typed) if typed else None
    if isinstance(code, LineProblem | PixProblem):
        wrong.append(code)
    elif code is not None:
        wrong += mismatches(code, part, holidays)
    if given.pdf and (problem := pdf_problem(given.pdf)) is not None:
        wrong.append(problem)
    if not typed and not given.pdf:
        wrong.append(GivenProblem.NOTHING)
    elif not typed and channel == Channel.SMS:
        wrong.append(GivenProblem.LINE_FOR_SMS)
    return SlipPaper(part.number, _written(code), given.pdf), tuple(wrong)


def _against(
    code: object, part: Installment, printed: Sequence[SlipLine], holidays: Collection[date]
) -> tuple[Mismatch, ...]:
    """What is printed must be what was typed; where nothing was, it must be this part's."""
    if not printed:
        return ()
    if isinstance(code, SlipLine):
        return () if code in printed else (Mismatch.PDF,)
    line = line_of(part, printed, holidays) if code is None else None
    return mismatches(line, part, holidays) if line is not None else ()


def _read(typed: str) -> SlipLine | PixCode | LineProblem | PixProblem:
    return read_pix(typed) if typed.startswith(BEGINS) else read_line(typed)


def _written(code: object) -> str:
    if isinstance(code, SlipLine):
        return code.written
    return code.text if isinstance(code, PixCode) else ""
