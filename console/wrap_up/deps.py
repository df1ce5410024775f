"""What the pages of the end of a conversation work with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.agents.contact_log import ContactTools
from bot.application.agents.tools import AgentTools
from bot.application.exports import Exporter


@dataclass(frozen=True)
class WrapUpPages:
    contacts: ContactTools
    export: Exporter

    @property
    def tools(self) -> AgentTools:
        return self.contacts.tools


def _pages(request: Request) -> WrapUpPages:
    return cast(WrapUpPages, request.app.state.wrap_up)


Behind = Annotated[WrapUpPages, Depends(_pages)]
