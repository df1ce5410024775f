"""An agent's act put into the profile's own words: the lines the bot would say after it, from the agent's mouth."""

from collections.abc import Sequence
from dataclasses import replace

from bot.application.agents.answer import WindowClosed
from bot.application.agents.deal_models import DealTools, Screen
from bot.application.agents.deal_writing import AgentTurn, Written
from bot.application.agents.exception_models import NotPossible
from bot.application.agents.exceptions import opened_by
from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentDesk
from bot.application.agents.window import is_open
from bot.application.changes import TurnRecord
from bot.application.compose import compose, under_key
from bot.application.messages import OutgoingMessage
from bot.application.ports import Claim
from bot.application.releases import LoadedRelease
from bot.application.wording import Line, Texts
from bot.domain.conversation import Channel
from flows.gsm7 import to_gsm7

LONGEST_INTRO = 300

type Stopped = NotPossible | WindowClosed


async def writable_by(conversation_id: int, member: Member, tools: DealTools) -> AgentDesk | Stopped:
    """The desk of a conversation this agent owns, of somebody identified, where free text may be written."""
    opened = await opened_by(conversation_id, member, tools.tools)
    if isinstance(opened, NotPossible):
        return opened
    held = opened.held
    if not is_open(held.conversation.channel, held.last_inbound_at, opened.desk.at.real):
        return WindowClosed(held.last_inbound_at)
    return opened


def words_of(opened: AgentDesk, step: str) -> tuple[str, ...]:
    """The text a step of the flows says, and those of the steps that follow without waiting."""
    steps = opened.release.graph["profiles"][opened.profile]["steps"]
    said: list[str] = []
    name: str | None = step
    while name is not None and (found := steps[name]).get("say"):
        said.append(found["say"])
        name = None if found.get("wait") else found.get("next")
    return tuple(said)


def words_after(opened: AgentDesk, step: str, outcome: str) -> tuple[str, ...]:
    """What is said once the act of a step came out like that."""
    return words_of(opened, opened.release.graph["profiles"][opened.profile]["steps"][step]["outcomes"][outcome])


def turn_of(opened: AgentDesk, names: Sequence[str], member: Member, screen: Screen) -> TurnRecord:
    """The lines as the agent's messages, with the changes on the desk; said in full, whatever was said before."""
    desk, held = opened.desk, opened.held.conversation
    lines = [Line(name, dict(desk.variables), in_full=True) for name in names]
    turn = under_key(
        compose(Claim(held, (), 0), desk, _for_a_person(opened.release, names, held.channel), lines, ()),
        f"deal:{held.id}:{held.epoch}:{screen.last_seen}",
    )
    first, *others = [replace(reply, speaker=member.email, step="") for reply in turn.replies]
    return replace(turn, replies=(_introduced(first, screen.intro, held.channel), *others))


async def write(opened: AgentDesk, turn: TurnRecord, screen: Screen, tools: DealTools) -> Written:
    held = opened.held.conversation
    return await tools.deals.write(AgentTurn(held, held.agent or "", screen.last_seen, turn))


def intro_refused(screen: Screen) -> bool:
    """One short line of greeting: what is offered stands below it, word for word."""
    return len(screen.intro.strip()) > LONGEST_INTRO or "\n" in screen.intro.strip()


def _introduced(message: OutgoingMessage, intro: str, channel: Channel) -> OutgoingMessage:
    if not intro.strip():
        return message
    line = to_gsm7(intro.strip()) if channel is Channel.SMS else intro.strip()
    return replace(message, body=f"{line}\n\n{message.body}")


def _for_a_person(release: LoadedRelease, names: Sequence[str], channel: Channel) -> LoadedRelease:
    """By SMS nothing is numbered: the debtor answers a person, in words."""
    if channel is Channel.WHATSAPP:
        return release
    bare = {name: replace(release.texts.response(name), buttons=(), options_from="") for name in names}
    return replace(release, texts=Texts({**release.texts.responses, **bare}))
