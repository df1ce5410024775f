"""Plays a problem's way in the simulator: the debtor it takes, what was before, and what is sent and tapped."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.errors import BotError
from bot.golden import Watched
from bot.golden_debtors import PHONE, STRANGER
from bot.golden_events import EVENTS
from bot.golden_phone import HeldPhone
from bot.golden_script import Said, hours_in
from flows.graph import Graph
from flows.playing import How, Played
from flows.problems import Problem

_PLACE = re.compile(r"(?P<node>\S+)(?: \[(?P<label>.+)\])?")
WHO_ONE_IS = "Meu nome é Fábio Vasconcelos Barbosa, CPF 159.083.016-47, mãe Natália Barbosa, nasci em 03/04/1953"

type Outcome = tuple[str, str]  # of an act

# The debtor who makes an act answer so; any other way is gone by one with two months of a plan.
DEBTORS: Mapping[Outcome, str] = {
    ("list_titles", "several"): "several_codes",
    ("list_titles", "none"): "nothing_open",
    ("list_titles", "unknown_code"): "unknown_code",
    ("list_titles", "prescribed"): "prescribed",
    ("list_titles", "broken"): "agreement_broken",
    ("list_titles", "agreement"): "agreement_due",
    ("apologise_for_charge", "agreement"): "agreement_due",
    ("agreement_status", "running"): "agreement_due",
    ("agreement_status", "settled"): "agreement_settled",
    ("second_copy", "reissued"): "agreement_due",
    ("second_copy", "out_of_range"): "agreement_late",
    ("offer_lump_sum", "with_discount"): "old",
    ("offer_lump_sum", "no_discount"): "recent",
    ("offer_lump_sum", "only_lump"): "small",
    ("asked_charges", "no_discount"): "recent",
    ("answer_counter_offer", "no_plan"): "small",
    ("answer_counter_offer", "closest_plan"): "old",
    ("answer_counter_offer", "one_by_one"): "several_codes",
    ("offer_plan", "no_plan"): "small",
    ("offer_plan", "one_by_one"): "several_codes",
    ("concede", "no_plan"): "small",
    ("concede", "with_discount"): "old",
}
# What happened before, in the words of golden conversations.
BEFORE: Mapping[Outcome, tuple[str, ...]] = {
    ("open_contact", "locked"): ("oi", "000", "001", "002"),
    ("list_titles", "under_case"): ("oi", WHO_ONE_IS, "já paguei", "(documento)", "(26 horas depois)"),
    ("current_offer", "expired"): ("oi", WHO_ONE_IS, "(26 horas depois)"),
    ("agreement_status", "waiting_slip"): ("oi", WHO_ONE_IS, "quero pagar à vista", "sim", "(26 horas depois)"),
    ("hand_off", "later"): ("(30 horas depois)",),  # the next day is a Sunday
}
BEGUN: Mapping[str, tuple[str, ...]] = {
    "notice": ("(abrimos a notificação)",),
    "talk": ("(um atendente começa)",),
    "news": ("oi", WHO_ONE_IS, "já paguei", "(documento)", "(o caso é respondido)"),
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
    """Who goes the way, from where, after what."""

    debtor: str
    contact: str
    before: tuple[str, ...]


def outcomes_on(problem: Problem, graph: Graph) -> list[Outcome]:
    """What acts have to answer on the way."""
    places = [matched for place in problem.path if (matched := _PLACE.fullmatch(place))]
    steps = [(graph.nodes[place["node"]].step, place["label"] or "") for place in places]
    return [(step.act, label) for step, label in steps if step.act and label]


def world_of(problem: Problem, graph: Graph) -> World:
    outcomes = outcomes_on(problem, graph)
    debtor = next((DEBTORS[one] for one in outcomes if one in DEBTORS), "two_months")
    contact = STRANGER if ("open_contact", "unknown") in outcomes else PHONE
    before = next((BEFORE[one] for one in outcomes if one in BEFORE), ())
    begins = problem.path[0].partition(" ")[0]
    return World(debtor, contact, before if begins == graph.start else BEGUN.get(begins.partition(".")[0], ()))


async def play(way: Sequence[Played], world: World, phone: HeldPhone, watched: Watched, goal: str) -> list[str]:
    """Until the goal is passed; what was sent, and where each answer rested."""
    told: list[str] = []
    for text in world.before:
        await _do(text, phone, watched)
    for move in way:
        if goal in watched.visited:
            break
        if move.how not in {How.BEGIN, How.DATA}:
            text = _text(move, phone)
            with suppress(BotError):  # what ends, goes round or cannot be said here, as the problem says
                await _do(text, phone, watched)
            told.append(f"{text} → {watched.step}")
    return told


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
