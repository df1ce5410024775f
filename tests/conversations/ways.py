"""Plays a problem's way in the simulator: the debtor it takes, what was before, and what is sent and tapped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.conversation import Channel
from bot.domain.errors import BotError
from bot.golden.debtors import PHONE, STRANGER
from bot.golden.events import EVENTS
from bot.golden.phone import HeldPhone
from bot.golden.run import Watched
from bot.golden.script import Said, hours_in
from flows.debtors import Outcome, answers_on, kind_needed
from flows.graph import Graph
from flows.playing import How, Played
from flows.problems import Problem

FULL_TEXT_FIRST = ("full_text_first: false", "full_text_first: true\n  approved_by: Helena Prado")
WHO_ONE_IS = "Meu nome é Fábio Vasconcelos Barbosa, CPF 159.083.016-47, mãe Natália Barbosa, nasci em 03/04/1953"

# What happened before, in the words of golden conversations: on the other channel, where the talk would go on else.
BEFORE: Mapping[Outcome, tuple[str, ...]] = {
    ("list_titles", "under_case"): ("oi", WHO_ONE_IS, "já paguei", "(documento)", "(26 horas depois)"),
    ("list_titles", "stale"): ("(900 horas depois)",),
    ("current_offer", "expired"): ("oi", WHO_ONE_IS, "(26 horas depois)"),
    ("agreement_status", "waiting_slip"): ("oi", WHO_ONE_IS, "quero pagar à vista", "sim", "(26 horas depois)"),
    ("hand_off", "later"): ("(30 horas depois)",),  # the next day is a Sunday
    ("open_case", "already"): ("oi", WHO_ONE_IS, "quero uma cópia dos meus dados", "(26 horas depois)"),
    ("issue_notice", "waiting"): ("(abrimos a notificação)", "(30 horas depois)"),
}
BEFORE_ELSEWHERE: Mapping[Outcome, tuple[str, ...]] = {
    ("open_contact", "locked"): ("oi", "000", "001", "002"),
    ("current_offer", "lump"): ("oi", WHO_ONE_IS, "quero pagar à vista"),
    ("current_offer", "plan"): ("oi", WHO_ONE_IS, "quero parcelar"),
    ("record_reply", "already"): ("oi", WHO_ONE_IS, "sim", "estou ciente"),
    ("record_reply", "already_plain"): ("oi", WHO_ONE_IS, "sim", "estou ciente"),
    ("record_reply", "never_came"): ("oi", WHO_ONE_IS, "sim"),
    ("record_reply", "never_opens"): ("oi", WHO_ONE_IS, "sim"),
}
_BRINGS_ABOUT = {"offer_lump_sum": "current_offer", "issue_notice": "record_reply"}
BEGUN: Mapping[str, tuple[str, ...]] = {
    "notice": ("(abrimos a notificação)",),
    "talk": ("(um atendente começa)",),
    "news": ("oi", WHO_ONE_IS, "já paguei", "(documento)", "(o caso é respondido)"),
    "acknowledge_notice": ("oi", WHO_ONE_IS, "quero pagar à vista", "não reconheço essa dívida"),
}
BEGUN_SO: Mapping[Outcome, tuple[str, ...]] = {
    ("tell_news", "told"): ("oi", WHO_ONE_IS, "já paguei", "(documento)", "não", "(o caso é respondido)"),
}
# What no policy here says: the draft is tried with it, as the way tells.
WITH_POLICY: Mapping[Outcome, tuple[str, str]] = {
    ("open_notice", "full_text"): FULL_TEXT_FIRST,
    ("open_notice", "full_text_link"): FULL_TEXT_FIRST,
    ("check_identity", "ask_address"): ("asks: [cpf_first3", "asks: [address, cpf_first3"),
}
_FILES = {
    "um áudio": "(áudio)",
    "uma foto ou um PDF": "(documento)",
    "uma localização": "(localização)",
    "uma figurinha": "(figurinha)",
    "uma mensagem vazia": "",
}


@dataclass(frozen=True)
class World:
    """Who goes the way, from where, after what: `begun` is its own first part, where we begin."""

    debtor: str
    contact: str
    before: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    channel: Channel = Channel.WHATSAPP


def world_of(problem: Problem, graph: Graph) -> World:
    answers = answers_on(problem.path, graph)
    contact = STRANGER if ("open_contact", "unknown") in answers else PHONE
    begins = problem.path[0].partition(" ")[0]
    begun = () if begins == graph.start else BEGUN.get(begins.partition(".")[0], ())
    return World(
        kind_needed(answers),
        contact,
        _first_of(BEFORE, answers),
        _first_of(BEFORE_ELSEWHERE, _of_before(answers)),
        _first_of(BEGUN_SO, answers) or begun,
        Channel.SMS if ("open_notice", "full_text") in answers else Channel.WHATSAPP,  # where no window is needed
    )


def _first_of(told: Mapping[Outcome, tuple[str, ...]], answers: Sequence[Outcome]) -> tuple[str, ...]:
    return next((told[one] for one in answers if one in told), ())


def _of_before(answers: Sequence[Outcome]) -> list[Outcome]:
    """What acts answer first, but for what the way itself brings about: an offer made, a notice issued."""
    found: dict[str, str] = {}
    brought: set[str] = set()
    for act, outcome in answers:
        if act not in brought and found.get(act, "nothing") == "nothing":
            found[act] = outcome
        if outcome != "none":
            brought.add(_BRINGS_ABOUT.get(act, ""))
    return list(found.items())


def policy_for(problem: Problem, graph: Graph, policy: str) -> str:
    """The creditor's policy with what the way takes of it."""
    for one in answers_on(problem.path, graph):
        if one in WITH_POLICY:
            policy = policy.replace(*WITH_POLICY[one])
    return policy


async def play(way: Sequence[Played], world: World, phone: HeldPhone, watched: Watched, goal: str) -> list[str]:
    """Until the goal is passed; what was sent, and where each answer rested."""
    told: list[str] = []
    other = replace(phone, line=replace(phone.line, channel=Channel.SMS))
    for text in world.elsewhere:
        await _do(text, other, watched)
    for text in world.before:
        await _do(text, phone, watched)
    watched.visited.clear()
    for text in world.begun:
        await _go(text, phone, watched)
    for move in way:
        if goal in watched.visited:
            break
        if move.how not in {How.BEGIN, How.DATA}:
            told.append(await _go(_text(move, phone), phone, watched))
    return told


async def _go(text: str, phone: HeldPhone, watched: Watched) -> str:
    """What ends, goes round or cannot be said or done here, as the problem says, comes to where it was heading."""
    try:
        await _do(text, phone, watched)
    except BotError as error:
        watched.visited.add(watched.heading)
        return f"{text} → {error!r}"
    return f"{text} → {watched.step}"


async def _do(text: str, phone: HeldPhone, watched: Watched) -> None:
    if hours := hours_in(text):
        phone.clock.instant += timedelta(hours=hours)
    elif text in EVENTS:
        await EVENTS[text](phone)
        watched.saw(await phone.reads())
    else:
        watched.saw(await phone.send(Said(text)))


def _text(move: Played, phone: HeldPhone) -> str:
    """As golden conversations write it."""
    if move.how is How.FILE:
        return _FILES[move.sends]
    if move.how is How.TAP:
        return f"[{_first_option(phone) if move.sends == '1' else move.sends}]"
    return move.sends or WHO_ONE_IS


def _first_option(phone: HeldPhone) -> str:
    return next(message.options[0].label for _, message in reversed(phone.read) if message.options)
