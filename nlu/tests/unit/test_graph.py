"""Reading flows.json: what cannot be walked is refused before a debtor meets it (F3)."""

import json

import pytest

from concilia_nlu.graph import BrokenGraph, load_graph, read_graph
from unit.graphs import STEPS, a_document, a_graph

PROFILE = {"start": "opening.open", "fallback": "misunderstood.say", "interrupts": {}, "steps": STEPS}


def test_a_step_knows_its_flow():
    assert a_graph().profiles["alfa"].steps["opening.ask"].flow == "opening"


def test_flows_that_can_go_back_are_known():
    assert a_graph().profiles["alfa"].returning_flows == {"who", "human", "misunderstood"}


@pytest.mark.parametrize(
    "broken",
    [
        {"start": "nowhere"},
        {"fallback": "nowhere"},
        {"interrupts": {"ask_pix": "nowhere"}},
        {"first": {"opt_out": "nowhere"}},
        {"steps": {**STEPS, "a.b": {"say": "utter_a", "next": "nowhere"}}},
        {"steps": {**STEPS, "a.b": {"say": "utter_a", "wait": {"affirm": "nowhere"}}}},
        {"steps": {**STEPS, "a.b": {"say": "utter_a", "wait": {}, "resume": "nowhere"}}},
        {"steps": {**STEPS, "a.b": {"act": "quote", "outcomes": {"*": "nowhere"}}}},
    ],
)
def test_a_graph_that_leads_to_a_missing_step_is_refused(broken):
    with pytest.raises(BrokenGraph, match="profile alfa leads to steps that are not there: nowhere"):
        read_graph(a_document({**PROFILE, **broken}))


def test_a_graph_of_another_version_is_refused():
    with pytest.raises(BrokenGraph, match="version 2"):
        read_graph({**a_document(PROFILE), "version": 2})


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"version": 1})])
def test_a_file_that_is_no_graph_is_refused_by_name(tmp_path, text):
    (tmp_path / "flows.json").write_text(text)

    with pytest.raises(BrokenGraph, match=r"flows\.json"):
        load_graph(tmp_path / "flows.json")
