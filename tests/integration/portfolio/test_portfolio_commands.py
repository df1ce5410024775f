"""`concilia import`, `sample` and `quote` as operators call them (contract, command line)."""

import asyncio
import fcntl
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.sheets import read_sheet, write_sheet
from bot.application.portfolio.columns import COLUMNS, looks_like_header
from bot.cli import obey
from bot.config import load_settings
from bot.parts.portfolios import Request, ensure_sample, import_file
from tests.unit.application.portfolio.lines import A_ROW, NO_TITLE

type Call = Callable[..., tuple[int, str, str]]

DEBTOR = {**A_ROW, "titulo_numero": "45944372", "vencimento": "14/10/2026", "valor_principal": "1.594,53"}
PAYER = {
    **A_ROW,
    **NO_TITLE,
    "cpf": "73297974800",
    "matricula": "1",
    "papel": "responsavel_financeiro",
    "titular_cpf": A_ROW["cpf"],
}


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CONCILIA_NOW", "2026-11-21T10:00")
    monkeypatch.delenv("CONCILIA_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command line and gives its exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concilia", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            obey()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return call


def a_file(folder: Path, *rows: dict, name: str = "carteira.csv") -> Path:
    write_sheet(folder / name, COLUMNS, [tuple(str(row[column]) for column in COLUMNS) for row in rows])
    return folder / name


def quoted(call: Call, file: Path, debtor: str = "23836077701", creditor: str = "cassems") -> tuple[int, str, str]:
    return call("quote", file, "--debtor", debtor, "--creditor", creditor, "--today", "2026-11-21", "--json")


def test_import_into_an_empty_home_and_again(call: Call, tmp_path: Path) -> None:
    file = a_file(tmp_path, A_ROW, {**A_ROW, "cpf": "1"})
    first, second = (json.loads(call("import", file, "--json")[1]) for _ in range(2))

    refused = [{"line": 3, "column": "cpf", "reason": "CPF ou CNPJ inválido: confira os dígitos"}]
    counts = {"rows": 2, "people": 1, "updated": 0, "withdrawn": 0, "rejected": refused}
    assert first == {**counts, "imported": 1, "unchanged": 0}
    assert second == {**counts, "imported": 0, "unchanged": 1}


def test_import_into_postgres_by_its_address(
    call: Call, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCILIA_DATABASE_URL", postgres_url)
    monkeypatch.setenv("CONCILIA_KEYS", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")

    code, out, _ = call("import", a_file(tmp_path, A_ROW), "--json")

    assert (code, json.loads(out)["imported"]) == (0, 1)


def test_refused_rows_are_told_and_exit_is_0_as_the_file_was_read(call: Call, tmp_path: Path) -> None:
    out_file = tmp_path / "recusadas.csv"

    code, out, err = call("import", a_file(tmp_path, {**A_ROW, "nome": "=1+1"}), "--rejected", out_file)

    assert code == 0
    assert out.splitlines()[-1].split() == ["rejected", "1"]
    assert "linha 2, nome: começa como uma fórmula" in err
    assert "'=1+1" in out_file.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nome;cpf\nAna;1\n", "missing columns: credor, matricula"),
        ("", "empty"),
        (";".join(COLUMNS) + "\n", "no row below the header"),
        ("\0\0", "neither a workbook nor a text"),
    ],
)
def test_a_file_refused_as_a_whole_is_exit_1_and_one_line(call: Call, tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")

    code, out, err = call("import", tmp_path / "a.csv", "--json")

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert said in err


def test_a_file_that_is_not_there_is_exit_1(call: Call, tmp_path: Path) -> None:
    code, _, err = call("import", tmp_path / "nada.csv")

    assert (code, err.count("\n")) == (1, 1)


@pytest.mark.parametrize("arguments", [("import",), ("import", "a.csv", "--base-date", "ontem"), ("sample", "a.pdf")])
def test_wrong_usage_is_exit_2(call: Call, arguments: tuple[str, ...]) -> None:
    assert call(*arguments)[0] == 2


def test_refused_rows_are_never_written_over_the_file_itself(call: Call, tmp_path: Path) -> None:
    file = a_file(tmp_path, A_ROW)
    before = file.read_bytes()

    assert call("import", file, "--rejected", file)[0] == 2
    assert file.read_bytes() == before


def test_an_unknown_creditor_is_refused(call: Call, tmp_path: Path) -> None:
    code, _, err = call("import", a_file(tmp_path, A_ROW), "--creditor", "outro")

    assert (code, "use assefaz, cassems" in err) == (1, True)


@pytest.mark.parametrize(("base_date", "warned"), [("2026-10-17", False), ("2026-10-16", True)])
def test_an_old_base_date_is_taken_in_with_a_warning(call: Call, tmp_path: Path, base_date: str, warned: bool) -> None:
    """R1: after 35 days the bot tells no value."""
    code, _, err = call("import", a_file(tmp_path, A_ROW), "--base-date", base_date, "--json")

    assert (code, "days old" in err) == (0, warned)


def test_a_base_date_to_come_is_refused(call: Call, tmp_path: Path) -> None:
    assert call("import", a_file(tmp_path, A_ROW), "--base-date", "2026-11-22")[0] == 1


def test_a_full_import_withdraws_and_a_dry_run_does_not(call: Call, tmp_path: Path) -> None:
    call("import", a_file(tmp_path, A_ROW, {**A_ROW, "titulo_numero": "2"}))
    one = a_file(tmp_path, A_ROW)

    withdrawn = [
        json.loads(call("import", one, "--full", "--json", *options)[1])["withdrawn"]
        for options in (("--dry-run",), (), ())
    ]

    assert withdrawn == [1, 1, 0]


async def test_an_import_waits_for_another_and_says_so(tmp_path: Path, own_home: Path) -> None:
    await ensure_sample(load_settings())
    said: list[str] = []
    with (own_home / "concilia.sqlite3.import.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waited_for = asyncio.Event()

        def say(line: str) -> None:
            said.append(line)
            waited_for.set()

        request = Request(a_file(tmp_path, A_ROW))
        importing = asyncio.create_task(import_file(load_settings(), request, say=say))
        await waited_for.wait()
        assert not importing.done()

    assert (await importing).imported == 1
    assert said == ["waiting for another import to end"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_sample_is_imported_without_a_refusal(call: Call, tmp_path: Path, name: str) -> None:
    assert call("sample", tmp_path / name, "--people", "30")[0] == 0

    report = json.loads(call("import", tmp_path / name, "--json")[1])

    assert (report["people"], report["rejected"]) == (30, [])


def test_a_sample_is_the_same_for_a_seed_and_messy_when_asked(call: Call, tmp_path: Path) -> None:
    for name, options in (("a.csv", ()), ("b.csv", ()), ("c.csv", ("--messy",)), ("d.csv", ("--seed", "2"))):
        call("sample", tmp_path / name, *options)
    a, b, c, d = ((tmp_path / f"{name}.csv").read_bytes() for name in "abcd")

    assert a == b
    assert len({a, c, d}) == 3
    assert tuple(read_sheet(tmp_path / "c.csv", looks_like_header).header) == COLUMNS


async def test_the_sample_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = [await ensure_sample(load_settings()) for _ in range(2)]

    assert first is not None
    assert (first.people, first.rejected, second) == (240, [], None)


async def test_the_sample_is_not_loaded_beside_a_portfolio_nor_when_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCILIA_SAMPLE", "0")
    assert await ensure_sample(load_settings()) is None

    await import_file(load_settings(), Request(a_file(tmp_path, A_ROW)))
    monkeypatch.setenv("CONCILIA_SAMPLE", "1")

    assert await ensure_sample(load_settings()) is None


def test_the_sample_is_never_loaded_in_production() -> None:
    settings = load_settings().model_copy(update={"env": "production"})

    assert asyncio.run(ensure_sample(settings)) is None


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_quote_gives_the_contracts_example_without_settings(
    call: Call, tmp_path: Path, own_home: Path, name: str
) -> None:
    """P2, P5, P6, P8, P10, T4"""
    code, out, err = quoted(call, a_file(tmp_path, DEBTOR, name=name), "238.360.777-01")

    [negotiation] = json.loads(out)["negotiations"]
    plan = negotiation["installments"][0]
    assert (code, err, own_home.exists()) == (0, "", False)
    assert (negotiation["titles"], negotiation["updated"]) == (["045944372"], "1646.62")
    assert negotiation["lump_sum"][0]["total"] == "1649.12"
    assert (plan["count"], plan["down_payment"], plan["installment"], plan["total"]) == (
        3,
        "411.67",
        "411.65",
        "1656.62",
    )


def test_who_pays_for_a_holder_is_quoted_the_holders_titles(call: Call, tmp_path: Path) -> None:
    """I1"""
    document = json.loads(quoted(call, a_file(tmp_path, PAYER, DEBTOR), "73297974800")[1])

    assert (document["debtor"], document["negotiations"][0]["titles"]) == ("73297974800", ["045944372"])


def test_titles_of_another_creditor_are_not_quoted(call: Call, tmp_path: Path) -> None:
    file = a_file(tmp_path, DEBTOR, {**DEBTOR, "credor": "assefaz", "titulo_numero": "9"})

    assert json.loads(quoted(call, file, creditor="assefaz")[1])["negotiations"][0]["titles"] == ["000000009"]


@pytest.mark.parametrize(
    ("debtor", "creditor"), [("12345678909", "cassems"), ("123", "cassems"), ("23836077701", "assefaz"), ("1", "outro")]
)
def test_a_debtor_nobody_knows_is_exit_1_and_one_line(call: Call, tmp_path: Path, debtor: str, creditor: str) -> None:
    code, out, err = quoted(call, a_file(tmp_path, DEBTOR), debtor, creditor)

    assert (code, out, err.count("\n")) == (1, "", 1)


def test_a_quote_is_readable_without_json(call: Call, tmp_path: Path) -> None:
    file = a_file(tmp_path, DEBTOR, {**DEBTOR, "titulo_numero": "7", "titulo_codigo": "777"})

    code, out, _ = call("quote", file, "--debtor", "23836077701", "--creditor", "cassems", "--today", "2026-11-21")

    assert code == 0
    assert "code 002  titles 045944372" in out
    assert "for a person: unknown_code" in out
    assert "1649.12" in out


def test_rows_left_out_of_a_quote_are_told(call: Call, tmp_path: Path) -> None:
    code, _, err = quoted(call, a_file(tmp_path, DEBTOR, {**DEBTOR, "cpf": "1"}))

    assert (code, "1 rows of carteira.csv are wrong" in err) == (0, True)
