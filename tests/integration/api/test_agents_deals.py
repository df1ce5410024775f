"""P14: an agent quotes, offers and closes with the bot's engine, in the bot's words, and never outside the policy."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AgreementRow, AttachmentRow, DeskEventRow, OfferRow, SlipRequestRow
from bot.application.agents.roles import StaffRole
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.deals import IN_SIX, LUMP, Table
from tests.integration.api.desk import Caller, Debtors


@pytest.fixture
async def table(ana: Caller, debtors: Debtors, clock: FakeClock) -> Table:
    return await Table.set(ana, debtors, clock)


async def rows_of[T](kind: type[T], storage: SqlStorage) -> list[T]:
    async with storage.database.reading() as session:
        return list(await session.scalars(select(kind).order_by("id")))


async def test_the_panel_shows_debts_and_what_the_policy_still_allows(table: Table) -> None:
    """T1, P2, P14"""
    old, fresh = (await table.shown())["negotiations"]

    assert (old["code"], fresh["code"]) == ("002", "052")
    assert fresh["titles"][0]["days_overdue"] == 61
    assert (fresh["allowed"]["now"], fresh["allowed"]["lowest"]) == ("1577.24", "1577.24")  # none before day 91
    assert (old["allowed"]["now"], old["allowed"]["lowest"]) == ("1802.50", "1602.50")  # half of 20 %, then all
    assert old["allowed"]["has_better"]


async def test_an_offer_goes_out_in_the_profiles_words_and_on_record(table: Table) -> None:
    """P5, P8: the fee is in the total, and the step is recorded with who triggered it."""
    sent = await table.offers(LUMP, intro="Olá, aqui é a Ana.")
    line = (await table.lines())[-1]
    [offer] = await rows_of(OfferRow, table.storage)

    assert sent.status_code == 201, sent.json()
    assert line["text"].startswith("Olá, aqui é a Ana.\n\nTotal de hoje: R$ ")
    assert "À vista: R$ 1.802,50, com vencimento até 27/11/2026" in line["text"]
    assert (line["speaker"], offer.trigger, offer.step) == (table.agent.email, "agent", 1)
    assert "conversation" in [event.kind for event in await rows_of(DeskEventRow, table.storage)]


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"kind": "count", "codes": ["002"], "count": 6}, "lump_first"),  # P1
        ({"kind": "count", "count": 6, "is_asked": True}, "one_by_one"),  # P4
        ({"kind": "total", "amount": "3000.00"}, "one_by_one"),
        ({"kind": "lump_sum", "codes": ["999"]}, "unknown_negotiation"),
        ({"kind": "per_month", "codes": ["002"]}, "incomplete"),
        ({**LUMP, "first_due": "2026-11-28"}, "date_too_late"),  # P7: the eighth day
        ({**LUMP, "first_due": "2026-11-19"}, "date_past"),
    ],
)
async def test_what_the_policy_does_not_give_is_not_quoted(table: Table, wish: dict[str, Any], why: str) -> None:
    answer = await table.quotes(wish)

    assert (answer.status_code, answer.json()["reason"]) == (422, why)


@pytest.mark.parametrize(
    ("wish", "offered", "why"),
    [
        ({**LUMP, "first_due": "2026-11-27"}, {"kind": "lump_sum"}, ""),  # P7: the seventh day
        ({**IN_SIX, "count": 99}, {"count": 9}, "para esse valor dá até 9 parcelas além da entrada"),
        ({**IN_SIX, "kind": "per_month", "count": None, "amount": "250.00"}, {"installment": "224.72"}, ""),
        ({**IN_SIX, "kind": "total", "amount": "1000.00"}, {"kind": "lump_sum"}, "o desconto não chega a tanto"),
        ({**IN_SIX, "kind": "down_payment", "count": 6, "amount": "400.00"}, {"down_payment": "399.96"}, ""),
    ],
)
async def test_the_nearest_terms_are_quoted_with_the_reason(
    table: Table, wish: dict[str, Any], offered: dict[str, Any], why: str
) -> None:
    """P9"""
    answer = (await table.quotes(wish)).json()

    [offer] = answer["offers"]
    assert {name: offer[name] for name in offered} == offered
    assert answer["why"] == why


async def test_all_negotiations_are_offered_at_once_as_lump_sums(table: Table) -> None:
    """P4"""
    quote = (await table.quotes({"kind": "lump_sum"})).json()

    assert [offer["code"] for offer in quote["offers"]] == ["002", "052"]
    assert (quote["total"], quote["fee"]) == ("3379.74", "5.00")


async def test_no_worse_offer_follows_a_better_one(table: Table) -> None:
    """P5: at once it never rises again, and fewer installments only where the debtor wants them."""
    await table.offers({"kind": "total", "codes": ["002"], "amount": "1602.50"})
    await table.offers(IN_SIX)

    risen = (await table.quotes({"kind": "total", "codes": ["002"], "amount": "1700.00"})).json()
    fewer = await table.quotes({**IN_SIX, "count": 3, "is_asked": False})
    wanted = await table.quotes({**IN_SIX, "count": 3})

    assert risen["total"] == "1602.50"
    assert (fewer.json()["reason"], wanted.status_code) == ("worse", 200)


async def test_steps_are_conceded_one_by_one_until_there_is_none(table: Table) -> None:
    """P5"""
    totals = []
    for _ in range(2):
        sent = await table.offers({"kind": "better", "codes": ["002"]})
        assert sent.status_code == 201
        totals.append((await rows_of(OfferRow, table.storage))[-1].kind)
    shares = [offer.step for offer in await rows_of(OfferRow, table.storage)]

    assert (totals, shares) == (["lump_sum", "lump_sum"], [1, 2])
    assert not (await table.quotes({"kind": "better", "codes": ["052"]})).json().get("reason")


async def test_closing_needs_the_statement_and_then_the_debtors_own_yes(table: Table) -> None:
    """P12, P16"""
    await table.offers(IN_SIX)
    early = await table.debtor_says("sim, quero")
    before = await table.closes(early)
    stated = await table.states()
    line = (await table.lines())[-1]["text"]
    old_yes = await table.closes(early)
    doubtful = await table.closes(await table.debtor_says("sim mas tira o juros"))
    yes = await table.debtor_says("fechado")
    closed = await table.closes(yes)

    assert (before.json()["reason"], old_yes.json()["reason"]) == ("not_stated", "not_accepted")
    assert doubtful.json()["reason"] == "doubtful"
    assert stated.status_code == 201
    assert "sexta-feira, 27 de novembro de 2026" in line
    assert "CNPJ" in line
    assert line.endswith("Posso fechar assim?")
    assert closed.status_code == 201, closed.json()
    [kept] = await rows_of(AgreementRow, table.storage)
    papers = [row.kind for row in await rows_of(AttachmentRow, table.storage)]
    texts = [each["text"] for each in await table.lines()]
    assert table.storage.database.vault.open(kept.accepted_text) == "fechado"
    assert papers == ["agreement_pdf"]
    assert "Pronto, " in texts[-2]
    assert "3314-1010" in texts[-1]  # the statement, word for word, by itself
    assert [row.reason for row in await rows_of(SlipRequestRow, table.storage)] == ["agreement"]


async def test_a_yes_taken_back_closes_nothing(table: Table) -> None:
    """P16: "fechado" and then "pera"."""
    await table.offers(LUMP)
    await table.states()
    yes = await table.debtor_says("fechado")
    await table.debtor_says("pera")

    answer = await table.closes(yes)

    assert answer.json()["reason"] == "taken_back"
    assert await rows_of(AgreementRow, table.storage) == []


@pytest.mark.each_database
async def test_two_tabs_close_once(table: Table) -> None:
    await table.offers(LUMP)
    await table.states()
    yes = await table.debtor_says("fechado")
    seen = await table.seen()
    path, body = f"/conversations/{table.conversation}/agreements", {"accepted_seq": yes, "last_seen": seen}

    answers = await asyncio.gather(*(table.agent.post(path, body) for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) in ([201, 409], [201, 422])
    assert len(await rows_of(AgreementRow, table.storage)) == 1
    said = [line["text"] for line in await table.lines() if "está fechado" in line["text"]]
    assert len(said) == 1


async def test_what_the_debtor_wrote_meanwhile_is_read_first(table: Table) -> None:
    """H2"""
    quote, seen = (await table.quotes(LUMP)).json(), await table.seen()
    await table.debtors.writes("SMlate", "mudei de ideia", received_at=table.clock.now())

    path = f"/conversations/{table.conversation}/offers"
    answer = await table.agent.post(path, {**LUMP, "mark": quote["mark"], "last_seen": seen})

    assert (answer.status_code, answer.json()["reason"]) == (409, "unseen")
    assert [line["text"] for line in answer.json()["messages"]] == ["mudei de ideia"]
    assert await rows_of(OfferRow, table.storage) == []


async def test_after_midnight_an_offer_is_quoted_again_and_the_difference_said(table: Table) -> None:
    """P5"""
    quote = (await table.quotes({"kind": "lump_sum", "codes": ["052"]})).json()
    await table.offers({"kind": "lump_sum", "codes": ["052"]})
    table.clock.advance(hours=11)
    await table.debtor_says("oi, voltei")
    table.clock.advance(hours=2)
    wish = {"kind": "lump_sum", "codes": ["052"]}

    late = await table.sends("offers", **wish, mark=quote["mark"])
    stated = await table.states()

    assert (late.status_code, late.json()["reason"]) == (409, "quoted_again")
    assert late.json()["total"] > quote["total"]
    assert stated.status_code == 201
    text = (await table.lines())[-1]["text"]
    assert "Antes era R$ 1.577,24, hoje é R$ 1.577,74, uma diferença de R$ 0,50" in text
    assert [row.trigger for row in await rows_of(OfferRow, table.storage)][-1] == "quoted_again"


async def test_a_statement_of_yesterday_is_not_closed_on(table: Table) -> None:
    await table.offers({"kind": "lump_sum", "codes": ["052"]})
    table.clock.advance(hours=11)
    await table.debtor_says("oi")
    await table.states()
    table.clock.advance(hours=2)
    yes = await table.debtor_says("fechado")

    answer = await table.closes(yes)

    assert (answer.status_code, answer.json()["reason"]) == (409, "changed")


async def test_who_lost_the_conversation_sends_and_closes_nothing(table: Table, hire: Hire) -> None:
    await table.offers(LUMP)
    await table.states()
    yes = await table.debtor_says("fechado")
    seen = await table.seen()
    returned = await table.agent.post(f"/conversations/{table.conversation}/return", {"step": "offer.full"})
    assert returned.status_code == 200, returned.json()

    body = {"accepted_seq": yes, "last_seen": seen}
    closed = await table.agent.post(f"/conversations/{table.conversation}/agreements", body)
    bia = await hire("bia")
    quoted = await bia.post(f"/conversations/{table.conversation}/quotes", LUMP)

    assert (closed.json()["reason"], quoted.json()["reason"]) == ("not_yours", "not_yours")
    assert await rows_of(AgreementRow, table.storage) == []


async def test_outside_the_window_nothing_goes_out(table: Table) -> None:
    """R3"""
    quote, seen = (await table.quotes(LUMP)).json(), await table.seen()
    table.clock.advance(hours=24)

    path = f"/conversations/{table.conversation}/offers"
    answer = await table.agent.post(path, {**LUMP, "mark": quote["mark"], "last_seen": seen})

    assert answer.json()["reason"] in ("window_closed", "not_identified")
    assert await rows_of(OfferRow, table.storage) == []


async def test_back_with_the_bot_it_finds_scope_day_and_offers_as_its_own(table: Table) -> None:
    """H4: what the agent offered is what the bot states next."""
    sent = await table.offers({**IN_SIX, "first_due": "2026-11-25"})
    assert sent.status_code == 201, sent.json()

    returned = await table.agent.post(f"/conversations/{table.conversation}/return", {"step": "closing.plan"})

    assert returned.status_code == 200, returned.json()
    text = (await table.lines())[-1]["text"]
    [offer] = [row for row in await rows_of(OfferRow, table.storage) if row.kind == "installments"]
    assert offer.trigger == "named_count"
    assert "6 parcelas de R$ 288,21" in text
    assert "25 de novembro de 2026" in text
    memory = (await table.debtors.claims(await table.debtors.writes("SMback"))).conversation.memory
    assert (memory["scope"], memory["queue"], memory["first_due"]) == ("002", "052", "2026-11-25")


async def test_slips_are_asked_for_again_and_other_papers_only_where_there_are_any(table: Table) -> None:
    """P11, G0, G2"""
    none = [(await table.sends("papers", kind=kind)).json()["reason"] for kind in ("pix", "slip", "letter")]
    await table.offers(LUMP)
    await table.states()
    await table.closes(await table.debtor_says("fechado"))
    late = await table.sends("papers", kind="slip", due="2026-12-30")
    table.clock.advance(hours=1)
    asked = await table.sends("papers", kind="slip")

    assert none == ["no_pix", "no_agreement", "no_agreement"]
    assert late.json()["reason"] == "date_out_of_bounds"
    assert asked.status_code == 201
    assert [row.reason for row in await rows_of(SlipRequestRow, table.storage)] == ["agreement", "second_copy"]


async def test_an_auditor_sees_no_amount_and_finance_no_conversation(table: Table, hire: Hire) -> None:
    """Section 10"""
    await table.offers(LUMP)
    auditor, finance = await hire("auditor", StaffRole.AUDITOR), await hire("financeiro", StaffRole.FINANCE)
    path = f"/conversations/{table.conversation}/deal"

    seen, refused = await auditor.get(path), await finance.get(path)
    quoted = await auditor.post(f"/conversations/{table.conversation}/quotes", LUMP)

    assert (seen.status_code, refused.status_code, quoted.status_code) == (200, 403, 403)
    assert "802" not in seen.text
    assert seen.json()["offers"][0]["terms"]["total"] is None
