"""Pix code, slip and clearance letter again, from the panel: the bot's own acts, said by the agent (P11, G1, G2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.application.acts.dates import holidays_near
from bot.application.acts.registry import perform
from bot.application.agents.deal_models import DealTools, Screen
from bot.application.agents.deal_turns import Stopped, intro_refused, turn_of, words_after, writable_by, write
from bot.application.agents.deal_writing import Written
from bot.application.agents.exception_models import NotPossible
from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentDesk
from bot.application.desk import Desk
from bot.domain.due_dates import DateRefused, first_due
from bot.domain.reading.message import Entity, Reading


class PaperWish(StrEnum):
    PIX = "pix"
    SLIP = "slip"
    LETTER = "letter"


@dataclass(frozen=True)
class _Way:
    """The step whose act does it, the outcomes that do, and what the others mean."""

    step: str
    act: str
    done: frozenset[str]
    instead: dict[str, NotPossible]


_WAYS = {
    PaperWish.PIX: _Way(
        "ask_pix.ask",
        "ask_for_pix",
        frozenset({"sent"}),
        {"not_offered": NotPossible.NO_PIX, "no_agreement": NotPossible.NO_AGREEMENT},
    ),
    PaperWish.SLIP: _Way(
        "second_copy.issue",
        "second_copy",
        frozenset({"reissued", "requested"}),
        {
            "no_agreement": NotPossible.NO_AGREEMENT,
            "used_up": NotPossible.REISSUED_ONCE,
            "out_of_range": NotPossible.TOO_LATE_TO_REISSUE,
        },
    ),
    PaperWish.LETTER: _Way(
        "ask_status.status",
        "agreement_status",
        frozenset({"letter"}),
        {"no_agreement": NotPossible.NO_AGREEMENT},
    ),
}


@dataclass(frozen=True)
class WantedPaper:
    kind: PaperWish
    due: date | None = None  # of a slip issued again; the latest possible where none is named


async def send_paper(
    conversation_id: int, wanted: WantedPaper, screen: Screen, member: Member, tools: DealTools
) -> Written | Stopped:
    """Done and said, or the reason why not: what the bot would answer with a person is told to the person here."""
    if intro_refused(screen):
        return NotPossible.LONG_INTRO
    opened = await writable_by(conversation_id, member, tools)
    if not isinstance(opened, AgentDesk):
        return opened
    way = _WAYS[wanted.kind]
    if wanted.due is not None and not _is_possible(opened.desk, wanted.due):
        return NotPossible.DATE_OUT_OF_BOUNDS
    opened.desk.readings = [_day(wanted.due)] if wanted.due is not None else []
    outcome = await perform(way.act, opened.desk)
    if outcome not in way.done:
        return way.instead.get(outcome, NotPossible.NOT_SETTLED)
    turn = turn_of(opened, words_after(opened, way.step, outcome), member, screen)
    return await write(opened, turn, screen, tools)


def _is_possible(desk: Desk, due: date) -> bool:
    within = desk.policy.payment.first_due_within_days
    return not isinstance(first_due(due, desk.today, within, holidays_near(desk)), DateRefused)


def _day(due: date) -> Reading:
    """The day as if the debtor had named it."""
    named = Entity("date", due.isoformat(), due.isoformat(), 0, 0)
    return Reading("", "", None, None, (named,), conditional=False, parts=())
