"""What an address asks of the list, and the address of what was asked."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

from bot.application.agents.inbox import Wanted
from bot.application.agents.inbox_models import PAGE, Filters, Tab

HOME = "/console/inbox"
_LONGEST = 200


def _filters(creditor: str = "", channel: str = "", reason: str = "") -> Filters:
    return Filters(creditor, channel, reason)


def _wanted(filters: Annotated[Filters, Depends(_filters)], tab: str = "", q: str = "", limit: int = PAGE) -> Wanted:
    known = Tab(tab) if tab in set(Tab) else Tab.QUEUE
    return Wanted(known, filters, q[:_LONGEST], limit)


Asking = Annotated[Wanted, Depends(_wanted)]


def query_of(wanted: Wanted, **instead: object) -> str:
    """Without what was not chosen."""
    told = {
        "tab": wanted.tab.value,
        "creditor": wanted.filters.creditor,
        "channel": wanted.filters.channel,
        "reason": wanted.filters.reason,
        "q": wanted.search,
        "limit": wanted.limit if wanted.limit != PAGE else "",
        **instead,
    }
    return urlencode({name: value for name, value in told.items() if value})


def address_of(wanted: Wanted) -> str:
    return f"{HOME}?{query_of(wanted)}"
