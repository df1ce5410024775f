"""Whether a turn costs more late in a long conversation, or with many debtors in the database."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from time import process_time

from bench.figures import Figure, Measured, percentile
from bench.many_debtors import write_debtors
from bench.negotiation import CPF_START, TURNS, Debtor, OffTheScript, Phone
from bench.turn import Bench, bench_on, timed
from bot.adapters.db.migrate import migrate
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.vault import keys_in
from bot.application.handle_turn import handle_turn
from bot.cli.nlu_process import nlu_serving
from bot.config import Settings
from bot.publishing import NLU, ensure_checkout_release

AT = (5, 50, 200)  # which turns of one debtor are compared
MEASURED = 10  # turns from there on
TURN_AND_TURN = ("ta puxado… consigo uns 250 por mes", "e se eu der 400 de entrada?")  # for as long as one likes
OPENING = ("oi", CPF_START)
PEOPLE = (1_000, 100_000, 1_000_000)
WARM_UP = 1
FIRST_INVENTED = 1_000  # the numbers below are of those who talk

PARTS = ("p50", "of a core")

type Taken = tuple[float, float]  # seconds a turn takes, and those of a core


async def measure_long_talks(home: Path, rounds: int) -> Measured:
    """The same two messages at turn 5, 50 and 200, by the clock and by the core; the conversations take turns."""
    settings = settings_at(home)
    await migrate(settings.database_url)
    release = await asyncio.to_thread(ensure_checkout_release, settings)
    taken: dict[int, list[Taken]] = {at: [] for at in AT}
    async with nlu_serving(release, (), NLU, settings.releases) as client, bench_on(settings, client) as bench:
        await bench.hold(Debtor(0))
        for number in range(rounds):
            phones = [await _brought_to(bench, Debtor(1 + number * len(AT) + place), at) for place, at in enumerate(AT)]
            for turn in range(MEASURED):
                for at, phone in zip(AT, phones, strict=True):
                    taken[at].append(await _turn(bench, phone, TURN_AND_TURN[turn % 2]))
    return beside_the_first(taken)


def beside_the_first(taken: Mapping[int, Sequence[Taken]]) -> Measured:
    """What later turns take beside the first of them; time of a core says more where other work shares it."""
    first, *later = taken
    sides = {name: {at: [one[place] for one in taken[at]] for at in taken} for place, name in enumerate(PARTS)}
    return Measured(
        name="growth",
        what="a turn late in a long conversation",
        reference=f"turn {first} of another",
        figures=tuple(
            Figure(f"turn {at}, {name}", "ms", *(percentile(times[which], 50) * 1000 for which in (at, first)))
            for name, times in sides.items()
            for at in later
        ),
        raw={f"turn {at}, {name}": times[at] for name, times in sides.items() for at in taken},
        notes=(f"{len(taken[first])} turns of each; of a core in this process, without Rasa",),
    )


async def measure_many_debtors(home: Path, people: Sequence[int], negotiations: int) -> Measured:
    """Whole negotiations in databases of different sizes; the databases take turns."""
    settings = [settings_at(home / str(size)) for size in people]
    for one in settings:
        await migrate(one.database_url)
    release = await asyncio.to_thread(ensure_checkout_release, settings[0])
    for one in settings[1:]:
        await asyncio.to_thread(ensure_checkout_release, one)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(nlu_serving(release, (), NLU, settings[0].releases))
        benches = [await stack.enter_async_context(bench_on(one, client)) for one in settings]
        for bench, size in zip(benches, people, strict=True):
            await write_debtors(bench.storage.database, FIRST_INVENTED, size)
        await asyncio.to_thread(os.sync)  # what was just written is on the disk before anybody is timed
        for bench in benches:
            await bench.hold(Debtor(0))
            bench.forget()
        for number in range(negotiations):
            for bench in benches:
                await bench.hold(Debtor(WARM_UP + number))
    return beside_the_smallest(people, benches)


def beside_the_smallest(people: Sequence[int], benches: Sequence[Bench]) -> Measured:
    """Each larger database beside the smallest."""
    small, *larger = benches
    figures = [
        Figure(f"{size:,}, p{percent}", "ms", *(percentile(one.turns, percent) * 1000 for one in (bench, small)))
        for size, bench in zip(people[1:], larger, strict=True)
        for percent in (50, 95)
    ]
    return Measured(
        name="growth",
        what="a turn with many debtors in the database",
        reference=f"the same with {people[0]:,}",
        figures=tuple(figures),
        raw={f"{size}": bench.turns for size, bench in zip(people, benches, strict=True)},
        notes=(f"{len(small.turns) // len(TURNS)} negotiations in each",),
    )


def settings_at(home: Path) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    url = f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}"
    return Settings(_env_file=None, home=home, keys=keys_in(home / "keys"), database_url=url)


async def _brought_to(bench: Bench, debtor: Debtor, turn: int) -> Phone:
    """A debtor about to write for the turn so numbered."""
    await bench.load(debtor)
    phone = Phone(debtor, bench.tools.inbox, SqlOutbox(bench.storage.database, bench.clock), bench.clock)
    for number in range(turn - 1):
        await _turn(bench, phone, OPENING[number] if number < len(OPENING) else TURN_AND_TURN[number % 2])
    return phone


async def _turn(bench: Bench, phone: Phone, text: str) -> Taken:
    conversation = await phone.writes(text)
    before = process_time()
    taken = await timed(handle_turn(conversation, bench.tools))
    worked = process_time() - before
    await phone.reads()
    if text in TURN_AND_TURN and not phone.offered:
        raise OffTheScript("the long conversation went astray")
    return taken, worked
