"""`concilia restored`: said once after a back-up was put back, before the service starts on it."""

import asyncio

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.db.restoring import look_up_what_is_open
from bot.cli.connected import connected_settings
from bot.parts.opened import opened_database

app = typer.Typer()


@app.command("restored")
def restored() -> None:
    """Have every message the back-up holds as unsent looked up at the provider first: nobody gets one twice."""
    typer.echo(f"{asyncio.run(_doubt())} messages to be looked up before they are sent", err=True)


async def _doubt() -> int:
    settings = connected_settings()
    async with opened_database(settings) as database:
        return await look_up_what_is_open(database, SystemClock(settings.now))
