"""P14 beside the usual: an offer by SMS, an agreement paid by Pix, a policy that moved before the offer went out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AgreementRow, AttachmentRow, OfferRow, SlipRequestRow
from bot.application.agents.tools import AgentTools
from bot.application.changes import HandedOff
from bot.domain.conversation import Channel
from bot.domain.money import Money
from flows.gsm7 import outside_gsm7
from tests.builders import PHONE, a_row, a_title, a_turn
from tests.fakes import FakeClock
from tests.integration.api.deals import LUMP, OLD, Table
from tests.integration.api.desk import Caller, Debtors
from tests.integration.db.debtors import take_in

ASKED = HandedOff("asked", {"reason": "asked", "last_text": "quero pagar", "step": "offer.full"})


async def rows_of[T](kind: type[T], storage: SqlStorage) -> list[T]:
    async with storage.database.reading() as session:
        return list(await session.scalars(select(kind).order_by("id")))


async def at_the_table(ana: Caller, debtors: Debtors, clock: FakeClock, creditor: str, channel: Channel) -> Table:
    """A verified debtor of a creditor's, on a channel, taken by an agent."""
    claim = await debtors.claims(await debtors.writes("SMhere", "quero pagar", channel=channel))
    verified = debtors.verified(claim.conversation)
    known = replace(verified, creditor=creditor, slots={**verified.slots, "profile": creditor})
    assert await debtors.storage.inbox().commit(claim, a_turn(claim, conversation=known, changes=(ASKED,)))
    await ana.takes(known.id)
    return Table(ana, debtors, clock, known.id)


async def test_by_sms_an_offer_is_in_the_words_and_letters_of_sms(
    ana: Caller, debtors: Debtors, clock: FakeClock
) -> None:
    """P14, R6: the same step, said as SMS says it."""
    await take_in(debtors.storage, a_row(OLD, PHONE))
    table = await at_the_table(ana, debtors, clock, "cassems", Channel.SMS)

    sent = await table.offers(LUMP, intro="Olá, aqui é a Ana.")
    stated = await table.states()
    offer, statement = [line["text"] for line in (await table.lines())[-2:]]

    assert (sent.status_code, stated.status_code) == (201, 201)
    assert "R$ 1.802,50" in offer
    assert "27/11" in offer
    assert [outside_gsm7(text) for text in (offer, statement)] == [[], []]
    assert offer.endswith("Consegue?")  # WhatsApp asks for "nessa data"


async def test_where_the_creditor_takes_pix_closing_sends_the_code_and_it_can_be_sent_again(
    ana: Caller, sql_storage: SqlStorage, debtors: Debtors, clock: FakeClock
) -> None:
    """G1, P17"""
    owed = a_title("900001", code="002", due_date=date(2026, 9, 20), principal=Money(90_000))
    row = a_row(owed, PHONE, creditor="assefaz", registration="90001")
    await take_in(sql_storage, row, creditor="assefaz")
    [person] = await sql_storage.records().people_at("assefaz", PHONE)
    table = await at_the_table(ana, replace(debtors, person=person), clock, "assefaz", Channel.WHATSAPP)
    wish: dict[str, Any] = {"kind": "lump_sum", "codes": ["002"]}

    assert (await table.offers(wish)).status_code == 201
    assert (await table.states()).status_code == 201
    closed = await table.closes(await table.debtor_says("fechado"))
    again = await table.sends("papers", kind="pix")

    assert (closed.status_code, again.status_code) == (201, 201), (closed.json(), again.json())
    texts = [line["text"] for line in await table.lines()]
    codes = [text for text in texts if text.startswith("000201")]
    assert len(codes) == 2
    assert len(set(codes)) == 1
    assert len(await rows_of(AgreementRow, sql_storage)) == 1
    assert "pix_qr" in [one.kind for one in await rows_of(AttachmentRow, sql_storage)]
    assert [row.reason for row in await rows_of(SlipRequestRow, sql_storage)] == ["agreement"]  # no second copy


@pytest.mark.parametrize(
    ("first_due", "status", "reason"), [(None, 409, "quoted_again"), ("2026-11-27", 422, "date_too_late")]
)
async def test_a_policy_that_moved_after_the_quote_sends_nothing(
    ana: Caller, debtors: Debtors, clock: FakeClock, tools: AgentTools, first_due: str | None, status: int, reason: str
) -> None:
    """P7: seven days for the first payment when it was quoted, five when it is sent."""
    table = await Table.set(ana, debtors, clock)
    wish = {**LUMP, **({"first_due": first_due} if first_due else {})}
    mark = (await table.quotes(wish)).json()["mark"]
    tools.releases.release = _with_fewer_days(tools.releases.release)  # type: ignore[attr-defined]

    answer = await table.sends("offers", **wish, mark=mark)

    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert await rows_of(OfferRow, table.storage) == []


def _with_fewer_days(release: Any) -> Any:
    policy = release.policies["cassems"]
    moved = replace(policy, payment=replace(policy.payment, first_due_within_days=5))
    return replace(release, policies={**release.policies, "cassems": moved})
