"""Who talks with a draft, from which phone, and what the phone sends to come to a problem."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.application.editor.script import Script
from bot.application.editor.trying.fitting import Looked, fits, nearly_fits
from bot.application.simulator_view import Debtor, DebtorEntry, PhoneLine
from bot.domain.conversation import Channel
from bot.domain.documents import formatted
from bot.domain.policy import Policy
from console.simulator.deps import Simulator
from console.simulator.numbers import unknown_number
from flows.debtors import answers_on, kind_needed
from flows.graph import Graph
from flows.playing import How, Played, way_to, why_unplayed
from flows.problems import Path, Problem

LISTED, LOOKED_AT = 30, 500
_NUMBERS = 5567_3200_00000  # of ours, that nobody has: one for each draft, creditor and member
_ROOM = 100_000
_UNKNOWN = "não está no cadastro"


@dataclass(frozen=True)
class Move:
    """What the page plays into the phone; with nothing to send, a condition that the debtor meets or not."""

    how: str
    sends: str
    needs: str
    step: str
    name: str  # of the step, as staff read it


@dataclass(frozen=True)
class Shown:
    """A problem as it is played: what is wrong, and the moves that lead there."""

    problem: Problem
    moves: tuple[Move, ...]
    is_unknown: bool  # from a phone no file knows
    unplayed: str = ""  # why there are no moves


@dataclass(frozen=True)
class Way:
    """A way through a creditor's graph under its policy; without steps, anybody's."""

    path: Path
    graph: Graph
    policy: Policy | None


def line_of(debtor: Debtor, channel: Channel, place: tuple[int, str, str], *, unknown: bool) -> PhoneLine:
    """`place`: the draft, the creditor and who tries it, whose trials never meet another's."""
    sender = f"+{_NUMBERS + zlib.crc32(repr(place).encode()) % _ROOM}"
    known = None if unknown else debtor.phone(channel)
    return PhoneLine(channel, known or unknown_number(debtor.person.id), sender)


async def debtors_of(profile: str, phone: Simulator) -> list[DebtorEntry]:
    """The first of a creditor's portfolio."""
    found = await phone.view.debtors("", LOOKED_AT)
    return [one for one in found if one.creditor == profile][:LISTED]


async def fitting_debtor(entries: Sequence[DebtorEntry], way: Way, phone: Simulator) -> int:
    """The first who is as the way to a problem needs them, else the first ordinary one; 0 where there is nobody."""
    kind, near = kind_needed(answers_on(way.path, way.graph)), 0
    for entry in entries:
        looked = await _looked(entry, way.policy, phone)
        if looked is not None and fits(kind, looked):
            return entry.id
        near = near or (entry.id if looked is not None and nearly_fits(looked) else 0)
    return near or (entries[0].id if entries else 0)


async def _looked(entry: DebtorEntry, policy: Policy | None, phone: Simulator) -> Looked | None:
    debtor = await phone.view.debtor(entry.id)
    if debtor is None or policy is None:
        return None
    return Looked(await phone.records.account(debtor.person), policy, phone.clock.business_now().date())


def played(problem: Problem, script: Script, debtor: Debtor | None) -> Shown:
    way = way_to(problem, script.graph)
    moves = tuple(_move(one, script, debtor) for one in way)
    return Shown(problem, moves, needs_unknown(way), why_unplayed(problem))


def needs_unknown(moves: Sequence[Played]) -> bool:
    return any(_UNKNOWN in move.needs for move in moves)


def _move(one: Played, script: Script, debtor: Debtor | None) -> Move:
    name = script.step_name(one.step) if one.step in script.graph.nodes else one.step
    if one.how is How.TEXT and not one.sends and debtor is not None:
        return Move(one.how.value, _who_one_is(debtor), "", one.step, name)
    return Move(one.how.value, one.sends, one.needs, one.step, name)


def _who_one_is(debtor: Debtor) -> str:
    """All that any creditor asks, in one message."""
    person = debtor.person
    told = [f"Meu nome é {person.name}", f"CPF {formatted(person.document or '')}"]
    if person.mother_name:
        told.append(f"mãe {person.mother_name}")
    if person.birth_date:
        told.append(f"nasci em {person.birth_date:%d/%m/%Y}")
    return ", ".join(told)
