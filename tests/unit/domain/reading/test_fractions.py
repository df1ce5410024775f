"""P9: parts of the whole, paid now or only named."""

from datetime import date

import pytest

from bot.domain.reading.message import Expectation, Reading, read

OFFERED = Expectation(money=True, count=True, date=True)


def reading(text: str, expects: Expectation = OFFERED) -> Reading:
    return read(text, expects, date(2026, 11, 21))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("metade agora e metade depois", "1/2"),
        ("dou metade agora", "1/2"),
        ("metade agora e metade mês que vem", "1/2"),
        ("um terço agora e o resto depois", "1/3"),
        ("entrada de metade", "1/2"),
        ("metade de entrada e o resto em 3x", "1/2"),
        ("30% de entrada", "30/100"),
    ],
)
def test_a_part_paid_now_is_a_counter_offer(text: str, part: str) -> None:
    found = reading(text)

    assert ("fraction_down", part) in [(entity.kind, entity.value) for entity in found.entities]
    assert found.intent == "counter_offer"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("já paguei metade", "fraction"),
        ("faz pela metade?", "fraction_total"),
        ("20% de desconto", "percent"),
        ("100% agora", "percent"),
    ],
)
def test_other_parts_are_left_to_the_classifier(text: str, kind: str) -> None:
    found = reading(text)

    assert [entity.kind for entity in found.entities] == [kind]
    assert found.intent is None


def test_no_figure_of_a_part_reaches_the_classifier() -> None:
    assert reading("50% agora e 50% depois").masked == "numporcento agora e numporcento depois"
