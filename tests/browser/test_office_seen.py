"""The back office in a real browser: a slip uploaded reaches the debtor's phone, a late case is a supervisor's."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.adapters.db.staff.keys import SqlStaff
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.changes import AgreementClosed, CaseOpened, Change, SlipRequested
from bot.application.messages import Media, MessageKind
from bot.application.staff.invitations import NewPassword, accept_invitation, invite
from bot.application.staff.records import Visit
from bot.assembly import Assembly
from bot.domain.agreements import Agreement, Installment
from bot.domain.conversation import Verification
from bot.domain.money import Money
from console.auth.deps import ConsoleParts
from tests.browser.accessible import complaints_about
from tests.browser.conftest import PATIENCE_MS
from tests.builders import a_message, a_turn
from tests.integration.office_pages.slips_made import PDF, a_line
from tests.integration.simulator.service import NOW, PHONE, Service, put_a_debtor, running

PASSWORD = "girassol na janela"
DESK, HAND = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
CASE, LATE_CASE, AGREEMENT = "2026112000001", "2026112000002", "AC2026112000001"
TODAY = NOW.date()

PLAYS = """player => new Promise((done, failed) => {
  player.onloadedmetadata = done; player.onerror = failed; player.preload = 'auto'; player.load();
})"""

type Enter = Callable[..., Page]


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        yield started


@pytest.fixture
def with_work(service: Service) -> Service:
    """A debtor who closed a deal and says one month was paid already, with a receipt and a voice note."""
    service.do(put_a_debtor(service.assembly))
    service.do(leave_work(service.assembly, f"{service.settings.public_url}/simulator/static/media"))
    return service


@pytest.fixture
def enters(service: Service, browser: Browser) -> Iterator[Enter]:
    """Somebody of the staff, signed in, in a browser of their own."""
    complaints: list[str] = []
    pages: list[Page] = []

    def enters(name: str, role: StaffRole = StaffRole.AGENT, size: dict[str, int] = DESK) -> Page:
        service.do(employ(service, f"{name}@exemplo.invalid", role))
        page = browser.new_page(viewport=size)  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"{service.url}/console/sign-in?next=/console/office")
        page.get_by_label("E-mail").fill(f"{name}@exemplo.invalid")
        page.get_by_label("Senha").fill(PASSWORD)
        page.get_by_role("button", name="Entrar").click()
        expect(page.get_by_role("heading", name="Retaguarda")).to_be_visible()
        pages.append(page)
        return page

    yield enters
    for page in pages:
        page.close()
    assert complaints == []


async def employ(service: Service, email: str, role: StaffRole) -> None:
    parts: ConsoleParts = service.app.state.console
    await add_user(email, role, SqlStaff(service.assembly.database), datetime.now(UTC))
    chosen = NewPassword(PASSWORD, PASSWORD)
    await accept_invitation(await invite(email, parts.staff), chosen, Visit("203.0.113.7", "Firefox"), parts.staff)


async def leave_work(assembly: Assembly, files: str) -> None:
    now = assembly.clock.now()
    sent = (Media(f"{files}/comprovante.jpg", "image/jpeg"), Media(f"{files}/voz.ogg", "audio/ogg"))
    message = a_message(
        "SMoffice",
        "paguei março, segue o comprovante",
        kind=MessageKind.IMAGE,
        media=sent,
        contact=PHONE,
        sender="+556733140000",
        received_at=now,
        simulated=True,
    )
    conversation_id = await assembly.inbox.store(message)
    assert conversation_id is not None
    claim = await assembly.inbox.claim(conversation_id, quiet_since=now, lease_s=30)
    assert claim is not None
    talk = replace(
        claim.conversation,
        creditor="cassems",
        release="scripted",
        slots={"profile": "cassems", "step": "titles/heard"},
        verification=Verification(1, frozenset({"cpf_first3"}), now, known_phone=True),
    )
    assert await assembly.inbox.commit(claim, a_turn(claim, changes=_left(sent, now), conversation=talk))


def _left(sent: tuple[Media, ...], now: datetime) -> tuple[Change, ...]:
    parts = tuple(Installment(n, TODAY + timedelta(days=7 + 30 * n), Money(200_00), Money(2_50)) for n in range(2))
    agreement = Agreement(AGREEMENT, "cassems", "052", ("126478448",), TODAY, parts)
    urls = tuple(media.url for media in sent)
    return (
        AgreementClosed(1, agreement, (), "sim", "Declaração.", {"by": "phone", "to": PHONE}),
        SlipRequested(AGREEMENT, None, NOW + timedelta(hours=24), "agreement"),
        CaseOpened(CASE, "already_paid", 1, TODAY + timedelta(days=5), "paguei março", ("126478448",), urls),
        CaseOpened(LATE_CASE, "contest", 1, TODAY - timedelta(days=1), "não devo isso", ("126478448",)),
    )


def assert_it_reads_well(page: Page) -> None:
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [DESK, HAND], ids=["desk", "phone"])
def test_a_slip_is_refused_corrected_and_sent(with_work: Service, enters: Enter, size: dict[str, int]) -> None:
    """G1, G4: what is wrong is told at its part, and nothing typed is lost."""
    page = enters("ana", size=size)
    assert_it_reads_well(page)
    page.locator("td a", has_text="Boleto a emitir").click()
    page.get_by_role("button", name="Pegar para mim").click()
    lines = [a_line(TODAY + timedelta(days=7 + 30 * n), free=n) for n in range(2)]

    fields = page.get_by_label("Linha digitável ou código Pix")
    fields.nth(0).fill(lines[0])
    fields.nth(1).fill(lines[1][:-1])
    page.get_by_role("button", name="Enviar os boletos").click()
    expect(page.get_by_text("A linha digitável tem 47 números")).to_be_visible()
    expect(fields.nth(0)).to_have_value(lines[0])
    assert_it_reads_well(page)
    fields.nth(1).fill(lines[1])
    page.get_by_label("PDF do boleto").nth(0).set_input_files(
        {"name": "boleto.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Enviar os boletos").click()

    expect(page.get_by_text("Boleto conferido. A pessoa recebe na conversa.")).to_be_visible()
    assert_it_reads_well(page)


def test_a_case_is_read_with_its_files_and_ended_in_two_steps(with_work: Service, enters: Enter) -> None:
    """G3: the receipt is seen, the voice note can be played, and a mistake is taken back."""
    page = enters("ana")
    page.locator("td a", has_text="Pagamento informado").click()
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    player = page.locator("audio")
    player.evaluate(PLAYS)
    assert_it_reads_well(page)

    page.get_by_label("Pagamento encontrado").check()
    page.get_by_label("Resposta, com as suas palavras").fill("Encontramos seu pagamento.")
    page.get_by_role("button", name="Conferir antes de encerrar").click()
    expect(page.locator(".bubble")).to_contain_text("Encontramos seu pagamento.")
    assert_it_reads_well(page)
    page.get_by_role("button", name="Encerrar e avisar").click()
    expect(page.get_by_text("A pessoa é avisada daqui a dois minutos")).to_be_visible()
    page.get_by_role("button", name="Desfazer o encerramento").click()
    expect(page.get_by_text("O encerramento foi desfeito")).to_be_visible()


def test_a_late_case_goes_up_to_the_supervisor(with_work: Service, enters: Enter) -> None:
    """G3: and the list of whoever looks at it changes by itself."""
    ana, bia = enters("ana"), enters("bia", StaffRole.SUPERVISOR)
    expect(ana.locator("tr.late")).to_contain_text("Atrasado")
    ana.locator("td a", has_text="Contestação").click()
    expect(ana.get_by_text("este caso agora é da supervisão")).to_be_visible()
    ana.get_by_role("link", name="Retaguarda").last.click()

    bia.locator("td a", has_text="Contestação").click()
    bia.get_by_role("button", name="Pegar para mim").click()

    expect(bia.get_by_role("button", name="Devolver à lista")).to_be_visible()
    expect(ana.locator("tr.late")).to_contain_text("bia@exemplo.invalid")
