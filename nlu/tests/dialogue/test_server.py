"""The HTTP door: releases side by side, and what it refuses."""

import os

import pytest

from concilia_nlu.releases import Releases, UnknownRelease
from dialogue.talk import Talk


async def test_health_tells_the_releases_found_and_loaded(client, ask):
    await ask("/parse", texts=["oi"])

    health = await (await client.get("/health")).json()

    assert health["status"] == "ok"
    assert health["releases"] == ["first", "second"]
    assert "first" in health["loaded"]
    assert health["pid"] == os.getpid()


async def test_several_releases_answer_from_one_process(ask):
    """A conversation stays on the release it began with."""
    old, new = Talk(ask, release="first"), Talk(ask, release="second")

    assert (await old.says("oi"))["act"]["name"] == "open_contact"
    assert (await new.says("oi"))["lines"] == ["utter_alfa__opening__ask_cpf"]
    assert (await old.performed("known"))["lines"] == ["utter_alfa__opening__ask"]


def test_the_release_used_least_lately_is_dropped(releases_folder):
    releases = Releases(releases_folder, limit=1)

    releases.get("first")
    releases.get("second")

    assert releases.loaded() == ["second"]
    assert releases.get("first").id == "first"


@pytest.mark.parametrize("name", ["third", "", ".", "..", "../releases/first", "first/", "/etc"])
def test_only_a_folder_of_the_releases_is_a_release(releases_folder, name):
    with pytest.raises(UnknownRelease):
        Releases(releases_folder).get(name)


async def test_an_unknown_release_is_not_found(client):
    response = await client.post("/parse", json={"release": "third", "texts": ["oi"]})

    assert response.status == 404
    assert await response.json() == {"error": "no release 'third'"}


async def test_parse_classifies_each_text_with_the_threshold(ask):
    results = (await ask("/parse", texts=["bom dia", "жжж щщщ", ""]))["results"]

    assert [result["intent"] for result in results] == ["greet", "out_of_scope", "out_of_scope"]
    assert results[0]["alternatives"][0] == {"name": "greet", "confidence": results[0]["confidence"]}


async def test_a_burst_is_parsed_as_a_turn_would_take_it(ask):
    """The same merging as `/turn`: a yes and a greeting are a yes, and what a reader decided stays decided (P16)."""
    yes = {"text": "sim", "intent": "affirm", "source": "reader", "conditional": True}
    bursts = [[{"text": "bom dia"}, yes], [{"text": "bom dia"}]]

    both, greeting = (await ask("/parse", bursts=bursts))["results"]

    assert (both["intent"], both["confidence"], both["conditional"]) == ("affirm", 1.0, True)
    assert (greeting["intent"], greeting["source"], greeting["conditional"]) == ("greet", "nlu", False)


@pytest.mark.parametrize("bursts", [[[]], ["oi"], [["oi"]], "oi", [{"text": "oi"}]])
async def test_a_malformed_burst_is_refused(client, bursts):
    response = await client.post("/parse", json={"release": "first", "bursts": bursts})

    assert response.status == 400


async def test_parsing_nothing_gives_nothing(ask):
    assert await ask("/parse", bursts=[]) == {"results": []}
    assert await ask("/parse", texts=[]) == {"results": []}


GOOD = {"release": "first", "slots": {"profile": "alfa"}, "messages": [{"text": "oi"}]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"release": 7}, "release"),
        ({"slots": None}, "slots"),
        ({"messages": None}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": ["oi"]}, "message"),
        ({"messages": [{"text": 7}]}, "text"),
        ({"messages": [{"text": "oi", "intent": 7}]}, "intent"),
        ({"messages": [{"text": "oi", "conditional": "no"}]}, "conditional"),
        ({"facts": []}, "facts"),
    ],
)
async def test_a_malformed_body_is_refused_naming_the_field(client, changes, field):
    response = await client.post("/turn", json={**GOOD, **changes})

    assert response.status == 400
    assert field in (await response.json())["error"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff"])
async def test_a_body_that_is_no_json_object_is_refused(client, raw):
    response = await client.post("/turn", data=raw)

    assert response.status == 400
    assert "error" in await response.json()


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/turn", 405), ("POST", "/nothing", 404)])
async def test_what_is_not_a_door_is_refused_in_json(client, method, path, status):
    response = await client.request(method, path)

    assert response.status == status
    assert "error" in await response.json()


async def test_an_outcome_that_leads_nowhere_is_refused_with_the_ones_that_do(client):
    slots = {"profile": "alfa", "step": "offer.close"}
    response = await client.post("/resume", json={"release": "first", "slots": slots, "outcome": "exploded"})

    assert response.status == 422
    assert "knows: closed" in (await response.json())["error"]


@pytest.mark.parametrize("slots", [{}, {"profile": "omega"}, {"profile": "alfa", "step": "nowhere.at_all"}])
async def test_a_place_of_another_release_is_refused(client, slots):
    response = await client.post("/turn", json={**GOOD, "slots": slots})

    assert response.status == 422


async def test_resuming_where_no_act_waits_is_refused(client):
    body = {"release": "first", "slots": {"profile": "alfa", "step": "opening.ask"}, "outcome": "known"}

    assert (await client.post("/resume", json=body)).status == 422


async def test_lines_that_never_end_are_stopped(client):
    slots = {"profile": "beta", "step": "opening.open"}
    response = await client.post(
        "/turn", json={**GOOD, "slots": slots, "messages": [{"text": "", "intent": "affirm", "source": "button"}]}
    )

    assert response.status == 500
    assert "without listening, near opening.loop" in (await response.json())["error"]
