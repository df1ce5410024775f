"""What staff read of messages nobody understood: no figure, no name, no place (F4, section 10)."""

from functools import cache

import pytest

from bot.application.learning.denials import denies
from bot.application.learning.groups import digest_of, grouped, without
from bot.application.learning.hiding import (
    ENOUGH_PEOPLE,
    Vocabulary,
    hidden,
    readable,
    says_something,
    vocabulary_of,
    with_spread,
)
from bot.application.learning.ports import Heard, Reason
from bot.application.learning.sentences import sentences_in, teachable, with_taught, without_taught
from flows.training_data import read_sentences
from flows.tree import read_tree
from tests.checkout import ROOT

RARE_NAMES = [
    "Zuleide",
    "Krawczyk",
    "Vilmara",
    "Marilza",
    "Cleonice",
    "Genivaldo",
    "Adalgisa",
    "Valdirene",
    "Josenildo",
    "Gilmara",
    "Rosivaldo",
]


@cache
def vocabulary() -> Vocabulary:
    return vocabulary_of(read_sentences(read_tree(ROOT / "nlu" / "data"))[0])


def not_understood(text: str, who: str = "a") -> Heard:
    return Heard(who, text, "out_of_scope", Reason.NOT_UNDERSTOOD)


@pytest.mark.parametrize("name", RARE_NAMES)
@pytest.mark.parametrize("text", ["aqui é {}", "{} já pagou", "sou a vizinha de {} e não conheço", "oi {}"])
@pytest.mark.parametrize("spelt", [str.lower, str.upper, str.title])
def test_a_name_no_list_holds_is_hidden_however_it_is_written(name: str, text: str, spelt: type[str]) -> None:
    shown = hidden(text.format(spelt(name)), vocabulary())

    assert name.casefold() not in shown.casefold()
    assert "…" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("meu cpf é 529.982.247-25", "meu cpf é digitos"),
        ("me liga no (67) 99912-3456", "me liga no numerotelefone"),
        ("meu nome é rosa leal, quero pagar", "meu nome é …, quero pagar"),
        ("moro em campo grande, posso ir ai?", "moro em …, posso ir ai?"),
        ("o joão paulo já pagou", "o … já pagou"),
        ("em dourados não tem", "em … não tem"),
        ("quero negocia minha divda", "quero negocia minha divda"),
        ("data de nascimento", "data de nascimento"),
    ],
)
def test_figures_names_and_places_are_hidden_and_words_misspelt_are_not(text: str, shown: str) -> None:
    assert hidden(text, vocabulary()) == shown
    assert hidden(shown, vocabulary()) == shown


def test_a_word_the_bot_does_not_know_is_shown_once_enough_people_wrote_it() -> None:
    few = [(str(who), "to lascado") for who in range(ENOUGH_PEOPLE - 1)]
    twice = [*few, ("0", "to lascado"), ("1", "lascado")]

    assert hidden("to lascado", with_spread(vocabulary(), few)) == "to …"
    assert hidden("to lascado", with_spread(vocabulary(), twice)) == "to …"
    assert hidden("to lascado", with_spread(vocabulary(), [*few, ("z", "lascado!")])) == "to lascado"


def test_a_known_name_stays_hidden_however_many_people_wrote_it() -> None:
    many = with_spread(vocabulary(), ((str(who), "dona severina") for who in range(50)))

    assert hidden("dona severina", many).endswith("…")


def test_masked_words_are_told_as_people_read_them() -> None:
    assert readable("se for valormonetario no datadia") == "se for [valor] no [data]"
    assert not says_something("… digitos, numerotelefone")
    assert says_something("… quero")


def test_lines_alike_are_one_group_and_the_order_they_came_in_does_not_matter() -> None:
    lines = [
        "ta osso pagar isso",
        "tá osso pagar isso!",
        "pagar isso ta osso",
        "quero falar do carro",
        "Ta osso pagar isso",
    ]
    heard = [not_understood(line, who=line) for line in lines]

    found = grouped(heard, vocabulary(), frozenset())

    assert found == grouped(list(reversed(heard)), vocabulary(), frozenset())
    assert [(group.times, len(group.phrases)) for group in found] == [(4, 2), (1, 1)]


def test_what_is_taught_already_and_what_says_nothing_is_not_shown() -> None:
    heard = [
        not_understood("Quero 2 vezes"),
        not_understood("529.982.247-25"),
        not_understood("fala mais\nsobre o carro"),
    ]

    found = grouped(heard, vocabulary(), frozenset({"fala mais"}))

    assert sorted(group.phrases[0].text for group in found) == ["Quero numvezes", "sobre o carro"]


def test_a_phrase_labelled_leaves_its_group_and_a_group_without_any_is_gone() -> None:
    [group] = grouped([not_understood("ta osso pagar isso"), not_understood("ta osso pagar isto")], vocabulary(), ())
    first, second = group.phrases

    [left] = without([group], {first.digest})
    assert (left.phrases, left.times) == ((second,), 1)
    assert without([group], {first.digest, second.digest}) == []
    assert digest_of(first.text.upper() + "!") == first.digest


def test_sentences_taught_are_plain_training_data_and_each_is_taught_once() -> None:
    [group] = grouped([not_understood("- [zuleide] ta osso (pagar) isso #1")], vocabulary(), ())
    [text] = teachable(group.phrases)
    files = {"nlu/answers.yml": 'version: "3.1"\nnlu:\n- intent: affirm\n  examples: |\n    - fechado\n'}

    once = with_taught(files, "hardship", [text, "Fechado!"])
    twice = with_taught({**files, "nlu/learned.yml": once}, "later", [text, "mais tarde"])

    assert not set(text) & set("[]()#…")
    taught = {(each.intent, each.text) for each in sentences_in({"nlu/learned.yml": twice})}
    assert taught == {("hardship", text), ("later", "mais tarde")}
    left = without_taught({"nlu/learned.yml": twice}, "later", {digest_of("mais tarde"), digest_of(text)})
    assert left == once
    assert without_taught({"nlu/learned.yml": once}, "hardship", {digest_of(text)}) is None


@pytest.mark.parametrize(
    "text",
    ["não foi isso", "Não é isso não", "nao era isso q eu queria", "vc não entendeu", "nada a ver", "n foi isso"],
)
def test_somebody_who_was_misunderstood_says_so_in_many_ways(text: str) -> None:
    assert denies(text)


@pytest.mark.parametrize("text", ["não", "não quero", "não entendi", "é isso", "isso não posso"])
def test_a_plain_refusal_is_no_complaint_about_understanding(text: str) -> None:
    assert not denies(text)
