"""An agent closes: everything stated in one message, the debtor's own yes, then what the bot sends too (P12, P16)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.application.acts.closing import stated_terms
from bot.application.acts.registry import perform
from bot.application.agents.deal_models import DealTools, Screen
from bot.application.agents.deal_turns import Stopped, intro_refused, turn_of, words_after, writable_by, write
from bot.application.agents.deal_writing import NotWritten, Written
from bot.application.agents.exception_models import NotPossible
from bot.application.agents.keys import Member
from bot.application.agents.ports import Held, Spoken, ThreadLine
from bot.application.agents.tools import AgentDesk
from bot.application.changes import AgreementClosed, TurnRecord
from bot.application.desk import Desk
from bot.application.messages import InboundMessage, MessageKind
from bot.domain.agreements import Agreement
from bot.domain.reading.message import Expectation, read

STATED = "agent_stated"  # the number of the message that stated everything, and what it stated
PREPARE, CLOSE = "closing.prepare", "closing.close"
_NOT_A_YES = frozenset({"deny", "later", "not_me", "opt_out", "contest_debt"})


@dataclass(frozen=True)
class Stated:
    """What an agent last stated in full: the line of it, and the terms."""

    seq: int
    terms: str


@dataclass(frozen=True)
class Yes:
    """The message in which the debtor accepted, and the newest one on the screen."""

    accepted_seq: int
    last_seen: int

    @property
    def screen(self) -> Screen:
        return Screen(self.last_seen)


@dataclass(frozen=True)
class DealClosed:
    agreements: tuple[Agreement, ...]


async def state_deal(conversation_id: int, screen: Screen, member: Member, tools: DealTools) -> Written | Stopped:
    """One message states all of the offer on the table, quoted again where its day is past (P5, P12)."""
    if intro_refused(screen):
        return NotPossible.LONG_INTRO
    opened = await writable_by(conversation_id, member, tools)
    if not isinstance(opened, AgentDesk):
        return opened
    turn = await statement_of(opened, member, screen)
    return await write(opened, turn, screen, tools) if turn is not None else NotPossible.NOTHING_OFFERED


async def statement_of(opened: AgentDesk, member: Member, screen: Screen) -> TurnRecord | None:
    """None while no offer is on the table."""
    outcome = await perform("prepare_closing", opened.desk)
    terms = stated_terms(opened.desk)
    if outcome == "nothing" or terms is None:
        return None
    turn = turn_of(opened, words_after(opened, PREPARE, outcome), member, screen)
    return remembering(turn, screen, terms)


async def close_deal(
    conversation_id: int, yes: Yes, member: Member, tools: DealTools
) -> DealClosed | NotWritten | Stopped:
    """The agreement that was stated, on the words chosen; nothing closes without them (P16)."""
    opened = await writable_by(conversation_id, member, tools)
    if not isinstance(opened, AgentDesk):
        return opened
    desk, stated = opened.desk, stated_by_agent(opened.desk.memory)
    if stated is None or stated.terms != stated_terms(desk):
        return NotPossible.NOT_STATED
    accepted = accepted_line(opened, yes, stated.seq)
    if isinstance(accepted, NotPossible):
        return accepted
    lay_on(desk, accepted)
    outcome = await perform("close_agreement", desk)
    if outcome not in ("slip", "pix"):
        return NotPossible.CHANGED if outcome == "changed" else NotPossible.NOT_STATED
    turn = turn_of(opened, words_after(opened, CLOSE, outcome), member, yes.screen)
    return closed_by(turn, await write(opened, turn, yes.screen, tools))


def closed_by(turn: TurnRecord, written: Written) -> DealClosed | NotWritten:
    if not isinstance(written, Spoken):
        return written
    return DealClosed(tuple(change.agreement for change in turn.changes if isinstance(change, AgreementClosed)))


def remembering(turn: TurnRecord, screen: Screen, terms: str) -> TurnRecord:
    """The number of the line is known: nothing is written unless the newest line is the one on the screen."""
    seq = screen.last_seen + len(turn.replies)
    memory = {**turn.conversation.memory, STATED: f"{seq} {terms}"}
    return replace(turn, conversation=replace(turn.conversation, memory=memory))


def stated_by_agent(memory: Mapping[str, str]) -> Stated | None:
    seq, _, terms = memory.get(STATED, "").partition(" ")
    return Stated(int(seq), terms) if seq.isdecimal() else None


def answers_to(held: Held, stated_seq: int) -> tuple[ThreadLine, ...]:
    """What the debtor wrote after everything was stated."""
    return tuple(line for line in held.lines if line.direction == "in" and line.seq > stated_seq and line.text.strip())


def accepted_line(opened: AgentDesk, yes: Yes, stated_seq: int) -> ThreadLine | NotPossible:
    """The debtor's words, if they accept without a condition and nothing said since takes them back (P16)."""
    answers = answers_to(opened.held, stated_seq)
    chosen = next((line for line in answers if line.seq == yes.accepted_seq), None)
    if chosen is None:
        return NotPossible.NOT_ACCEPTED
    if _is_no_yes(chosen, opened.desk):
        return NotPossible.DOUBTFUL
    later = (line for line in answers if line.seq > chosen.seq)
    return NotPossible.TAKEN_BACK if any(_is_no_yes(line, opened.desk) for line in later) else chosen


def lay_on(desk: Desk, line: ThreadLine) -> None:
    """The acts find the words that closed it where a turn would have put them."""
    held = desk.conversation
    kind = MessageKind(line.kind)
    desk.messages = [InboundMessage("", held.channel, held.contact, held.sender, kind, line.text, received_at=line.at)]


def _is_no_yes(line: ThreadLine, desk: Desk) -> bool:
    reading = read(line.text, Expectation(), desk.today)
    return reading.conditional or reading.intent in _NOT_A_YES
