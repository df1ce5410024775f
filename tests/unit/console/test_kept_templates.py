"""What a template was compiled to is kept for the next start; its own text decides whether it still fits."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from console.compiled import KeptBesideSources


def an_environment(folder: Path, text: str) -> Environment:
    return Environment(
        loader=DictLoader({"page.html": text}), autoescape=True, bytecode_cache=KeptBesideSources(folder)
    )


def shown(folder: Path, text: str) -> str:
    return an_environment(folder, text).get_template("page.html").render(name="Lia")


def forbid_compiling(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it was compiled again")

    monkeypatch.setattr(environment, "compile", refuse)


def test_a_template_is_compiled_once_for_all_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shown(tmp_path / "kept", "Oi, {{ name }}.")
    later = an_environment(tmp_path / "kept", "Oi, {{ name }}.")
    forbid_compiling(later, monkeypatch)

    assert later.get_template("page.html").render(name="Lia") == first == "Oi, Lia."


def test_a_changed_template_is_compiled_anew(tmp_path: Path) -> None:
    shown(tmp_path, "Oi, {{ name }}.")

    assert shown(tmp_path, "Tchau, {{ name }}.") == "Tchau, Lia."
    assert len(list(tmp_path.iterdir())) == 1


def test_a_template_is_compiled_anew_for_an_environment_that_escapes_nothing(tmp_path: Path) -> None:
    kept = an_environment(tmp_path, "Oi, {{ name }}.").get_template("page.html")
    bare = Environment(loader=DictLoader({"page.html": "Oi, {{ name }}."}), bytecode_cache=KeptBesideSources(tmp_path))

    assert kept.render(name="<b>") == "Oi, &lt;b&gt;."
    assert bare.get_template("page.html").render(name="<b>") == "Oi, <b>."


def test_a_kept_file_that_is_spoilt_is_compiled_anew(tmp_path: Path) -> None:
    shown(tmp_path, "Oi, {{ name }}.")
    [kept] = tmp_path.iterdir()

    for spoilt in (b"", b"no template", kept.read_bytes()[:9]):
        kept.write_bytes(spoilt)
        assert shown(tmp_path, "Oi, {{ name }}.") == "Oi, Lia."


def test_where_nothing_may_be_kept_pages_are_shown_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")

    assert shown(tmp_path / "a file" / "as a folder", "Oi, {{ name }}.") == "Oi, Lia."
