"""From a turn that issues a notice to its bundle and certificate: what really happens is what is proven (N2, N5)."""

from datetime import date, timedelta
from hashlib import sha256

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.documents.certificate_pdf import Terms
from bot.adapters.signing import is_signed
from bot.adapters.timestamping import token_problem
from bot.application.changes import Change
from bot.application.evidence.bundle import EvidenceTools, make_bundle
from bot.application.evidence.checked import check_register
from bot.application.messages import DeliveryState, StatusCallback
from bot.domain.evidence.checking import Instruments, bundle_bytes, check_bundle
from bot.domain.notices.replies import ReplyVerdict
from bot.parts.evidence import evidence_tools, make_certificate
from tests.builders import NOON, PHONE, a_message, a_reply, a_turn
from tests.integration.db.debtors import with_a_debtor
from tests.notices_told import BODY, PROTOCOL, an_answer, an_issue, identified
from tests.unit.adapters.documents.papers import CASSEMS, pages_of, text_of
from tests.unit.evidence.bundles import problems_alone

LATER = NOON + timedelta(hours=1)
REPLY = "Estou ciente, vou ver com meu marido"


@pytest.fixture
async def tools(sql_storage: SqlStorage) -> EvidenceTools:
    """A notice issued, sent, delivered and acknowledged, as the service writes it."""
    person = await with_a_debtor(sql_storage)
    await _turn(sql_storage, "SM1", person.id, an_issue(person.id), carries=True)
    for sending in await sql_storage.outbox().claim(10, 30):
        await sql_storage.outbox().sent(sending, "MK1", NOON + timedelta(seconds=2))
    for state, after in ((DeliveryState.READ, 9), (DeliveryState.DELIVERED, 5)):
        at = NOON + timedelta(seconds=after)
        await sql_storage.inbox().store_status(StatusCallback("MK1", state, None, at, {}))
    answer = an_answer(1, ReplyVerdict.ACKNOWLEDGED, REPLY, at=LATER, deadline=date(2026, 11, 30))
    await _turn(sql_storage, "SM2", person.id, answer)
    return evidence_tools(sql_storage.database)


async def _turn(storage: SqlStorage, sid: str, person_id: int, change: Change, *, carries: bool = False) -> None:
    inbox = storage.inbox()
    conversation_id = await inbox.store(a_message(sid))
    assert conversation_id is not None
    claim = await inbox.claim(conversation_id, quiet_since=NOON + timedelta(days=1), lease_s=30)
    assert claim is not None
    reply = a_reply(f"t:{sid}", BODY, carries_notice=carries)
    after = identified(claim.conversation, person_id)
    assert await inbox.commit(claim, a_turn(claim, reply, conversation=after, changes=(change,)))


async def test_the_bundle_tells_what_happened_word_for_word(tools: EvidenceTools) -> None:
    bundle = await make_bundle(1, tools, LATER)

    data = bundle_bytes(bundle)
    assert check_bundle(data, Instruments(is_signed, token_problem)).problems == ()
    assert problems_alone(data) == []
    kinds = [item["entry"]["kind"] for item in bundle["entries"]]  # type: ignore[attr-defined]
    assert sorted(kinds) == sorted(["opened", "identified", "issued", "sent", "delivered", "read", "acknowledged"])
    assert REPLY in data.decode()
    assert bundle["notice"]["text"] == BODY  # type: ignore[index]


async def test_the_certificate_reads_as_the_record_does(tools: EvidenceTools) -> None:
    terms = Terms(LATER, tools.signer.public_key, "https://concilia.exemplo.invalid")

    paper = await make_certificate(1, tools, CASSEMS, terms)

    text = text_of(paper)
    assert pages_of(paper) == 1
    for told in (
        f"protocolo {PROTOCOL}",
        f"Fábio Vasconcelos Barbosa · CPF ***.083.016-** · {PHONE} (WhatsApp)",
        "Data do envio 20/11/2026 12:00:02 (UTC-3)",
        "Identificação no provedor: MK1.",
        "Data da entrega 20/11/2026 12:00:05 (UTC-3)",
        "Data da visualização 20/11/2026 12:00:09 (UTC-3)",
        "Data da resposta 20/11/2026 13:00:00 (UTC-3)",
        "identificação no provedor: SM-answer",
        f"“{REPLY}”",
        f"SHA-256 do texto integral {sha256(BODY.encode()).hexdigest()}",
        "VÁLIDA desde 20/11/2026 13:00:00 (UTC-3), pela ciência expressa.",
        "Último dia do prazo: 30/11/2026.",
    ):
        assert told in text


async def test_its_code_leads_anyone_to_an_intact_record(tools: EvidenceTools) -> None:
    register = str((await make_bundle(1, tools, LATER))["register"])

    found = await check_register(register, tools, Instruments(is_signed, token_problem), LATER)

    assert found is not None
    assert found.is_intact
    assert list(found.moments) == ["identified", "sent", "delivered", "viewed", "replied", "acknowledged"]
