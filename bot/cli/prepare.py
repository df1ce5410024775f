"""`concilia migrate`, `train` and `prepare`: what must be there before the services start."""

import asyncio
import errno
import socket

import typer

from bot.adapters.db.migrate import migrate as bring_up_to_date
from bot.config import Settings, load_settings
from bot.domain.errors import BotError
from bot.parts.opened import opened_database
from bot.parts.portfolios import ensure_sample
from bot.parts.staffing import ensure_demo_user
from bot.publishing import ensure_checkout_release

app = typer.Typer()


class PortTaken(BotError):
    """Something else listens where the service should."""


@app.command()
def migrate() -> None:
    """Bring the database to the newest tables."""
    asyncio.run(bring_up_to_date(load_settings().database_url))


@app.command()
def train() -> None:
    """Make the checkout's flows and texts the live release, trained only when nothing kept fits."""
    _train(load_settings())


@app.command(hidden=True)
def prepare() -> None:
    """Make what the services need, once: `run` calls it before it starts them."""
    settings = load_settings()
    _expect_free_port(settings)
    asyncio.run(_open_storage(settings))
    asyncio.run(ensure_demo_user(settings))
    _train(settings)
    if report := asyncio.run(ensure_sample(settings)):
        typer.echo(f"concilia: the sample portfolio is loaded: {report.people} people", err=True)


async def _open_storage(settings: Settings) -> None:
    """The tables of now, and the keys that find what is in them."""
    async with opened_database(settings):
        pass


def _train(settings: Settings) -> None:
    typer.echo(f"concilia: release {ensure_checkout_release(settings)} is live", err=True)


def _expect_free_port(settings: Settings) -> None:
    """Said here, as a service that cannot listen would only be started again and again."""
    family, kind, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: a closed one may linger
        try:
            attempt.bind(address)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            place = f"{settings.host}:{settings.port}"
            raise PortTaken(f"something else listens on {place}: stop it, or set CONCILIA_PORT") from error
