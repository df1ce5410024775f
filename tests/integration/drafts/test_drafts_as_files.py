"""Drafts begun from what is live, and made of files (F1): from the pages' use cases and from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.application.editor.drafts.bases import Base
from bot.application.editor.drafts.beginning import Brought, begin_draft, import_draft, named
from bot.application.editor.drafts.drafts import sources_of_draft
from bot.application.releases import Sources
from bot.cli import flow_drafts
from flows.compile import Training

ANA = "ana@exemplo.invalid"
SOURCES = Sources({"settings.yml": "a: 1\n", "common/flows/x.yml": "flow: x\n"}, Training({"a.yml": "- a\n"}, "c", str))
FILES = {**SOURCES.content, "nlu/a.yml": "- a\n"}

type Call = Callable[..., object]


class OneBase:
    """What is live, and nothing else."""

    async def live(self) -> Base:
        return Base("abc123", SOURCES)

    async def of(self, release_id: str) -> Base:
        return Base(release_id, SOURCES)


async def test_a_draft_begins_as_what_is_live_and_makes_the_same_sources(drafts: SqlDrafts) -> None:
    draft = await begin_draft("  Descontos \n de  dezembro ", ANA, OneBase(), drafts)

    assert (draft.name, draft.base, draft.author) == ("Descontos de dezembro", "abc123", ANA)
    files = (await drafts.files(draft.id)).files
    assert files == FILES
    assert sources_of_draft(files, SOURCES) == SOURCES


async def test_files_brought_tell_what_is_new_changed_and_taken_out(drafts: SqlDrafts) -> None:
    brought = {"settings.yml": "a: 2\n", "cassems/flows/y.yml": "flow: y\n", "nlu/a.yml": "- a\n"}

    made = await import_draft(Brought("Da planilha", ANA, brought, is_whole=True), OneBase(), drafts)

    assert (made.new, made.changed, made.removed) == (
        ("cassems/flows/y.yml",),
        ("settings.yml",),
        ("common/flows/x.yml",),
    )
    assert (await drafts.files(made.draft.id)).files == brought
    [line] = await drafts.log(made.draft.id)
    assert line.what == "Arquivos importados: 1 mudado, 1 novo, 1 tirado"
    await drafts.undo(made.draft.id, ANA)
    assert (await drafts.files(made.draft.id)).files == FILES


async def test_files_brought_in_part_leave_the_rest_as_it_is_live(drafts: SqlDrafts) -> None:
    made = await import_draft(Brought("", ANA, {"settings.yml": "a: 2\n"}), OneBase(), drafts)

    assert (made.draft.name, made.removed) == ("Sem nome", ())
    assert (await drafts.files(made.draft.id)).files == {**FILES, "settings.yml": "a: 2\n"}
    same = await import_draft(Brought("Igual", ANA, FILES, is_whole=True), OneBase(), drafts)
    assert same.draft.version == 0


def test_a_name_is_one_short_line() -> None:
    assert named("a" * 200) == "a" * 80
    assert named("\x00\t ") == "Sem nome"


@pytest.fixture
def call(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Commands on a database of the test's own; gives what they print as JSON."""
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CONCILIA_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(flow_drafts, "stored_bases", lambda settings, database: OneBase())

    def call(command: Callable[..., None], *arguments: object, **options: object) -> object:
        command(*arguments, as_json=True, **options)
        return json.loads(capsys.readouterr().out)

    return call


def test_the_command_line_takes_a_draft_out_as_files_and_back(call: Call, tmp_path: Path) -> None:
    made = call(flow_drafts.new, "Um", by=ANA)
    assert isinstance(made, dict)
    number = made["draft"]["id"]
    folder, packed = tmp_path / "out", tmp_path / "out.zip"
    call(flow_drafts.export, number, folder)
    call(flow_drafts.export, number, packed)
    assert (folder / "flows/content/common/flows/x.yml").read_text() == "flow: x\n"
    assert (folder / "nlu/data/a.yml").read_text() == "- a\n"

    (folder / "flows/content/settings.yml").write_text("a: 3\n")
    back = call(flow_drafts.import_, folder, "Dois")
    assert isinstance(back, dict)
    assert (back["changed"], back["new"], back["removed"]) == (["settings.yml"], [], [])
    same = call(flow_drafts.import_, packed)
    assert isinstance(same, dict)
    assert (same["changed"], same["draft"]["name"]) == ([], "out")

    call(flow_drafts.discard, number)
    listed = call(flow_drafts.list_)
    assert isinstance(listed, dict)
    assert [one["name"] for one in listed["drafts"]] == ["out", "Dois"]
