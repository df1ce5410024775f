"""What the documents show can be done: examples of calls, of forms and ready answers, links and decisions (H4, F5)."""

import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from bot.application.agents.roles import Right, StaffRole, granted
from bot.config import Settings
from console.api.described import description
from console.api.mount import PREFIX, add_api
from flows.form_reading import read_form
from flows.forms import Kind, Source
from flows.ready_answers import read_ready_answers

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
API_PAGE, FORMS_PAGE = (DOCS / name for name in ("api.md", "formularios.md"))
ROW = re.compile(r"^\| (`[a-z_`, ]+`) \|[^|]*\| ([^|]*) \|$", re.MULTILINE)


@cache
def told_api() -> dict[str, Any]:
    app = FastAPI(openapi_url=None)
    add_api(app)
    return description(app.routes)


def calls_shown() -> list[list[str]]:
    lines = API_PAGE.read_text(encoding="utf-8").splitlines()
    return [shlex.split(line) for line in lines if line.startswith("curl ")]


def after(words: list[str], option: str, default: str = "") -> str:
    return words[words.index(option) + 1] if option in words else default


def fits(shown: str, path: str) -> bool:
    return (
        re.fullmatch(re.sub(r"{\w+}", "[^/]+", re.escape(path).replace(r"\{", "{").replace(r"\}", "}")), shown)
        is not None
    )


@pytest.mark.parametrize("words", calls_shown(), ids=lambda words: next(one for one in words if "$API" in one))
def test_every_call_shown_is_one_the_description_has(words: list[str]) -> None:
    api = told_api()
    address, _, query = next(one for one in words if one.startswith("$API")).removeprefix("$API").partition("?")
    method = after(words, "-X", "GET").lower()
    [operation] = [
        api["paths"][path][method]
        for path in api["paths"]
        if fits(PREFIX + address, path) and method in api["paths"][path]
    ]

    assert {one.partition("=")[0] for one in query.split("&") if one} <= {
        one["name"] for one in operation.get("parameters", [])
    }
    if "-d" in words:
        fields_fit(json.loads(after(words, "-d")), operation, api, "application/json")
    if "-F" in words:
        given = dict(words[at + 1].split("=", 1) for at, one in enumerate(words) if one == "-F")
        fields_fit(given, operation, api, "multipart/form-data")


def fields_fit(given: dict[str, Any], operation: dict[str, Any], api: dict[str, Any], kind: str) -> None:
    name = operation["requestBody"]["content"][kind]["schema"]["$ref"].rpartition("/")[2]
    schema = api["components"]["schemas"][name]
    assert set(schema.get("required", ())) <= set(given) <= set(schema["properties"])


def test_each_scope_is_told_with_the_roles_that_have_it() -> None:
    told: dict[str, str] = {}
    for names, roles in ROW.findall(API_PAGE.read_text(encoding="utf-8")):
        told |= dict.fromkeys(re.findall(r"[a-z_]+", names), roles)

    assert set(told) == set(Right)
    for right in Right:
        having = {role.value for role in StaffRole if right in granted(role)}
        if not right.startswith("see_"):
            said = told[right]
            assert having == (set(StaffRole) if said == "everybody" else set(said.split(", ")))


def test_the_form_shown_can_be_read_and_every_kind_is_told() -> None:
    page = FORMS_PAGE.read_text(encoding="utf-8")
    shown, answers = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)

    form, problems = read_form(shown, "visita.yml")
    assert (form is not None and form.id, problems) == ("visita", [])
    assert read_ready_answers(answers)[1] == []
    for word in (*Kind, *Source):
        assert f"`{word}`" in page


def test_every_setting_is_in_the_table() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    made = {"senders_of_one", "one_way_of_one"}  # from names of creditors
    for name, field in Settings.model_fields.items():
        if name not in made:
            assert f"`{field.validation_alias or 'CONCILIA_' + name.upper()}`" in told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_decisions_are_numbered_without_holes() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. ")
        assert len(text.splitlines()) <= 50
