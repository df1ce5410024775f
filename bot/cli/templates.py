"""`concilia templates sync|list`: buttons and lists registered at Twilio, from the texts of the live release."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.templates import SqlTemplates
from bot.adapters.db.vault import Vault
from bot.adapters.release_store import sources_in
from bot.adapters.twilio_content import TwilioContent
from bot.adapters.twilio_http import Credentials
from bot.application.releases import ReleaseMissing, build_release, load_release
from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown
from bot.application.templates import Synced, Template, sync_templates, templates_of
from bot.assembly import stored_releases, twilio_http
from bot.config import ROOT, Settings, load_settings
from bot.domain.errors import BotError

app = typer.Typer()
templates = typer.Typer(no_args_is_help=True)
app.add_typer(templates, name="templates", help="Buttons and lists registered at Twilio.")

REGISTERED, LACKING = "registered", "lacking"

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


class NotSynced(BotError):
    """The templates were not all registered; running it again goes on where it stopped."""


@templates.command()
def sync(as_json: AsJson = False) -> None:
    """Register what Twilio lacks of the live release's buttons and lists; a second run creates nothing."""
    settings = load_settings()
    if not settings.has_provider:
        raise NotSynced("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set to register templates")
    try:
        synced = asyncio.run(_sync(settings))
    except (DeliveryFailed, DeliveryUnknown) as failure:
        raise NotSynced(f"templates were not all registered: {getattr(failure, 'reason', failure)}") from failure
    if as_json:
        typer.echo(json.dumps({"created": synced.created, "kept": synced.kept}))
        return
    typer.echo(f"{len(synced.created)} created, {len(synced.kept)} already there")


@templates.command("list")
def list_(as_json: AsJson = False) -> None:
    """Show each template by name, with its SID and whether it is registered."""
    rows = asyncio.run(_list(load_settings()))
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        typer.echo(f"{row['name']:<32}  {row['sid'] or '-':<34}  {row['state']}")


async def _sync(settings: Settings) -> Synced:
    http = twilio_http(settings)
    account = Credentials(settings.twilio_account_sid, settings.twilio_tokens[0])
    database = await _database(settings)
    try:
        wanted = await _wanted(settings)
        return await sync_templates(
            wanted, TwilioContent(http, account), SqlTemplates(database), SystemClock(settings.now)
        )
    finally:
        await http.close()
        await database.close()


async def _list(settings: Settings) -> Sequence[Mapping[str, str | None]]:
    database = await _database(settings)
    try:
        known = {row.name: row.sid for row in await SqlTemplates(database).all()}
    finally:
        await database.close()
    names = sorted({*known, *(template.name for template in await _wanted(settings))})
    return [{"name": name, "sid": known.get(name), "state": REGISTERED if name in known else LACKING} for name in names]


async def _database(settings: Settings) -> Database:
    await migrate(settings.database_url)
    return Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))


async def _wanted(settings: Settings) -> list[Template]:
    """Of the live release; before there is one, of the checkout's texts."""
    try:
        release = await stored_releases(settings).live()
    except ReleaseMissing:
        release = load_release(build_release(sources_in(ROOT)).files)
    return templates_of(release.texts.responses.values())
