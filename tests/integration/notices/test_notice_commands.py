"""`concilia notice`, as an operator's script calls it (contract)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.cli import obey
from bot.domain.notices.replies import ReplyVerdict
from tests.builders import a_message, a_reply, a_turn
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.notices.office import Office, a_debtor, cpf, phone
from tests.notices_told import BODY, PROTOCOL, a_fee, an_answer, an_issue, identified

type Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command on a database of the test's own; the simulator is the only phone."""
    settings = {"HOME": str(tmp_path), "DATABASE_URL": sqlite_url, "KEYS": TEST_KEY, "NOW": "2026-11-20T12:00"}
    for name, value in settings.items():
        monkeypatch.setenv(f"CONCILIA_{name}", value)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concilia", "notice", *arguments])
        with pytest.raises(SystemExit) as ended:
            obey()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return call


@pytest.fixture
def arrange(sqlite_url: str) -> Callable[[Callable[[Office], Awaitable[object]]], None]:
    def arrange(story: Callable[[Office], Awaitable[object]]) -> None:
        async def tell() -> None:
            clock = FakeClock()
            storage = SqlStorage(sqlite_url, Vault([TEST_KEY]), clock)
            await story(Office(storage, clock))
            await storage.close()

        asyncio.run(tell())

    return arrange


async def acknowledged(office: Office) -> None:
    """A notice of the first person, given and acknowledged."""
    await office.has(a_debtor())
    person, inbox = await office.person(), office.storage.inbox()
    conversation = await inbox.store(a_message(contact=phone(1)))
    claim = await inbox.claim(conversation or 0, quiet_since=office.clock.now(), lease_s=30)
    assert claim is not None
    told = a_reply("t:1", BODY, carries_notice=True)
    issued = an_issue(person.id, None, a_fee("000000001"))
    await inbox.commit(
        claim, a_turn(claim, told, conversation=identified(claim.conversation, person.id), changes=(issued,))
    )
    for sending in await office.storage.outbox().claim(10, 30):
        await office.storage.outbox().sent(sending, "MK1", office.clock.now())
    await office.decides(an_answer(1, ReplyVerdict.ACKNOWLEDGED))


def test_issuing_prints_what_was_planned_and_who_was_skipped(call: Call, arrange: Callable[..., None]) -> None:
    arrange(lambda office: office.has(a_debtor(1), a_debtor(2, plan_name=None)))

    code, out, _ = call("issue", "--creditor", "cassems", "--json")
    _, again, _ = call("issue", "--creditor", "cassems", "--cpf", cpf(1), "--json")

    lacks = {"cpf": cpf(2), "reason": "missing:plan_name"}
    assert (code, json.loads(out)) == (0, {"planned": 1, "skipped": [lacks]})
    assert json.loads(again) == {"planned": 0, "skipped": [{"cpf": cpf(1), "reason": "already_notified"}]}


def test_issuing_as_of_another_day_and_in_words(call: Call, arrange: Callable[..., None]) -> None:
    arrange(lambda office: office.has(a_debtor()))

    assert call("issue", "--creditor", "cassems", "--due", "2026-11-01")[1] == "0 planned, 0 skipped\n"
    assert call("issue", "--creditor", "cassems", "--due", "2026-11-20")[1] == "1 planned, 0 skipped\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("issue", "--creditor", "ninguem"), 1),
        (("issue", "--creditor", "cassems", "--cpf", "123"), 1),
        (("list", "--cpf", "123"), 1),
        (("issue",), 2),
        (("certificate", "7", "--out", "x.pdf"), 1),
        (("bundle", "7", "--out", "x.json"), 1),
        (("letters", "--sent", "7"), 1),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(call: Call, words: tuple[str, ...], code: int) -> None:
    ended, out, err = call(*words)

    assert (ended, out) == (code, "")
    assert code == 2 or len(err.strip().splitlines()) == 1


def test_the_list_says_how_far_each_notice_has_come(call: Call, arrange: Callable[..., None]) -> None:
    """The contract's fields, and no others."""
    arrange(acknowledged)

    _, out, _ = call("list", "--cpf", cpf(1), "--json")
    _, nobody, _ = call("list", "--cpf", cpf(2), "--json")

    noon = "2026-11-20T15:00:00+00:00"
    assert json.loads(nobody) == []
    assert json.loads(out) == [
        {
            "id": 1,
            "protocol": PROTOCOL,
            "state": "acknowledged",
            "sent_at": noon,
            "delivered_at": None,
            "read_at": None,
            "replied_at": noon,
            "acknowledged_at": noon,
            "deadline": None,
        }
    ]
    assert PROTOCOL in call("list")[1]


def test_the_sheets_have_the_columns_finance_keeps(call: Call, arrange: Callable[..., None], tmp_path: Path) -> None:
    """N7"""
    arrange(acknowledged)
    out = tmp_path / "notificacoes.xlsx"

    assert call("export", str(out))[0] == 0

    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["Notificações", "Contatos ativos", "Comprovante"]
    heading, row = book.get_sheet_by_name("Notificações").to_python()
    assert heading == ["Protocolo", "Chamado", "Nome completo", "CPF", "Data da notificação", "Atendente"]
    assert [str(cell) for cell in row][:4] == [PROTOCOL, "", "Pessoa Inventada 1", _written(cpf(1))]
    assert [str(cell) for cell in row][4:] == ["2026-11-20", "Assistente virtual"]


def test_the_proofs_of_a_notice_are_written_and_hold(call: Call, arrange: Callable[..., None], tmp_path: Path) -> None:
    """N5"""
    arrange(acknowledged)

    assert call("certificate", "1", "--out", str(tmp_path / "c.pdf"))[0] == 0
    assert call("bundle", "1", "--out", str(tmp_path / "b.json"))[0] == 0

    bundle = json.loads((tmp_path / "b.json").read_bytes())
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    assert [entry["entry"]["kind"] for entry in bundle["entries"]][-2:] == ["sent", "acknowledged"]


def test_the_daily_job_says_what_a_person_may_decide(
    call: Call, arrange: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """N4: it lists, and cancels nothing; nothing is due on the day of the reply."""
    arrange(acknowledged)

    assert json.loads(call("clock", "--json")[1]) == {"settled": 0, "expired": 0, "unheard": 0, "decide": []}


def test_who_needs_a_letter_is_listed_until_it_went(call: Call, arrange: Callable[..., None], tmp_path: Path) -> None:
    """N6"""
    arrange(lambda office: office.has(a_debtor(1, accepts_whatsapp=False)))
    call("issue", "--creditor", "cassems")
    out = tmp_path / "cartas.xlsx"

    [letter] = json.loads(call("letters", "--json")[1])
    call("letters", "--out", str(out))

    assert (letter["cpf"], letter["reason"], letter["attempt"]) == (cpf(1), "no_contact", 1)
    heading, row = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert (heading[2], row[2], row[9]) == ("Nome completo", "Pessoa Inventada 1", "sem telefone que alcance a pessoa")
    assert call("letters", "--sent", str(letter["id"]))[0] == 0
    assert call("letters", "--json")[1] == "[]\n"


def _written(document: str) -> str:
    return f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"


def test_a_stay_and_excused_days_are_put_down_with_who_and_why(call: Call, arrange: Callable[..., None]) -> None:
    """N4"""
    arrange(acknowledged)

    stay = call("stay", "--cpf", cpf(1), "--from", "2026-11-10", "--why", "internado", "--by", "ana", "--json")
    excused = call(
        *("excuse", "--cpf", cpf(1), "--from", "2026-10-15", "--until", "2026-10-20"),
        *("--title", "000000001", "--why", "boleto não emitido"),
    )
    ended = call("delays", "--end", "1", "--until", "2026-11-12", "--by", "rita")
    mistaken = call("delays", "--mistake", "2", "--by", "rita")
    listed = json.loads(call("delays", "--cpf", cpf(1), "--json")[1])

    kept = json.loads(stay[1])
    assert (kept["kind"], kept["from"], kept["until"], kept["recorded_by"]) == ("hospital", "2026-11-10", None, "ana")
    assert cpf(1) not in stay[1]
    assert [code for code, _, _ in (stay, excused, ended, mistaken)] == [0, 0, 0, 0]
    assert [(one["why"], one["until"], one["ended_by"], one["withdrawn_by"]) for one in listed] == [
        ("internado", "2026-11-12", "rita", None),
        ("boleto não emitido", "2026-10-20", None, "rita"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("stay", "--cpf", cpf(9), "--from", "2026-11-10", "--why", "x"), "nobody with this document"),
        (("stay", "--cpf", cpf(1), "--from", "2026-11-10", "--why", " "), "say why"),
        (("stay", "--cpf", cpf(1), "--from", "2026-11-10", "--until", "2026-11-09", "--why", "x"), "before it starts"),
        (
            ("excuse", "--cpf", cpf(1), "--from", "2026-11-10", "--until", "2026-11-12", "--title", "7", "--why", "x"),
            "no such title",
        ),
        (("delays", "--end", "77", "--until", "2026-11-12"), "no stay or excuse 77"),
        (("heard", "1", "--at", "2026-11-20", "--how", "AR"), "no answer to a contest"),
    ],
)
def test_what_cannot_be_true_is_refused_with_one_line(
    arguments: tuple[str, ...], said: str, call: Call, arrange: Callable[..., None]
) -> None:
    arrange(acknowledged)

    code, out, err = call(*arguments)

    assert (code, out) == (1, "")
    assert said in err
