"""Puts the parts together that talks are closed and noted with, and sheets written for finance."""

from collections.abc import Mapping

from bot.adapters.db.contact_log import SqlContactLog
from bot.application.agents.contact_log import ContactTools
from bot.assembly import Assembly
from bot.domain.policy import Policy
from bot.parts.exports import SheetWriter
from bot.parts.staffing import agent_tools
from console.wrap_up.deps import WrapUpPages


def wrap_up_pages(assembly: Assembly) -> WrapUpPages:
    """Closing, contacts noted, and sheets for finance."""

    async def policies() -> Mapping[str, Policy]:
        return (await assembly.releases.live()).policies

    contacts = ContactTools(agent_tools(assembly), SqlContactLog(assembly.database))
    writer = SheetWriter(assembly.database, assembly.clock, assembly.services.calendar, policies)
    return WrapUpPages(contacts, writer)
