"""The certificate of a notice, read back from the PDF and compared with what is on record (N5)."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from pypdf import PdfReader

from bot.adapters.documents.certificate_pdf import EvidenceErased, Terms, certificate
from bot.application.evidence.bundle import Evidence, gather_evidence
from bot.application.evidence.ports import Stamp
from bot.application.evidence.sequence import sequence
from bot.application.messages import Attachment
from bot.domain.conversation import Channel
from bot.domain.evidence.encoding import head_hash
from bot.domain.evidence.entries import EvidenceEntry, EvidenceKind
from bot.domain.policy import AcknowledgementRule, Policy
from tests.builders import NOON
from tests.fake_evidence import TEXT, FakeEvidenceLog, a_notice, a_story, tools_over
from tests.unit.adapters.documents.papers import ASSEFAZ, CASSEMS, pages_of, text_of
from tests.unit.evidence.bundles import SIGNER

LONG = "Maria Aparecida Conceição do Nascimento Vasconcelos de Albuquerque Cavalcanti Montenegro de Oliveira Figueiredo"
TERMS = Terms(NOON + timedelta(hours=2), SIGNER.public_key, "https://concilia.exemplo.invalid")
ON_RECORD = {
    "notified": "Fábio Vasconcelos Barbosa",
    "document": "***.083.016-**",
    "sender": "+556733141010",
    "channel": "whatsapp",
    "contact": "+5567900000001",
    "release": "3f9a0c1d2e4b",
    "text": TEXT,
}


def a_full_story(**facts: str) -> list[EvidenceEntry]:
    return a_story(7, **{**ON_RECORD, **facts})


def later(kind: EvidenceKind, hours: int = 24, **facts: str) -> EvidenceEntry:
    return EvidenceEntry(7, kind, NOON + timedelta(hours=hours), facts)


async def _gathered(story: Sequence[EvidenceEntry]) -> Evidence:
    log = FakeEvidenceLog()
    for number, entry in enumerate(story):
        await log.add(replace(entry, notice_id=8))
        await log.add(entry)
        await sequence(log, SIGNER, NOON + timedelta(seconds=20 * number))
    await log.keep_stamp(len(log.heads), Stamp("http://carimbo.exemplo.invalid/", b"x", NOON + timedelta(minutes=9)))
    return await gather_evidence(7, tools_over(log, SIGNER), NOON + timedelta(hours=1))


def gathered(story: Sequence[EvidenceEntry]) -> Evidence:
    return asyncio.run(_gathered(story))


def paper_of(story: Sequence[EvidenceEntry], policy: Policy = CASSEMS, **changes: Any) -> Attachment:
    return certificate(policy, a_notice(7, **changes), gathered(story), TERMS)


def read(story: Sequence[EvidenceEntry], policy: Policy = CASSEMS, **changes: Any) -> str:
    paper = paper_of(story, policy, **changes)
    assert pages_of(paper) == 1
    return text_of(paper)


def test_it_says_who_notified_whom_by_which_number() -> None:
    text = read(a_full_story())

    assert "Fábio Vasconcelos Barbosa · CPF ***.083.016-** · +5567900000001 (WhatsApp)" in text
    assert "Portes Advogados, CNPJ 60.193.485/0001-09, em nome de Cassems, CNPJ 53.021.746/0001-48" in text
    assert "número +556733141010" in text
    assert "protocolo 99999920261120000042" in text


def test_all_columns_of_the_sheet_of_finance_are_there_to_the_second() -> None:
    """The columns of "Comprovante", as finance keeps them."""
    story = a_full_story()
    story.insert(6, later(EvidenceKind.READ, hours=1, channel="link", factors="cpf_full"))

    text = read(story)

    assert f"Registro único (UUID) {gathered(story).register}" in text
    assert "Destinatário Fábio" in text
    assert "Remetente Portes" in text
    assert "Data do envio 20/11/2026 12:00:03 (UTC-3)" in text
    assert "Data da entrega 20/11/2026 12:00:04 (UTC-3)" in text
    assert "Data da visualização 20/11/2026 12:00:05 (UTC-3)" in text
    assert "Data da leitura (acessou o link) 20/11/2026 13:00:00 (UTC-3)" in text
    assert "Data da resposta 20/11/2026 12:00:06 (UTC-3)" in text
    assert f"Mensagem {TEXT}" in text


def test_it_is_exact_about_the_reply_and_shows_signs_the_paper_lacks() -> None:
    text = read(a_full_story())

    assert "20/11/2026 12:00:06 (UTC-3) · identificação no provedor: SM2" in text
    assert '“Estou ciente [U+1F44D] \\ "ok" / \tàs 10h”'.replace("\t", "") in text
    assert "Um código como [U+1F44D] está no lugar" in text


def test_the_factors_are_named_and_the_full_cpf_is_nowhere() -> None:
    """Section 10."""
    text = read(a_full_story())

    assert "confirmada por: 3 primeiros números do CPF, nome completo (os valores não são guardados aqui)" in text
    assert "159.083.016" not in text


def test_hashes_position_head_and_signature_are_those_of_the_log() -> None:
    evidence, text = gathered(a_full_story()), read(a_full_story()).replace(" ", "")
    head = evidence.heads[-1]

    assert f"SHA-256 do texto integral {sha256(TEXT.encode()).hexdigest()}".replace(" ", "") in text
    assert "7 registros, nas posições 1 a 13;".replace(" ", "") in text
    assert "14registros,assinadoem20/11/2026" in text
    assert head_hash(head.head).hex() in text
    assert head.signature.hex() in text
    assert SIGNER.public_key.hex() in text
    assert "CarimbodotempoNão" not in text
    assert "20/11/202612:09:00(UTC-3),porhttp://carimbo.exemplo.invalid/(RFC3161)" in text
    assert "versão3f9a0c1d2e4b" in text


def test_the_check_page_is_on_it_in_words_and_as_a_picture() -> None:
    story = a_full_story()
    paper = paper_of(story)

    [picture] = PdfReader(io.BytesIO(paper.content)).pages[0].images
    assert picture.image is None or picture.image.width == picture.image.height
    assert f"https://concilia.exemplo.invalid/verify/{gathered(story).register}" in text_of(paper)


def test_sent_delivered_and_read_make_nothing_valid() -> None:
    """N2"""
    text = read(a_full_story()[:-1])

    assert "AINDA NÃO VALE como notificação por este meio, falta a resposta da pessoa" in text
    assert "Data da resposta não houve" in text
    assert "envio, entrega e leitura não bastam" in text
    assert "sem aviso também pode ter sido lida, porque o aviso pode ser desligado" in text
    assert "Não há resposta registrada." in text


def test_an_explicit_reply_makes_it_valid_from_that_second() -> None:
    """N2"""
    assert "VÁLIDA desde 20/11/2026 12:00:06 (UTC-3), pela ciência expressa." in read(a_full_story())


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (AcknowledgementRule.EXPLICIT, "AINDA NÃO VALE"),
        (AcknowledgementRule.ANY_REPLY, "VÁLIDA desde 20/11/2026 14:00:00 (UTC-3), pela resposta."),
    ],
)
def test_a_reply_that_is_not_explicit_counts_as_the_profile_says(rule: AcknowledgementRule, said: str) -> None:
    """N2"""
    story = [*a_full_story()[:-1], later(EvidenceKind.REPLIED, hours=2, text="quanto é?", provider_id="SM3")]
    policy = replace(CASSEMS, notice=replace(CASSEMS.notice, acknowledgement=rule, approved_by="Rita Souza"))

    text = read(story, policy)

    assert said in text
    assert "aprovada por Rita Souza," in text
    assert "“quanto é?”" in text


def test_a_reply_of_somebody_not_confirmed_is_shown_and_does_not_count() -> None:
    """N2"""
    reply = later(EvidenceKind.PENDING_REPLY, text="recebi", provider_id="SM3")

    text = read([*a_full_story()[:-1], reply])

    assert "Respondida, identidade pendente 21/11/2026 12:00:00 (UTC-3)" in text
    assert "Data da resposta não houve" in text
    assert "AINDA NÃO VALE" in text


def test_a_notice_of_somebody_else_is_void() -> None:
    """N2: não sou eu."""
    voided = later(EvidenceKind.VOIDED, text="não sou eu", provider_id="SM3")

    assert "NÃO VALE para esta pessoa: foi anulada em 21/11/2026 12:00:00 (UTC-3)" in read([*a_full_story(), voided])


def test_what_was_sent_before_it_was_issued_anew_is_not_its_timeline() -> None:
    again = [replace(entry, at=entry.at + timedelta(days=3)) for entry in a_full_story(channel="sms")[2:4]]

    text = read([*a_full_story()[:-1], *again], channel=Channel.SMS)

    assert "Notificação por SMS" in text
    assert "Data do envio 23/11/2026 12:00:03 (UTC-3)" in text
    assert "Data da entrega não houve" in text


def test_after_it_went_elsewhere_it_names_the_first_number_and_the_one_the_reply_came_from() -> None:
    """N2, N5: twelve mensalidades, the longest names, a contest from the first number and its answer."""
    fee = "Mensalidade {n:02}/2026, com vencimento em 20/{n:02}/2026: R$ 954,12, atualizado para R$ 1.123,45"
    whole = "\n".join([TEXT, *(fee.format(n=n) for n in range(1, 13))])
    again = {**ON_RECORD, "contact": "+5567900000077", "channel": "sms", "notified": LONG, "text": whole}
    contest = {"text": "a de 03/2026 eu paguei " * 20, "provider_id": "SM" + "c" * 32, "contact": "+5567900000001"}
    story = [
        *a_full_story(notified=LONG, text=whole)[:-1],
        later(EvidenceKind.ISSUED, 72, **again),
        later(EvidenceKind.SENT, 73, provider_id="SM" + "b" * 32),
        later(EvidenceKind.CONTESTED, 75, **contest),
        later(EvidenceKind.ANSWERED, 120, deadline="2026-12-05"),
        later(EvidenceKind.ACKNOWLEDGED, 122, text="ciente", provider_id="SM" + "d" * 32),
    ]

    text = read(story, channel=Channel.SMS)

    assert "+5567900000077 (SMS)" in text
    assert "Enviada antes a +5567900000001 (WhatsApp), em 20/11/2026 12:00:03 (UTC-3)" in text
    assert "SM" + "c" * 32 + " · do número +5567900000001" in text
    assert "SM" + "d" * 32 + " · do número +5567900000077" in text


def test_what_never_left_for_another_number_is_not_said_to_have_gone_there() -> None:
    """N5"""
    issued = a_full_story(contact="+5567900000077")[2]

    text = read([*a_full_story()[:2], issued, *a_full_story()[2:]])

    assert "Enviada antes" not in text
    assert "· do número" not in text


def test_the_last_day_of_the_term_is_on_it() -> None:
    story = a_full_story()
    story[-1] = replace(story[-1], facts={**story[-1].facts, "deadline": "2026-11-30"})

    assert "Último dia do prazo: 30/11/2026." in read(story)


def test_a_creditor_without_an_office_speaks_for_itself() -> None:
    text = read(a_full_story(), ASSEFAZ)

    assert "em nome de" not in text


def test_the_longest_names_and_replies_still_fit_one_page() -> None:
    talk = "não devo isso 😡, já paguei tudo no banco\n" * 60
    story = a_full_story(notified=f"{LONG} {LONG}", text=TEXT * 30, release="sha256:" + "3f9a" * 16)
    factors = "cpf_full,full_name,mother_name,birth_date,address,surname,cpf_first3,cpf_last2"
    story[1] = replace(story[1], facts={"factors": factors})
    story[-1] = replace(story[-1], facts={"text": talk, "provider_id": "SM" + "a" * 32})
    story += [
        later(EvidenceKind.READ, 1, channel="link"),
        later(EvidenceKind.CONTESTED, 30, text=talk, provider_id="S"),
    ]
    story += [later(EvidenceKind.PENDING_REPLY, 1, text=talk), later(EvidenceKind.ANSWERED, 40, deadline="2026-12-05")]
    story += [later(EvidenceKind.SETTLED, 50), later(EvidenceKind.EXPIRED, 60)]
    house = replace(CASSEMS.parties.creditor, name=LONG)
    parties = replace(CASSEMS.parties, creditor=house, office=replace(house, name=LONG))
    rules = replace(CASSEMS.notice, approved_by=LONG)

    text = read(story, replace(CASSEMS, parties=parties, notice=rules))

    assert sha256(talk.encode()).hexdigest() in text.replace(" ", "")
    assert "o restante está no arquivo de prova" in text


def test_nothing_is_certified_of_a_person_who_was_erased() -> None:
    """Section 10."""
    evidence = gathered(a_full_story())
    entries = tuple(replace(entry, salt=None, entry=None) for entry in evidence.entries)

    with pytest.raises(EvidenceErased):
        certificate(CASSEMS, a_notice(7), replace(evidence, entries=entries), TERMS)


def test_the_same_record_makes_the_same_file() -> None:
    assert paper_of(a_full_story()).content == paper_of(a_full_story()).content
