"""What is asked of the list, at its address or searched for, and the address of what was asked."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Query
from pydantic import BaseModel

from bot.application.agents.inbox import Wanted
from bot.application.agents.inbox_models import PAGE, Filters, Tab

HOME = "/console/inbox"
_LONGEST = 200


class AskedForm(BaseModel):
    """What is searched for travels in the body: a CPF is in no address, history or log (section 10)."""

    tab: str = ""
    creditor: str = ""
    channel: str = ""
    reason: str = ""
    limit: int = PAGE
    q: str = ""

    def wanted(self) -> Wanted:
        known = Tab(self.tab) if self.tab in set(Tab) else Tab.QUEUE
        filters = Filters(self.creditor, self.channel, self.reason)
        return Wanted(known, filters, self.q[:_LONGEST], self.limit)


def _at_the_address(form: Annotated[AskedForm, Query()]) -> Wanted:
    return form.model_copy(update={"q": ""}).wanted()


def _searched(form: Annotated[AskedForm, Form()]) -> Wanted:
    return form.wanted()


Asking = Annotated[Wanted, Depends(_at_the_address)]
Searching = Annotated[Wanted, Depends(_searched)]


def query_of(wanted: Wanted, **instead: object) -> str:
    """The list without what is searched for in it, and without what was not chosen."""
    told = {
        "tab": wanted.tab.value,
        "creditor": wanted.filters.creditor,
        "channel": wanted.filters.channel,
        "reason": wanted.filters.reason,
        "limit": wanted.limit if wanted.limit != PAGE else "",
        **instead,
    }
    return urlencode({name: value for name, value in told.items() if value})


def address_of(wanted: Wanted) -> str:
    return f"{HOME}?{query_of(wanted)}"
