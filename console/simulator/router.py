"""The pages under /simulator: a phone, the debtors it may belong to, and their data."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response, status
from fastapi.responses import RedirectResponse

from bot.application.simulator_view import (
    Debtor,
    DebtorCard,
    PhoneLine,
    debtor_card,
    policies_of,
)
from bot.domain.conversation import Channel
from console.simulator.deps import Behind, Simulator
from console.simulator.forms import CardQuery, LineForm, MessageForm, PhoneQuery, ReadForm, ScreenQuery
from console.simulator.ingress import MESSAGES, STATUS
from console.simulator.new_debtor import DebtorForm, DebtorRefused, invent, keep
from console.simulator.numbers import line_of
from console.simulator.twilio_forms import read_form
from console.simulator.words import render

PATH = "/simulator"
LISTED = 40


def simulator_router() -> APIRouter:
    router = APIRouter(prefix=PATH)
    router.add_api_route("", show_page, methods=["GET"])
    router.add_api_route("/phone", show_phone, methods=["GET"])
    router.add_api_route("/debtors", list_debtors, methods=["GET"])
    router.add_api_route("/debtors", create_debtor, methods=["POST"])
    router.add_api_route("/screen", show_screen, methods=["GET"])
    router.add_api_route("/card", show_card, methods=["GET"])
    router.add_api_route("/messages", send_message, methods=["POST"], status_code=status.HTTP_202_ACCEPTED)
    router.add_api_route("/reads", mark_read, methods=["POST"], status_code=status.HTTP_202_ACCEPTED)
    router.add_api_route("/contacts", begin_contact, methods=["POST"], status_code=status.HTTP_201_CREATED)
    return router


async def show_page(
    behind: Behind, debtor: int = 0, channel: Channel = Channel.WHATSAPP, unknown: bool = False
) -> Response:
    """The whole page, on the phone of one debtor."""
    chosen = await behind.view.debtor(debtor)
    line = line_of(chosen, channel, behind.numbers, unknown=unknown)
    return await _page(behind, chosen, line, unknown=unknown)


async def show_phone(query: Annotated[PhoneQuery, Query()], behind: Behind) -> Response:
    """The phone alone, to stand inside another page of ours."""
    line = query.line()
    return render(
        "phone.html",
        screen=await behind.view.screen(line, query.after),
        line=line,
        channel=line.channel,
        house=query.house,
        after=query.after,
        alone=True,
    )


async def list_debtors(behind: Behind, search: str = "", channel: Channel = Channel.WHATSAPP) -> Response:
    found = await behind.view.debtors(search, LISTED)
    return render("_debtors.html", debtors=found, search=search, channel=channel, chosen=None)


async def create_debtor(form: Annotated[DebtorForm, Form()], behind: Behind) -> Response:
    """Invent a debtor and go to their phone."""
    policies, today = await policies_of(behind.releases), behind.clock.business_now().date()
    try:
        invented = invent(form, policies, today)
    except DebtorRefused as refused:
        line = line_of(None, Channel.WHATSAPP, behind.numbers, unknown=True)
        return await _page(behind, None, line, unknown=False, form=form, wrong=refused.field)
    await keep(invented, behind.portfolios, today)
    found = await behind.view.debtors(invented.person.document, LISTED)
    created = next(entry for entry in reversed(found) if entry.creditor == invented.person.creditor)
    return RedirectResponse(f"{PATH}?debtor={created.id}", status.HTTP_303_SEE_OTHER)


async def show_screen(query: Annotated[ScreenQuery, Query()], behind: Behind) -> Response:
    """The bubbles of a phone."""
    screen = await behind.view.screen(query.line(), query.after)
    return render("_screen.html", screen=screen, line=query.line())


async def show_card(query: Annotated[CardQuery, Query()], behind: Behind) -> Response:
    """What the tester needs to know, as it stands now."""
    debtor = await behind.view.debtor(query.debtor)
    screen = await behind.view.screen(query.line())
    return render("_card.html", card=await _card(behind, debtor), screen=screen, line=query.line())


async def send_message(form: Annotated[MessageForm, Form()], behind: Behind) -> dict[str, str]:
    """Hand over what the debtor did, through the same door as the provider's deliveries."""
    delivery = form.as_twilio_posts(behind.account)
    await behind.ingress.post(MESSAGES, delivery)
    return {"sid": delivery["MessageSid"]}


async def mark_read(form: Annotated[ReadForm, Form()], behind: Behind) -> dict[str, int]:
    """Report as read what the screen showed; SMS has no such thing."""
    sids = form.sids if form.channel is Channel.WHATSAPP else []
    for sid in sids:
        await behind.ingress.post(STATUS, read_form(form.line(), sid, behind.account))
    return {"read": len(sids)}


async def begin_contact(form: Annotated[LineForm, Form()], behind: Behind) -> dict[str, int]:
    """Forget the contact at hand: the next message opens a new one."""
    return {"after": await behind.view.start_over(form.line(), behind.clock.now())}


async def _page(behind: Simulator, debtor: Debtor | None, line: PhoneLine, **values: object) -> Response:
    policies = await policies_of(behind.releases)
    policy = policies.get(debtor.person.creditor if debtor else "")
    return render(
        "page.html",
        status=status.HTTP_422_UNPROCESSABLE_CONTENT if "wrong" in values else status.HTTP_200_OK,
        debtors=await behind.view.debtors("", LISTED),
        chosen=debtor,
        card=await _card(behind, debtor),
        screen=await behind.view.screen(line),
        line=line,
        channel=line.channel,
        house=policy.parties.speaker.name if policy else "",
        policies=policies,
        **{"search": "", "form": DebtorForm(), "wrong": "", **values},
    )


async def _card(behind: Simulator, debtor: Debtor | None) -> DebtorCard | None:
    return await debtor_card(debtor, behind.records, behind.releases, behind.clock) if debtor else None
