"""From the first hello to a closed agreement, over the doors that debtors and the back office really use."""

from io import BytesIO
from urllib.parse import urlsplit

import httpx
import pypdf
import pytest

from bot.domain.reading.text import fold
from tests.service.conftest import Dial
from tests.service.people import Debtor
from tests.service.phone import Phone
from tests.service.running import Service
from tests.service.waiting import SOON_S

STATEMENT = (
    "Este acordo é feito com a Portes Advogados, que cobra em nome da Cassems.\n\n"
    "Ele não inclui boletos vencidos ou a vencer que estejam com a própria Cassems.\n\n"
    "Depois de pagar, ligue para 67 3314-1010 para confirmar o pagamento.\n\n"
    "No mesmo número você fica sabendo de outras pendências que não foram encaminhadas a nós."
)
BEFORE_IDENTITY = ("R$", "dívida", "débito", "acordo", "título", "em aberto", "cobrança")


def test_a_debtor_closes_a_lump_sum_on_whatsapp(running: Service, dial: Dial) -> None:
    """I0, I1, T1, T4, P1, P2, P8, P12: CPF, titles, R$ 1.802,50 at once, acceptance, statement, farewell."""
    phone = dial()

    hello = phone.says("oi")
    assert phone.debtor.first_name in hello
    assert "Portes Advogados, em nome da Cassems" in hello
    assert "protocolo 99999920261121" in hello
    assert [word for word in BEFORE_IDENTITY if word in hello] == []

    titles = phone.says(phone.debtor.cpf_first3)
    for figure in ("06/2026 · venceu em 24/06/2026 · R$ 963,00", "R$ 954,00", "Total de hoje: R$ 1.917,00"):
        assert figure in titles
    assert "À vista: R$ 1.802,50, sem juros nem multa, com vencimento até 28/11/2026" in titles
    assert titles.endswith("1 Sim, à vista\n2 Quero parcelar\n3 Falar com pessoa")

    summary = phone.says("1")
    assert "Valor negociado, à vista: R$ 1.802,50" in summary
    assert "CNPJ 53.021.746/0001-48" in summary

    closed, statement, more = phone.says("sim").split("\n---\n")
    assert "acordo AC20261121" in closed
    assert statement == STATEMENT
    assert "mais alguma coisa" in more
    assert "Obrigada" in phone.says("não")

    [address] = [address for taken in phone.got for address in taken.media]
    paper = paper_at(running, address)
    assert "1.802,50" in paper
    assert phone.debtor.name in paper
    assert slips_of(running, phone) == [("2026-11-28", "1800.00", "2.50", "1802.50")]


def test_a_debtor_closes_a_plan_on_sms_by_numbers(running: Service, dial: Dial) -> None:
    """P5, P6, P7, P10, P12, section 9: "2" is the second option last shown; the agreement is behind a link."""
    phone = dial("")

    assert phone.debtor.first_name in phone.says("oi")
    assert "A vista R$ 1.802,50" in phone.says(phone.debtor.cpf_first3)
    assert "entrada R$ 452,53 até 28/11/2026, mais 3 parcelas de R$ 452,49" in phone.says("2")
    assert "R$ 1.810,00" in phone.says("1")
    closed, statement, _ = phone.says("1").split("\n---\n")

    assert "acordo AC20261121" in closed
    assert fold(statement) == fold(STATEMENT)  # an SMS has no room for all accents
    assert {(taken.form["To"], taken.media) for taken in phone.got} == {(phone.debtor.phone, ())}
    agreement = paper_behind(running, closed.rpartition(" ")[2], phone.debtor)
    for figure in ("R$ 452,53", "R$ 452,49", "R$ 1.810,00", phone.debtor.name):
        assert figure in agreement
    assert slips_of(running, phone) == [
        ("2026-11-28", "450.03", "2.50", "452.53"),
        ("2026-12-28", "449.99", "2.50", "452.49"),
        ("2027-01-28", "449.99", "2.50", "452.49"),
        ("2027-02-28", "449.99", "2.50", "452.49"),
    ]


def test_a_debtor_who_asks_for_a_person_waits_in_the_queue_and_the_bot_is_silent(running: Service, dial: Dial) -> None:
    """H1, H2: the hand-off is said, the queue shows it, and nothing is answered any more."""
    phone = dial()
    phone.says("oi")

    assert "uma pessoa da equipe" in phone.says("quero falar com uma pessoa")
    [waiting] = [entry for entry in running.document("queue", "list") if entry["contact"] == phone.debtor.phone]

    assert (waiting["reason"], waiting["channel"]) == ("asked", "whatsapp")
    assert phone.says("alguém aí?", "quero saber da minha conta") == ""


@pytest.mark.parametrize("prefix", ["whatsapp:", ""])
def test_a_stranger_to_the_file_is_answered_too(prefix: str, dial: Dial) -> None:
    """I2, I3: an unknown phone is greeted, asked for its CPF and told nothing."""
    phone = dial(prefix)
    phone.debtor = type(phone.debtor)("Ninguém Conhecido", "00000000191", phone.debtor.phone.replace("5567", "5511"))

    answer = phone.says("bom dia")

    assert "CPF" in answer
    assert [word for word in BEFORE_IDENTITY if word in answer] == []


def paper_at(service: Service, address: str) -> str:
    """The text of an agreement's PDF, fetched as the provider or the debtor would."""
    answer = service.get(urlsplit(address).path)
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages)


def paper_behind(service: Service, address: str, debtor: Debtor) -> str:
    """What the page at an address shows to its person, once it has asked who opens it (I1, I2)."""
    path = urlsplit(address).path
    asked = service.get(path).text
    assert [word for word in (*BEFORE_IDENTITY, debtor.first_name) if word in asked] == []
    facts = {"cpf_full": debtor.cpf, "full_name": debtor.name}
    with httpx.Client(base_url=service.url, follow_redirects=True, timeout=SOON_S, trust_env=False) as browser:
        return browser.post(path, data=facts).text.replace("\u00a0", " ")


def slips_of(service: Service, phone: Phone) -> list[tuple[str, str, str, str]]:
    [request] = [slip for slip in service.document("slips", "list") if slip["person"] == phone.debtor.name]
    return [(part["due"], part["value"], part["fee"], part["total"]) for part in request["installments"]]
