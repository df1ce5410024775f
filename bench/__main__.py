"""`python -m bench [NAME …]`, or `concilia bench` and `make bench`: measures, prints and keeps the raw figures."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bench.ack import measure_ack
from bench.console import measure_console
from bench.figures import Measured, keep, lines
from bench.flood import measure_flood
from bench.growth import measure_long_talks, measure_many_debtors
from bench.noisy import measure_noisy
from bench.notices import measure_notices
from bench.peer.measure import Order, measure_peer
from bench.portfolio import measure_import
from bench.turn import measure_turn
from bot.cli import refuse
from bot.domain.errors import BotError

ROUNDS, NEGOTIATIONS = 3, 5  # of `growth`: conversations of each length, negotiations in each database


class Name(StrEnum):
    ACK = "ack"
    TURN = "turn"
    IMPORT = "import"
    CONSOLE = "console"
    PEER = "peer"
    GROWTH = "growth"
    CAMPAIGN = "campaign"
    NOISY = "noisy"
    FLOOD = "flood"


@dataclass(frozen=True)
class Options:
    """What was asked for, as `main` describes it."""

    seconds: float
    rows: int
    talks: int
    at_once: int | None
    url: str
    debtors: int
    latency: Sequence[int]
    at_most: float
    workers: int
    people: Sequence[int]
    recipients: int
    on_sqlite: bool


type Measure = Callable[[Path, Options], Awaitable[Sequence[Measured]]]


def main(  # noqa: PLR0913, PLR0917 - the options of a command, each by its name
    names: Annotated[list[Name] | None, typer.Argument(help="All of them unless named.")] = None,
    seconds: Annotated[
        float, typer.Option(min=0.5, help="How long a side runs: `ack flood turn campaign noisy`.")
    ] = 5.0,
    rows: Annotated[int, typer.Option(min=1, help="How many rows `import` and `noisy` take in.")] = 20_000,
    talks: Annotated[int, typer.Option(min=1, help="How many conversations `console` has.")] = 5_000,
    at_once: Annotated[int | None, typer.Option(min=1, help="Under way at once: 4 in `ack`, 16 in `peer`.")] = None,
    url: Annotated[str, typer.Option(help="An empty PostgreSQL database for `console`.")] = "",
    debtors: Annotated[int, typer.Option(min=1, help="How many negotiate in `peer`.")] = 200,
    latency: Annotated[list[int] | None, typer.Option(min=0, help="Of the provider in `peer`, ms: 0 and 150.")] = None,
    at_most: Annotated[float, typer.Option(min=1, help="Seconds a side of `peer` has; what is done counts.")] = 120.0,
    workers: Annotated[int, typer.Option(min=1, help="How many workers of ours in `peer`.")] = 1,
    people: Annotated[list[int] | None, typer.Option(min=1, help="Sizes in `growth`: 1000 and 100000.")] = None,
    recipients: Annotated[int, typer.Option(min=1, help="How many `campaign` plans.")] = 2_000,
    sqlite: Annotated[bool, typer.Option("--sqlite", help="Ours on SQLite in `peer`, `campaign`, `noisy`.")] = False,
) -> None:
    """Measure; nothing is asserted, as a figure says something only beside its reference."""
    options = Options(
        seconds=seconds,
        rows=rows,
        talks=talks,
        at_once=at_once,
        url=url,
        debtors=debtors,
        latency=latency or (0, 150),
        at_most=at_most,
        workers=workers,
        people=people or (1_000, 100_000),
        recipients=recipients,
        on_sqlite=sqlite,
    )
    for name in names or Name:
        with TemporaryDirectory(prefix="concilia-bench-", ignore_cleanup_errors=True) as home:
            found = asyncio.run(_measured(MEASURES[name], Path(home), options))
        for measured in found:
            typer.echo("\n".join(lines(measured)))
            typer.echo(f"  raw data in {keep(measured)}", err=True)


async def _measured(measure: Measure, home: Path, options: Options) -> Sequence[Measured]:
    return await measure(home, options)


async def _flood(home: Path, options: Options) -> Sequence[Measured]:
    return [await measure_flood(home, options.seconds, options.at_once or 4)]


async def _ack(home: Path, options: Options) -> Sequence[Measured]:
    return [await measure_ack(home, options.seconds, options.at_once or 4)]


async def _turn(home: Path, options: Options) -> Sequence[Measured]:
    return [await measure_turn(home, options.seconds)]


async def _import(home: Path, options: Options) -> Sequence[Measured]:
    return [await measure_import(home, options.rows)]


async def _console(home: Path, options: Options) -> Sequence[Measured]:
    return [await measure_console(home, options.talks, options.url)]


async def _peer(home: Path, options: Options) -> Sequence[Measured]:
    order = Order(
        debtors=options.debtors,
        at_once=options.at_once or 16,
        at_most_s=options.at_most,
        on_postgres=not options.on_sqlite,
        workers=options.workers,
    )
    return [await measure_peer(home / f"{ms}ms", order.at(ms)) for ms in options.latency]


async def _growth(home: Path, options: Options) -> Sequence[Measured]:
    long = await measure_long_talks(home / "talks", ROUNDS)
    return [long, await measure_many_debtors(home / "people", options.people, NEGOTIATIONS)]


async def _campaign(home: Path, options: Options) -> Sequence[Measured]:
    return [await measure_notices(home, options.recipients, options.seconds, not options.on_sqlite)]


async def _noisy(home: Path, options: Options) -> Sequence[Measured]:
    return [await measure_noisy(home, options.seconds, options.rows, not options.on_sqlite)]


MEASURES: dict[Name, Measure] = {
    Name.ACK: _ack,
    Name.TURN: _turn,
    Name.IMPORT: _import,
    Name.CONSOLE: _console,
    Name.PEER: _peer,
    Name.GROWTH: _growth,
    Name.CAMPAIGN: _campaign,
    Name.NOISY: _noisy,
    Name.FLOOD: _flood,
}


if __name__ == "__main__":
    try:
        typer.run(main)
    except BotError as error:
        refuse(str(error))
