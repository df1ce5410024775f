"""`concilia slips` and `concilia cases`, as an operator's script calls them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.cli import main
from bot.cli.back_office import masked_contact
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.back_office.deals import CASE, NUMBER, a_case, a_request, close_a_deal, decide

type Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    sqlite_url: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Runs a command on a database of the test's own, on the evening of 21 November 2026."""
    settings = {"HOME": str(tmp_path), "DATABASE_URL": sqlite_url, "KEYS": TEST_KEY, "NOW": "2026-11-21T20:00"}
    for name, value in settings.items():
        monkeypatch.setenv(f"CONCILIA_{name}", value)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concilia", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return call


def arrange(url: str, story: Callable[[SqlStorage], Awaitable[object]]) -> None:
    async def tell() -> None:
        storage = SqlStorage(url, Vault([TEST_KEY]), FakeClock())
        await story(storage)
        await storage.close()

    asyncio.run(tell())


def test_the_slips_waiting_are_one_document(call: Call, sqlite_url: str) -> None:
    """P12, G1"""
    arrange(sqlite_url, lambda storage: close_a_deal(storage, a_request()))

    code, out, _ = call("slips", "list", "--json")

    [slip] = json.loads(out)
    assert code == 0
    assert (slip["agreement"], slip["late"], slip["deadline"]) == (NUMBER, True, "2026-11-21T15:00:00+00:00")
    assert (slip["document"], slip["deliver_to"]) == ("***.083.016-**", "de***@exemplo.invalid")
    assert slip["installments"][0] == {
        "number": 0,
        "due": "2026-11-27",
        "value": "200.00",
        "fee": "2.50",
        "total": "202.50",
    }


def test_the_slips_waiting_are_lines_for_people(call: Call, sqlite_url: str) -> None:
    arrange(sqlite_url, lambda storage: close_a_deal(storage, a_request()))

    _, out, _ = call("slips", "list")

    assert "2026-11-21 12:00 LATE  AC2026112000001  0,1,2" in out
    assert "***.083.016-**  Fábio Vasconcelos Barbosa" in out


def test_an_issued_slip_is_off_the_list_and_cannot_be_issued_by_another(call: Call, sqlite_url: str) -> None:
    arrange(sqlite_url, lambda storage: close_a_deal(storage, a_request()))
    [slip] = json.loads(call("slips", "list", "--json")[1])

    first = call("slips", "issued", str(slip["id"]), "--by", "ana@exemplo.invalid", "--note", "carnê 4471")
    second = call("slips", "issued", str(slip["id"]), "--by", "bia@exemplo.invalid")

    assert first[:2] == (0, "")
    assert second[0] == 1
    assert "already issued by ana@exemplo.invalid" in second[2]
    assert second[2].count("\n") == 1
    assert call("slips", "list", "--json")[1] == "[]\n"


def test_a_case_is_listed_without_what_the_debtor_wrote_and_closed_once(call: Call, sqlite_url: str) -> None:
    """H1, G3, section 10"""
    arrange(sqlite_url, lambda storage: decide(storage, a_case(None)))

    listed = call("cases", "list", "--json")
    lines = call("cases", "list")
    closed = call("cases", "close", CASE, "--outcome", "pagamento localizado")
    again = call("cases", "close", CASE, "--outcome", "outro fim")

    assert json.loads(listed[1])[0]["number"] == CASE
    assert "paguei março" not in listed[1] + lines[1]
    assert f"{CASE}  2026-11-25       finance     already_paid" in lines[1]
    assert (closed[0], again[0]) == (0, 1)
    assert "already closed by command line" in again[2]
    assert call("cases", "list")[1:] == ("", "no case is open\n")


def test_late_cases_come_first_and_are_a_supervisors(call: Call, sqlite_url: str) -> None:
    """G3"""
    late = a_case(None, "2026112000002", date(2026, 11, 20))
    arrange(sqlite_url, lambda storage: decide(storage, a_case(None), late))

    everything = json.loads(call("cases", "list", "--json")[1])
    only_late = json.loads(call("cases", "list", "--late", "--json")[1])

    assert [(case["number"], case["late"], case["with"]) for case in everything] == [
        ("2026112000002", True, "supervisor"),
        (CASE, False, "finance"),
    ]
    assert [case["number"] for case in only_late] == ["2026112000002"]
    assert "2026-11-20 LATE  supervisor" in call("cases", "list", "--late")[1]


def test_slips_are_issued_under_either_name(call: Call, sqlite_url: str) -> None:
    arrange(sqlite_url, lambda storage: close_a_deal(storage, a_request()))
    [slip] = json.loads(call("slips", "list", "--json")[1])

    assert call("slips", "issue", str(slip["id"]))[:2] == (0, "")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("slips", "issued", "404"), "concilia: no slip request 404\n"),
        (("cases", "close", "404", "--outcome", "x"), "concilia: no case 404\n"),
        (("cases", "close", "404", "--outcome", " "), "concilia: case 404 needs an outcome\n"),
    ],
)
def test_what_cannot_be_done_is_refused_on_one_line(call: Call, arguments: tuple[str, ...], reason: str) -> None:
    assert call(*arguments) == (1, "", reason)


@pytest.mark.parametrize("arguments", [("slips", "issued", "x"), ("slips", "bogus"), ("cases", "close", "1")])
def test_a_wrong_call_is_wrong_usage(call: Call, arguments: tuple[str, ...]) -> None:
    assert call(*arguments)[0] == 2


@pytest.mark.parametrize(
    ("contact", "shown"),
    [("debora@exemplo.invalid", "de***@exemplo.invalid"), ("whatsapp:+5567900000001", "***0001"), ("", "")],
)
def test_a_contact_is_masked_in_lists(contact: str, shown: str) -> None:
    """Section 10."""
    assert masked_contact(contact) == shown
