"""What the pages of the console work with, bound once when the service starts, and where a request came from."""

import ipaddress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from bot.application.staff.records import Visit
from bot.application.staff.tools import StaffTools

_A_HOUSEHOLD = 64  # of an IPv6 address the first half is somebody's; the rest changes at will


@dataclass(frozen=True)
class ConsoleParts:
    """The use cases' tools, and the address browsers come by."""

    staff: StaffTools
    public_url: str

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https:")


def _parts(request: Request) -> ConsoleParts:
    parts: ConsoleParts = request.app.state.console
    return parts


def _visit(request: Request) -> Visit:
    host = request.client.host if request.client is not None else ""
    return Visit(_address(host), request.headers.get("user-agent", ""))


def _address(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _A_HOUSEHOLD), strict=False))


Behind = Annotated[ConsoleParts, Depends(_parts)]
From = Annotated[Visit, Depends(_visit)]
