"""What WhatsApp decides about our opening texts, asked for by the worker until it has."""

from bot.adapters.db.templates import SqlTemplates
from bot.adapters.twilio_content import TwilioContent
from bot.adapters.twilio_http import Credentials
from bot.application.registered_templates import hear_approvals
from bot.assembly import Assembly, twilio_http

ASKED_EVERY_S = 300.0


async def ask_for_approvals(assembly: Assembly) -> None:
    """Nothing is asked where no provider is configured, or nothing is waited for."""
    settings, registered = assembly.settings, SqlTemplates(assembly.database)
    if not settings.has_provider or not await registered.pending():
        return
    http = twilio_http(settings)
    try:
        account = Credentials(settings.twilio_account_sid, settings.twilio_tokens[0])
        await hear_approvals(TwilioContent(http, account), registered)
    finally:
        await http.close()
