"""Who talks with a draft, from which phone, and what the phone sends to come to a problem."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.application.editor.script import Script
from bot.application.simulator_view import Debtor, DebtorEntry, PhoneLine
from bot.domain.conversation import Channel
from bot.domain.documents import formatted
from bot.domain.people import Role
from console.simulator.deps import Simulator
from console.simulator.numbers import unknown_number
from flows.playing import How, Played, way_to
from flows.problems import Problem

LISTED, LOOKED_AT = 30, 500
_NUMBERS = 5567_3200_00000  # of ours, that nobody has: one for each draft, creditor and member
_ROOM = 100_000
_UNKNOWN, _SEVERAL, _NONE = "não está no cadastro", "vários tipos", "sem títulos"


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


def line_of(debtor: Debtor, channel: Channel, place: tuple[int, str, str], *, unknown: bool) -> PhoneLine:
    """`place`: the draft, the creditor and who tries it, whose trials never meet another's."""
    sender = f"+{_NUMBERS + zlib.crc32(repr(place).encode()) % _ROOM}"
    known = None if unknown else debtor.phone(channel)
    return PhoneLine(channel, known or unknown_number(debtor.person.id), sender)


async def debtors_of(profile: str, phone: Simulator) -> list[DebtorEntry]:
    """The first of a creditor's portfolio."""
    found = await phone.view.debtors("", LOOKED_AT)
    return [one for one in found if one.creditor == profile][:LISTED]


async def fitting_debtor(entries: Sequence[DebtorEntry], moves: Sequence[Played], phone: Simulator) -> int:
    """The first who is as the way to a problem needs them; 0 where there is nobody."""
    needs = " ".join(move.needs for move in moves)
    for entry in entries:
        debtor = await phone.view.debtor(entry.id)
        if debtor is None or debtor.person.role is not Role.HOLDER:
            continue
        codes = {title.code for title in (await phone.records.account(debtor.person)).titles}
        if len(codes) > 1 if _SEVERAL in needs else not codes if _NONE in needs else len(codes) == 1:
            return entry.id
    return entries[0].id if entries else 0


def played(problem: Problem, script: Script, debtor: Debtor | None) -> Shown:
    way = way_to(problem, script.graph)
    return Shown(problem, tuple(_move(one, script, debtor) for one in way), needs_unknown(way))


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
