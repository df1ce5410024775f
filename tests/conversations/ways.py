"""Plays a problem's way in the simulator: the debtor it takes, what was before, and what is sent and tapped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.conversation import Channel
from bot.domain.errors import BotError
from bot.golden.debtors import PHONE, SECOND_PHONE, STRANGER
from bot.golden.events import EVENTS
from bot.golden.phone import HeldPhone, Line
from bot.golden.run import Watched
from bot.golden.script import Said, hours_in
from flows.debtors import Outcome, answers_on, kind_needed
from flows.graph import Graph
from flows.playing import How, Played
from flows.problems import Problem, places_of
from flows.spoken import NEXT_DAY, WRONG

FULL_TEXT_FIRST = ("full_text_first: false", "full_text_first: true\n  approved_by: Helena Prado")
UNTIL_THE_NEXT_DAY = timedelta(hours=11)
WHO_ONE_IS = "Meu nome é Fábio Vasconcelos Barbosa, CPF 159.083.016-47, mãe Natália Barbosa, nasci em 03/04/1953"

# From ten on a Saturday: the hour that the way begins at.
HOURS_LATER: Mapping[Outcome, int] = {
    ("hand_off", "later"): 30,
    ("hand_off", "staffed"): 52,
    ("prepare_closing", "requoted_lump"): 8,
    ("prepare_closing", "requoted_plan"): 8,
}
# What happened before, in the words of golden conversations. A tap is made only where it is offered.
KNOWN = ("oi", WHO_ONE_IS, "[Sim, sei]")
PAID, CONTESTED = ("já paguei", "(documento)"), "não reconheço essa dívida"
A_DAY, TOO_LONG, UNTIL_MONDAY = "(26 horas depois)", "(30 horas depois)", "(50 horas depois)"
BEFORE: Mapping[Outcome, tuple[str, ...]] = {
    ("open_contact", "expired"): ("oi", WHO_ONE_IS, "(14 horas depois)"),
    ("case_status", "contested"): (*KNOWN, CONTESTED, A_DAY),
    ("case_status", "in_review"): (*KNOWN[:2], *PAID, A_DAY),
    ("list_titles", "under_case"): (*KNOWN[:2], *PAID, A_DAY),
    ("list_titles", "stale"): ("(900 horas depois)",),
    ("current_offer", "expired"): (*KNOWN, A_DAY),
    ("agreement_status", "waiting_slip"): (*KNOWN, "quero pagar à vista", "sim", A_DAY),
    ("issue_notice", "waiting"): ("(abrimos a notificação)", TOO_LONG),
}
BEFORE_OF_CASE: Mapping[str, tuple[str, ...]] = {
    "data_protection": (*KNOWN, "quero uma cópia dos meus dados", A_DAY),
    "already_paid": (*KNOWN[:2], *PAID, A_DAY),
    "agreement": (*KNOWN[:2], *PAID, A_DAY),
    "contest": (*KNOWN, CONTESTED, A_DAY),
}
# Told as soon as they are known.
BEFORE_AT_FIRST: Mapping[Outcome, tuple[str, ...]] = {
    ("record_reply", "registered"): ("estou ciente",),
    ("record_reply", "registered_plain"): ("estou ciente",),
    ("tell_news", "told"): (*KNOWN[:2], *PAID, TOO_LONG, "(o caso é respondido)"),
}
# On the other channel, where the talk would go on else; or on another phone.
BEFORE_ELSEWHERE: Mapping[Outcome, tuple[str, ...]] = {
    ("open_contact", "locked"): ("oi", *WRONG),
    ("current_offer", "lump"): (*KNOWN, "quero pagar à vista"),
    ("current_offer", "plan"): (*KNOWN, "quero parcelar"),
    ("record_reply", "registered"): KNOWN,
    ("record_reply", "registered_plain"): KNOWN,
    ("record_reply", "not_explicit"): KNOWN,
    ("record_reply", "other_number"): KNOWN,
    ("record_reply", "already"): (*KNOWN, "estou ciente"),
    ("record_reply", "already_plain"): (*KNOWN, "estou ciente"),
    ("record_reply", "never_came"): KNOWN,
    ("record_reply", "never_opens"): KNOWN,
    ("explain_notice", "if_silent"): KNOWN,
    ("explain_notice", "if_silent_plain"): KNOWN,
    ("explain_notice", "if_silent_valid"): (*KNOWN, "estou ciente"),
    ("explain_notice", "if_silent_valid_plain"): (*KNOWN, "estou ciente"),
}
BY_ANOTHER_PHONE = ("record_reply", "other_number")
_BRINGS_ABOUT = {"offer_lump_sum": ("current_offer",), "issue_notice": ("record_reply", "explain_notice")}
# By the step we begin from, or by its flow.
BEGUN: Mapping[str, tuple[str, ...]] = {
    "notice": ("(abrimos a notificação)",),
    "talk": ("(um atendente começa)",),
    "talk.resume": ("(um atendente retoma)",),
    "news": (*KNOWN[:2], *PAID, "(o caso é respondido)"),
    "news.opener": (*KNOWN[:2], *PAID, UNTIL_MONDAY, "(o caso é respondido)"),
    "acknowledge_notice": (*KNOWN, "quero pagar à vista", CONTESTED),
}
BEGUN_SO: Mapping[Outcome, tuple[str, ...]] = {
    ("tell_news", "told"): (*KNOWN[:2], *PAID, "não", "(o caso é respondido)"),
}
# What no policy here says: the draft is tried with it, as the way tells.
_OF_COMPANIES = ", registration_number]\n    all: [cnpj"
WITH_POLICY: Mapping[Outcome, tuple[str, str]] = {
    ("open_notice", "full_text"): FULL_TEXT_FIRST,
    ("open_notice", "full_text_link"): FULL_TEXT_FIRST,
    ("check_identity", "ask_address"): ("asks: [cpf_first3", "asks: [address, cpf_first3"),
    ("check_identity", "ask_representative_name"): (
        _OF_COMPANIES,
        _OF_COMPANIES.replace("registration_number", "representative_name"),
    ),
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
    hours_later: int = 0
    before: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    channel: Channel = Channel.WHATSAPP
    second_phone: bool = False  # where what was elsewhere was
    at_every_creditor: bool = False

    def line(self, profile: str, *, simulated: bool = False) -> Line:
        more = (SECOND_PHONE,) if self.second_phone else ()
        return Line(profile, self.debtor, self.channel, self.contact, simulated, more, self.at_every_creditor)


def world_of(problem: Problem, graph: Graph) -> World:
    answers = answers_on(problem.path, graph)
    begins = problem.path[0].partition(" ")[0]
    is_ours = begins != graph.start
    begun = BEGUN.get(begins, BEGUN.get(begins.partition(".")[0], ()))
    before = _first_of(BEFORE, answers) or _before_the_case(problem, graph)
    return World(
        kind_needed(answers),
        STRANGER if ("open_contact", "unknown") in answers else PHONE,
        next((HOURS_LATER[one] for one in answers if one in HOURS_LATER), 0),
        before or (() if is_ours else _first_of(BEFORE_AT_FIRST, list(_at_first(answers).items()))),
        _first_of(BEFORE_ELSEWHERE, _of_before(answers)),
        (_first_of(BEGUN_SO, answers) or begun) if is_ours else (),
        Channel.SMS if ("open_notice", "full_text") in answers else Channel.WHATSAPP,  # where no window is needed
        BY_ANOTHER_PHONE in answers,
        ("open_contact", "choose_creditor") in answers,
    )


def _before_the_case(problem: Problem, graph: Graph) -> tuple[str, ...]:
    """Of a case there already is: what opened it."""
    opened = (graph.nodes[name].step for name, label in places_of(problem.path) if label == "already")
    return next((BEFORE_OF_CASE[kind] for step in opened if (kind := step.args.get("kind", "")) in BEFORE_OF_CASE), ())


def _first_of(told: Mapping[Outcome, tuple[str, ...]], answers: Sequence[Outcome]) -> tuple[str, ...]:
    return next((texts for one, texts in told.items() if one in answers), ())


def _at_first(answers: Sequence[Outcome]) -> dict[str, str]:
    return dict(reversed(answers))


def _of_before(answers: Sequence[Outcome]) -> list[Outcome]:
    """What acts answer first, but for what the way itself brings about: an offer made, a notice issued."""
    found: dict[str, str] = {}
    brought: set[str] = set()
    for act, outcome in answers:
        if act not in brought and found.get(act, "nothing") in {"nothing", "other"}:
            found[act] = outcome
        if outcome != "none":
            brought.update(_BRINGS_ABOUT.get(act, ()))
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
    other = _another(phone, by_phone=world.second_phone)
    phone.clock.instant += timedelta(hours=world.hours_later)
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
        if move.needs == NEXT_DAY:
            phone.clock.instant += UNTIL_THE_NEXT_DAY
        if move.how not in {How.BEGIN, How.DATA}:
            told.append(await _go(_text(move, phone), phone, watched))
    return told


def _another(phone: HeldPhone, *, by_phone: bool) -> HeldPhone:
    line = phone.line
    other = replace(line, contact=SECOND_PHONE) if by_phone else replace(line, channel=Channel.SMS)
    return replace(phone, line=other, read=[])


async def _go(text: str, phone: HeldPhone, watched: Watched) -> str:
    """What ends, goes round or cannot be said or done here, as the problem says, comes to where it was heading."""
    try:
        await _do(text, phone, watched)
    except BotError as error:
        watched.visited |= watched.headed()
        return f"{text} → {error!r}"
    return f"{text} → {watched.step}"


async def _do(text: str, phone: HeldPhone, watched: Watched) -> None:
    if hours := hours_in(text):
        phone.clock.instant += timedelta(hours=hours)
    elif text in EVENTS:
        await EVENTS[text](phone)
        watched.saw(await phone.reads())
    elif not (taps := Said(text).taps) or phone.tapped(taps):
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
