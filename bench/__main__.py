"""`python -m bench [NAME …]`, or `concilia bench` and `make bench`: measures, prints and keeps the raw figures."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bench.ack import measure_ack
from bench.console import measure_console
from bench.figures import Measured, keep, lines
from bench.portfolio import measure_import
from bench.turn import measure_turn
from bot.cli import refuse
from bot.domain.errors import BotError

DEFAULT_ROWS = 20_000
DEFAULT_TALKS = 5_000


class Name(StrEnum):
    ACK = "ack"
    TURN = "turn"
    IMPORT = "import"
    CONSOLE = "console"


def main(  # noqa: PLR0913, PLR0917 - the options of a command, each by its name
    names: Annotated[list[Name] | None, typer.Argument(help="All of them unless named.")] = None,
    seconds: Annotated[float, typer.Option(min=0.5, help="How long each side of `ack` runs, and `turn`.")] = 5.0,
    rows: Annotated[int, typer.Option(min=1, help="How many rows `import` takes in.")] = DEFAULT_ROWS,
    talks: Annotated[int, typer.Option(min=1, help="How many conversations `console` has.")] = DEFAULT_TALKS,
    at_once: Annotated[int, typer.Option(min=1, help="Requests under way at once in `ack`.")] = 4,
    url: Annotated[str, typer.Option(help="An empty PostgreSQL database for `console`.")] = "",
) -> None:
    """Measure; nothing is asserted, as a figure says something only beside its reference."""
    measures: dict[Name, Callable[[Path], Awaitable[Measured]]] = {
        Name.ACK: lambda home: measure_ack(home, seconds, at_once),
        Name.TURN: lambda home: measure_turn(home, seconds),
        Name.IMPORT: lambda home: measure_import(home, rows),
        Name.CONSOLE: lambda home: measure_console(home, talks, url),
    }
    for name in names or Name:
        with TemporaryDirectory(prefix="concilia-bench-") as home:
            measured = asyncio.run(_measured(measures[name], Path(home)))
        typer.echo("\n".join(lines(measured)))
        typer.echo(f"  raw data in {keep(measured)}", err=True)


async def _measured(measure: Callable[[Path], Awaitable[Measured]], home: Path) -> Measured:
    return await measure(home)


if __name__ == "__main__":
    try:
        typer.run(main)
    except BotError as error:
        refuse(str(error))
