"""I1: until somebody has proved who they are, the page behind a link speaks of a document and nothing else."""

import re
from pathlib import Path

import pytest
import yaml

from bot.application.papers import Door, Knock
from bot.domain.identity_policy import Factor
from console.papers.words import render
from flows.checks.case import words_in

CONTENT = Path(__file__).parents[3] / "flows" / "content"
BANNED = yaml.safe_load((CONTENT / "settings.yml").read_text(encoding="utf-8"))["banned_before_identity"]
DOOR = Door("Portes Advogados", "Cassems", "67 3314-1010", tuple(Factor))
BEFORE = {
    "asked": render("ask.html", door=DOOR, outcome=None, typed={}),
    "lacking": render("ask.html", door=DOOR, outcome=Knock.LACKING, typed={"full_name": "Fábio"}),
    "wrong": render("ask.html", door=DOOR, outcome=Knock.WRONG, typed={}),
    "locked": render("locked.html", door=DOOR),
    "gone": render("gone.html"),
}


def text_of(name: str) -> str:
    return bytes(BEFORE[name].body).decode()


@pytest.mark.parametrize("name", BEFORE)
def test_no_page_before_identity_says_a_word_of_a_debt(name: str) -> None:
    text = text_of(name)

    assert words_in(text, [*BANNED, "pagar", "vencida", "vencido", "deve", "notificação", "ANS"]) == []
    assert not re.search(r"\d,\d\d\b", text)


def test_every_factor_has_a_label_of_its_own() -> None:
    labels = re.findall(r"<label>(.+)", text_of("asked"))

    assert len(set(labels)) == len(Factor)


def test_a_page_that_asks_says_who_wants_to_know_and_how_to_check_it() -> None:
    """G4"""
    text = text_of("asked")

    assert "<strong>Portes Advogados</strong>, em nome da Cassems" in text
    assert "67 3314-1010" in text


@pytest.mark.parametrize("name", ["asked", "wrong"])
def test_what_was_typed_is_shown_again_only_where_something_lacked(name: str) -> None:
    assert 'value="Fábio"' in text_of("lacking")
    assert 'value=""' in text_of(name)


def test_what_is_typed_is_never_read_as_markup() -> None:
    page = render("ask.html", door=DOOR, outcome=Knock.LACKING, typed={"full_name": '"><script>x</script>'})

    assert b"<script>" not in bytes(page.body)
