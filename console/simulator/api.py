"""The phone in figures, for `concilia chat`: its line, and what is on its screen."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, status
from pydantic import BaseModel

from bot.application.simulator_view import Bubble, PhoneLine, policies_of
from bot.domain.conversation import Channel
from bot.domain.phones import normalised
from console.simulator.deps import Behind, Simulator
from console.simulator.forms import ScreenQuery
from console.simulator.words import is_list


class OpenLine(BaseModel):
    """A phone that begins to talk; with a creditor, to a number of that creditor only."""

    channel: Channel = Channel.WHATSAPP
    contact: str
    creditor: str = ""


def simulator_api() -> APIRouter:
    router = APIRouter(prefix="/simulator/api")
    router.add_api_route("/lines", open_line, methods=["POST"], status_code=status.HTTP_201_CREATED)
    router.add_api_route("/screen", show_screen, methods=["GET"])
    return router


async def open_line(form: Annotated[OpenLine, Form()], behind: Behind) -> dict[str, object]:
    """The numbers on both ends, and the last message already said between them."""
    contact = normalised(form.contact)
    if contact is None:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, "not a Brazilian phone number")
    creditors = sorted(await policies_of(behind.releases))
    if form.creditor and form.creditor not in creditors:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, f"no creditor {form.creditor}: {creditors}")
    line = PhoneLine(form.channel, contact, behind.numbers.of(form.channel))
    if form.creditor:
        sender = behind.numbers.of_creditor(form.channel, creditors.index(form.creditor))
        line = PhoneLine(form.channel, contact, sender)
        await _settle_creditor(behind, line, form.creditor)
    screen = await behind.view.screen(line)
    return {"channel": line.channel, "contact": line.contact, "sender": line.sender, "after": screen.last_seq}


async def show_screen(query: Annotated[ScreenQuery, Query()], behind: Behind) -> dict[str, Any]:
    screen = await behind.view.screen(query.line(), query.after)
    return {
        "is_pending": screen.is_pending,
        "last_seq": screen.last_seq,
        "owner": screen.owner,
        "bubbles": _bubbles(screen.bubbles),
    }


async def _settle_creditor(behind: Simulator, line: PhoneLine, creditor: str) -> None:
    """A number of one creditor needs no question which one it is."""
    if (await behind.view.screen(line)).creditor is None:
        await behind.view.start_over(line, behind.clock.now(), creditor)


def _bubbles(bubbles: Sequence[Bubble]) -> list[dict[str, object]]:
    return [
        {
            "key": bubble.key,
            "is_mine": bubble.is_mine,
            "body": bubble.body,
            "sid": bubble.sid,
            "state": bubble.state,
            "options": [{"label": option.label, "payload": option.payload} for option in bubble.options],
            "from_list": is_list(bubble.options),
            "file": bubble.file and {"address": bubble.file.address, "name": bubble.file.name},
        }
        for bubble in bubbles
    ]
