"""What the panel of a step is given: words with their cost, ways by name, and what may be chosen (F1, F3)."""

import pytest

from bot.application.editor.script import Script, read_scripts
from bot.application.editor.steps.view import StepView, offered, palette, step_view, way_of
from flows.catalogue import ACTS
from flows.editing.digests import step_digest
from flows.editing.texts import set_text
from flows.tree import read_tree
from tests.checkout import ROOT

FILES = read_tree(ROOT / "flows" / "content")
OFFER = "common/flows/offer.yml"


@pytest.fixture(scope="module")
def script() -> Script:
    return read_scripts(FILES)["cassems"]


def viewed(script: Script, step: str, flow: str = "offer") -> StepView:
    found = step_view(script, FILES, flow, step)
    assert found is not None
    return found


def test_a_step_that_asks_shows_its_words_buttons_and_ways(script: Script) -> None:
    view = viewed(script, "no_deal")

    assert (view.at.path, view.id, view.way, view.is_fixed) == (OFFER, "offer.no_deal", "wait", False)
    assert [(one.said, one.channel) for one in view.words] == [
        ("say", "whatsapp"),
        ("say", "sms"),
        ("again", "whatsapp"),
        ("again", "sms"),
    ]
    assert [(one.label, one.payload, one.spare) for one in view.buttons] == [
        ("Falar com pessoa", "ask_human", 4),
        ("Outro dia", "later", 11),
        ("Ver as opções", "affirm", 7),
    ]
    [standing] = [one for one in view.transitions if one.on == "affirm"]
    assert (standing.written, standing.target.code) == ("standing", script.profile.flows["standing"].entry)
    assert standing.target.name != standing.target.code
    assert "affirm" not in [one.code for one in view.unrouted]
    assert "thank" in [one.code for one in view.unrouted]
    assert view.digest == step_digest(FILES[OFFER], "no_deal")


def test_a_step_that_acts_shows_outcomes_that_lead_nowhere_yet(script: Script) -> None:
    view = viewed(script, "concede")

    assert (view.way, view.words, view.unrouted) == ("act", [], [])
    changed = {**FILES, OFFER: FILES[OFFER].replace("      declined: no_deal\n", "", 1)}
    fewer = step_view(read_scripts(changed)["cassems"], changed, "offer", "concede")
    assert fewer is not None
    assert [one.code for one in fewer.unrouted] == ["declined"]
    assert "offer.no_deal" not in [one.target.code for one in fewer.transitions]


def test_an_sms_is_counted_as_it_is_sent() -> None:
    changed = {**FILES, OFFER: set_text(FILES[OFFER], "no_deal", "say", "sms", "ã" * 160)}
    view = step_view(read_scripts(changed)["cassems"], changed, "offer", "no_deal")
    assert view is not None
    [sms] = [one for one in view.words if (one.said, one.channel) == ("say", "sms")]
    assert (sms.length, sms.segments, sms.sms) == (160, 1, "a" * 160)

    longer = {**FILES, OFFER: set_text(FILES[OFFER], "no_deal", "say", "sms", "ã" * 161)}
    view = step_view(read_scripts(longer)["cassems"], longer, "offer", "no_deal")
    assert view is not None
    assert next(one.segments for one in view.words if one.channel == "sms") == 2


def test_values_are_offered_where_every_way_fills_them(script: Script) -> None:
    after_plan = {one.code for one in offered(script, "offer.plan_fits")}
    before = {one.code for one in offered(script, "offer.full")}

    assert {"plan_down", "plan_parts", "greeting", "house"} <= after_plan
    assert "plan_down" not in before
    assert "lump_total" not in {one.code for one in offered(script, script.graph.start)}
    used = {one for one in script.graph.nodes if "{plan_down}" in str(script.graph.nodes[one].step.say)}
    assert all("plan_down" in {value.code for value in offered(script, one)} for one in sorted(used)[:3])


def test_what_leads_to_a_step_is_told_by_name(script: Script) -> None:
    assert script.step_name("offer.concede") in viewed(script, "no_deal").leads_here
    assert viewed(script, "full").is_fixed


def test_whatever_may_be_chosen_has_a_name(script: Script) -> None:
    found = palette(script)

    assert {one.code for one in found.acts} == set(ACTS)
    assert all(one.name != one.code for one in found.acts)
    assert {one.code for one in found.targets} == set(script.graph.nodes)
    assert "*" not in {one.code for one in found.intents}
    assert {"pix_qr", "agreement_pdf"} <= set(found.papers)


def test_there_is_nothing_to_show_of_a_step_that_is_not_there(script: Script) -> None:
    assert step_view(script, FILES, "offer", "gone") is None
    assert step_view(script, FILES, "gone", "full") is None
    assert {way_of(node.step) for node in script.graph.nodes.values()} == {"act", "wait", "next", "end", "return"}
