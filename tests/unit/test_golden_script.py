"""F2, F3: golden conversations say steps, not words; what cannot be read is refused by name."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.flows import flows
from bot.domain.conversation import Channel
from bot.golden.debtors import KINDS, rows_of
from bot.golden.events import EVENTS
from bot.golden.run import GoldenReport
from bot.golden.script import HAPPENS, GoldenBroken, Said, hours_in, read_golden

FOLDER = Path(__file__).parents[2] / "flows" / "golden"


def test_a_line_names_the_step_its_answer_rests_at_or_what_was_understood_too() -> None:
    text = 'channel: sms\nsays:\n  - "oi": identity.ask\n  - "1": {intent: affirm}\n'

    golden = read_golden("x.yml", text)

    assert golden.channel is Channel.SMS
    assert golden.said == (Said("oi", "identity.ask"), Said("1", "", "affirm"))


@pytest.mark.parametrize(
    "text",
    [
        "name: Nada\n",
        "says: []\n",
        "channel: fax\nsays:\n  - oi: a.b\n",
        "says:\n  - oi\n",
        'says:\n  - "(vídeo)": a.b\n',
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(GoldenBroken, match=r"x\.yml"):
        read_golden("x.yml", text)


def test_the_main_ways_are_there_with_debtors_that_are_known() -> None:
    goldens = [read_golden(path.name, path.read_text("utf-8")) for path in FOLDER.glob("*.yml")]

    assert len([golden for golden in goldens if golden.profile == "cassems"]) >= 35
    assert len([golden for golden in goldens if golden.profile == "assefaz"]) >= 8
    assert {golden.debtor for golden in goldens} == set(KINDS)


def test_every_answer_is_held_to_a_step() -> None:
    """Steps, not words: an intent alone would pass wherever it led."""
    goldens = [read_golden(path.name, path.read_text("utf-8")) for path in FOLDER.glob("*.yml")]

    loose = [(golden.file, said.text) for golden in goldens for said in golden.said if not said.step]

    assert [text for text in loose if not hours_in(text[1])] == []


def test_a_tap_a_file_and_time_that_passes_are_no_words() -> None:
    assert Said("[Sim, à vista]").taps == "Sim, à vista"
    assert Said("sim").taps == ""
    assert hours_in("(13 horas depois)") == 13
    assert hours_in("volto 13 horas depois") == 0


def test_whatever_may_happen_meanwhile_is_known_how_to_do() -> None:
    assert set(EVENTS) == set(HAPPENS)


def test_what_happens_meanwhile_stands_in_round_brackets() -> None:
    golden = read_golden("x.yml", 'says:\n  - "(abrimos a notificação)": notice.neutral\n')

    assert golden.said == (Said("(abrimos a notificação)", "notice.neutral"),)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_debtor_is_one_person(kind: str) -> None:
    assert len({row.person.document for row in rows_of(kind, "cassems")}) == 1


def test_coverage_is_told_for_each_profile() -> None:
    report = GoldenReport(1, (), {"cassems": frozenset({"a.b"})}, {"cassems": 4, "assefaz": 3})

    assert report.as_dict()["coverage"] == {
        "cassems": {"visited": 1, "steps": 4},
        "assefaz": {"visited": 0, "steps": 3},
    }


def test_a_release_and_a_folder_are_not_tried_together() -> None:
    asked = CliRunner().invoke(flows, ["test", "--release", "abc", "--from", "flows/content"])

    assert asked.exit_code == 2
