"""Graphs for the tests of the walk: built from the smallest description that makes the point."""

from typing import Any

from concilia_nlu.graph import Graph, read_graph
from concilia_nlu.walk import Heard, Move, Position, after_line

STEPS: dict[str, dict[str, Any]] = {
    "opening.open": {"act": "open_contact", "args": {}, "outcomes": {"known": "opening.ask"}},
    "opening.ask": {
        "say": "utter_ask",
        "again": "utter_ask__again",
        "wait": {"inform_identity": "identity.check", "affirm": "identity.check"},
    },
    "identity.check": {"act": "check_identity", "outcomes": {"confirmed": "offer.ask", "*": "opening.ask"}},
    "offer.ask": {
        "say": "utter_offer",
        "wait": {"affirm": "offer.close", "doubt": "offer.sure"},
        "sure": ["affirm"],
        "resume": "offer.quote",
    },
    "offer.quote": {"act": "quote", "outcomes": {"*": "offer.ask"}},
    "offer.sure": {"say": "utter_sure", "wait": {"affirm": "offer.close", "*": "offer.ask"}, "sure": ["affirm"]},
    "offer.plain": {"say": "utter_plain", "wait": {"affirm": "offer.close"}, "sure": ["affirm"]},
    "offer.close": {"act": "close", "outcomes": {"closed": "offer.done"}},
    "offer.done": {"say": "utter_done", "end": True},
    "who.say": {"say": "utter_who", "next": "who.back"},
    "who.back": {"return": True},
    "human.start": {"say": "utter_human", "wait": {"affirm": "human.done", "deny": "human.back"}},
    "human.back": {"return": True},
    "human.done": {"say": "utter_transferred", "end": True, "wait": {"thank": "who.say"}},
    "titles.show": {"say": "utter_titles", "next": "titles.ask"},
    "titles.ask": {"say": "utter_titles_ask", "wait": {"affirm": "offer.ask"}},
    "misunderstood.say": {"say": "utter_misunderstood", "next": "misunderstood.back"},
    "misunderstood.back": {"return": True},
}


def a_graph(**changes: Any) -> Graph:
    """`steps` are added to the usual ones; the rest replaces what the profile says."""
    profile = {
        "start": "opening.open",
        "fallback": "misunderstood.say",
        "interrupts": {"ask_human": "human.start", "ask_who": "who.say", "ask_titles": "titles.show"},
        **changes,
        "steps": {**STEPS, **changes.pop("steps", {})},
    }
    return read_graph(a_document(profile))


def a_document(profile: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": 1,
        "threshold": 0.5,
        "sure_threshold": 0.8,
        "priority": ["self_harm", "opt_out", "ask_human"],
        "fillers": ["greet", "thank", "goodbye"],
        "profiles": {"alfa": profile},
    }


def at(step: str, return_to: str = "") -> Position:
    return Position("alfa", step, return_to)


def heard(intent: str, confidence: float = 1.0, source: str = "reader", conditional: bool = False) -> Heard:
    return Heard(intent, confidence, source, conditional)


def until_listening(graph: Graph, move: Move) -> tuple[list[str], Position]:
    """Say the lines a move leads to, as the server does, until it listens or wants an act."""
    actions = [move.action]
    while move.action.startswith("utter_"):
        move = after_line(graph, move.position)
        actions.append(move.action)
    return actions, move.position
