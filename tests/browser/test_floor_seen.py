"""The supervisor's page and the users' in a real browser, on a phone and on a desk (H2, section 10)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.tables import ConversationRow, HandoffOfferRow, HandoffRow, MessageRow, OwnerChangeRow
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.main import bind
from tests.browser.staff import SIZES, assert_it_reads_well, at_work
from tests.integration.simulator.service import Service, running

BOSS = "helena.prado@exemplo.invalid"
AGENTS = ("ana.souza@exemplo.invalid", "beatriz.lima@exemplo.invalid", "caio.nunes@exemplo.invalid")
REASONS = ("asked", "hardship", "plan_request", "lawyer", "asked", "misunderstood")


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        bind(started.app, started.assembly)  # with the one release the script has
        started.do(employ_all(started))
        yield started


async def employ_all(service: Service) -> None:
    staff = SqlStaff(service.assembly.database)
    now = datetime.now(UTC)
    for email in AGENTS:
        await add_user(email, StaffRole.AGENT, staff, now)
    await add_user("dora.reis@exemplo.invalid", StaffRole.FINANCE, staff, now)
    await add_user(BOSS, StaffRole.ADMIN, staff, now)


async def lived(service: Service, count: int = 24) -> None:
    """Some hours of attendance: asked, answered, closed, and some who wait still."""
    now, vault = datetime.now(UTC), service.assembly.database.vault
    async with service.assembly.database.writing() as session:
        for number in range(1, count + 1):
            asked = now - timedelta(minutes=9 * number)
            agent = AGENTS[number % 3]
            waits, is_held = number % 4 == 0, number % 5 == 0
            owner = "queue" if waits else "agent" if is_held else "bot"
            row = ConversationRow(
                channel="whatsapp",
                contact_hash=bytes([number]),
                contact=vault.seal(f"+556799900{number:04d}"),
                sender="+5567900000000",
                creditor="cassems" if number % 3 else "assefaz",
                owner=owner,
                agent=agent if owner == "agent" else None,
                last_inbound_at=asked,
                created_at=asked,
            )
            session.add(row)
            await session.flush()
            reason = REASONS[number % len(REASONS)]
            packet = vault.seal_json({"reason": reason})
            ended = None if owner != "bot" else asked + timedelta(minutes=7)
            handoff = HandoffRow(
                conversation_id=row.id, reason=reason, urgent=number == 4, packet=packet, since=asked, closed_at=ended
            )
            session.add(handoff)
            words = [("in", "debtor", asked - timedelta(seconds=20))]
            steps = [("bot", None, "queue", None, "bot", reason, asked)]
            if not waits:
                taken = asked + timedelta(seconds=20 * number)
                steps.append(("queue", None, "agent", agent, agent, "accepted", taken))
                words.append(("out", agent, taken + timedelta(seconds=30)))
            if ended is not None:
                why = "closed" if number % 2 else "returned"
                steps.append(("agent", agent, "bot", None, agent, why, max(ended, taken + timedelta(minutes=1))))
            for epoch, (was, was_of, is_now, is_of, by, why, at) in enumerate(steps, 1):
                change = OwnerChangeRow(
                    conversation_id=row.id, from_owner=was, to_owner=is_now, by=by, reason=why, epoch=epoch, at=at
                )
                change.from_agent, change.to_agent = was_of, is_of
                session.add(change)
            row.epoch, row.last_seq = len(steps), len(words)
            for seq, (direction, speaker, at) in enumerate(words, 1):
                body = vault.seal("oi")
                session.add(
                    MessageRow(conversation_id=row.id, seq=seq, direction=direction, speaker=speaker, body=body, at=at)
                )
            await session.flush()
            if number % 6 == 0:
                offer = HandoffOfferRow(
                    handoff_id=handoff.id, conversation_id=row.id, agent=agent, offered_at=asked, until=asked
                )
                offer.answer, offer.answered_at = ("refused" if number % 12 else "lapsed"), asked
                session.add(offer)


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    with at_work(browser, service, BOSS, request.param) as opened:
        yield opened


def test_a_floor_is_read_and_a_conversation_taken_back(page: Page, service: Service) -> None:
    page.goto(f"{service.url}/console/floor")
    expect(page.get_by_text("Ninguém está esperando por uma pessoa")).to_be_visible()
    assert_it_reads_well(page)

    service.do(lived(service))
    page.goto(f"{service.url}/console/floor?period=7d")
    expect(page.get_by_text("Pedidos por hora do dia")).to_be_visible()
    assert_it_reads_well(page)

    page.get_by_label("Ver ", exact=False).and_(page.locator("summary")).first.click()
    page.get_by_role("button", name="Pôr na fila a conversa").first.click()
    expect(page.get_by_text("A conversa voltou para a fila")).to_be_visible()
    page.get_by_text("O que cada número quer dizer").click()
    assert_it_reads_well(page)


def test_users_are_listed_invited_and_changed(page: Page, service: Service) -> None:
    page.goto(f"{service.url}/console/users")
    page.get_by_label("E-mail").fill(AGENTS[0])
    page.get_by_role("button", name="Criar e mostrar o convite").click()
    expect(page.get_by_role("alert").filter(has_text="Já existe um usuário")).to_be_visible()
    assert_it_reads_well(page)

    page.get_by_label("E-mail").fill("eva.rocha@exemplo.invalid")
    page.get_by_label("Cassems").check()
    page.get_by_role("button", name="Criar e mostrar o convite").click()
    expect(page.get_by_text("Copie agora")).to_be_visible()
    assert_it_reads_well(page)

    page.get_by_role("link", name="Voltar aos usuários").click()
    page.get_by_role("link", name="eva.rocha@exemplo.invalid").click()
    expect(page.get_by_role("heading", name="Função e limites")).to_be_visible()
    assert_it_reads_well(page)
    page.goto(f"{service.url}/console/keys")
    expect(page.get_by_text("Você não tem nenhuma chave")).to_be_visible()
    assert_it_reads_well(page)
