"""`concilia run`: everything on this machine under one supervisor, until Ctrl-C."""

import asyncio
import os
import signal
from collections.abc import Iterator
from functools import partial
from time import monotonic
from typing import Annotated

import httpx
import typer

from bot.config import Settings, load_settings
from bot.development import DEMO_EMAIL, demo_secrets
from bot.supervisor.bound import bind_to
from bot.supervisor.embedded import LOOPBACK, programme
from bot.supervisor.supervise import Supervisor
from bot.supervisor.told import Say, told_twice

app = typer.Typer()

LOOK_EVERY_S = 0.3
ANSWER_WITHIN_S = 5.0
OK = 200


@app.command()
def run(
    stop_with_parent: Annotated[
        bool, typer.Option("--stop-with-parent", help="Stop when the process that started this one dies.")
    ] = False,
) -> None:
    """Start everything and keep it running; Ctrl-C stops it."""
    if stop_with_parent:
        bind_to(os.getppid())
    asyncio.run(_run(load_settings()))


async def _run(settings: Settings) -> None:
    tell = told_twice(settings.home, say)
    supervisor = Supervisor(settings.home, tell)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, supervisor.stop)
    tell(f"starting in {settings.home}, logs in {settings.home / 'logs'}")
    await supervisor.run(programme(settings), partial(_greet, settings, monotonic(), tell))
    tell("everything is stopped")


def say(line: str) -> None:
    typer.echo(f"concilia: {line}", err=True)


async def _greet(settings: Settings, began: float, tell: Say) -> None:
    """Say where everything is, once it answers; a login is for the terminal only."""
    await _until_ready(settings)
    tell(f"ready after {monotonic() - began:.0f} s")
    for name, value in _introduction(settings):
        typer.echo(f"{name:<14}{value}")


async def _until_ready(settings: Settings) -> None:
    host = LOOPBACK if settings.host in {"0.0.0.0", "::"} else settings.host
    async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_WITHIN_S) as client:
        while not await _is_ready(client, f"http://{host}:{settings.port}/ready"):
            await asyncio.sleep(LOOK_EVERY_S)


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == OK
    except httpx.TransportError:
        return False


def _introduction(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "console", f"{settings.public_url}/console"
    if settings.has_simulator:
        yield "simulator", f"{settings.public_url}/simulator"
    yield "webhook", f"{settings.public_url}/webhooks/twilio/messages"
    if settings.is_production:
        return
    yield "login", f"{DEMO_EMAIL}  {demo_secrets(settings.home).password}"
    if not settings.has_provider:
        yield "Twilio SID", f"{settings.twilio_account_sid}  (made up)"
        yield "Twilio token", f"{settings.twilio_auth_token.get_secret_value()}  (made up)"
