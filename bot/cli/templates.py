"""`concilia templates sync|list`: what is registered at Twilio of the live release's texts, and what is approved."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.tables import ContentTemplateRow
from bot.adapters.db.templates import SqlTemplates
from bot.adapters.db.vault import Vault
from bot.adapters.release_store import sources_in
from bot.adapters.twilio_content import TwilioContent
from bot.adapters.twilio_http import Credentials
from bot.application.registered_templates import Approval, Synced, sync_templates, templates_of_release
from bot.application.releases import ReleaseMissing, build_release, load_release
from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown
from bot.application.templates import Template
from bot.assembly import twilio_http
from bot.config import ROOT, Settings, load_settings
from bot.domain.errors import BotError
from bot.publishing import opened_publishing

app = typer.Typer()
templates = typer.Typer(no_args_is_help=True)
app.add_typer(templates, name="templates", help="Buttons, lists and opening texts registered at Twilio.")

LACKING = "lacking"

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


class NotSynced(BotError):
    """The templates were not all registered; running it again goes on where it stopped."""


@templates.command()
def sync(as_json: AsJson = False) -> None:
    """Register what Twilio lacks and ask WhatsApp to approve what begins a talk; a second run creates nothing."""
    settings = load_settings()
    if not settings.has_provider:
        raise NotSynced("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set to register templates")
    try:
        synced = asyncio.run(_sync(settings))
    except (DeliveryFailed, DeliveryUnknown) as failure:
        raise NotSynced(f"templates were not all registered: {getattr(failure, 'reason', failure)}") from failure
    if as_json:
        typer.echo(json.dumps({"created": synced.created, "kept": synced.kept, "approvals": synced.approvals}))
        return
    typer.echo(f"{len(synced.created)} created, {len(synced.kept)} already there")
    for name, approval in sorted(synced.approvals.items()):
        if approval is not Approval.APPROVED:
            typer.echo(f"{name} is {approval}", err=True)


@templates.command("list")
def list_(as_json: AsJson = False) -> None:
    """Show each template by name, with its SID and whether it is registered, and approved where that is needed."""
    rows = asyncio.run(_list(load_settings()))
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        typer.echo(f"{row['name']:<56}  {row['sid'] or '-':<34}  {row['state']}")


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
        known = {row.name: row for row in await SqlTemplates(database).all()}
    finally:
        await database.close()
    names = sorted({*known, *(template.name for template in await _wanted(settings))})
    return [_row(name, known.get(name)) for name in names]


def _row(name: str, known: ContentTemplateRow | None) -> Mapping[str, str | None]:
    return {"name": name, "sid": known.sid if known else None, "state": known.state if known else LACKING}


async def _database(settings: Settings) -> Database:
    await migrate(settings.database_url)
    return Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))


async def _wanted(settings: Settings) -> list[Template]:
    """Of the live release; before there is one, of the checkout's texts."""
    async with opened_publishing(settings) as tools:
        try:
            release = await tools.releases.live()
        except ReleaseMissing:
            release = load_release(build_release(sources_in(ROOT)).files)
    return templates_of_release(release.texts)
