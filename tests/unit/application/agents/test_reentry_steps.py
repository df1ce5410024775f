"""H4, I1: where a person may hand a conversation back."""

from types import MappingProxyType
from typing import Any

from bot.application.agents.reentry_steps import placeholders_at, reentry_steps, steps_before_identity
from bot.application.releases import LoadedRelease
from bot.application.wording import ResponseText, Texts
from bot.domain.conversation import Channel

STEPS: dict[str, Any] = {
    "opening.open": {"act": "open_contact", "outcomes": {"known": "identity.ask", "verified": "titles.list"}},
    "identity.ask": {"say": "utter_ask", "wait": {"inform_identity": "identity.check"}},
    "identity.check": {"act": "check_identity", "outcomes": {"verified": "titles.list", "wrong": "identity.wrong"}},
    "identity.wrong": {"say": "utter_ask", "next": "identity.ask"},
    "titles.list": {"act": "list_titles", "outcomes": {"one": "titles.one"}},
    "titles.one": {"say": "utter_one", "again": "utter_again", "wait": {"affirm": "titles.list"}},
    "human.end": {"say": "utter_ask", "wait": {}, "end": True},
}
GRAPH = {"profiles": {"cassems": {"start": "opening.open", "fallback": "human.end", "interrupts": {}, "steps": STEPS}}}
TEXTS = Texts(
    {
        "utter_ask": ResponseText("Olá, {first_name}.", "Ola."),
        "utter_one": ResponseText("{titles_list}", "{titles_list}"),
        "utter_again": ResponseText(
            "De novo: {titles_total} {office}",
            "{titles_total}",
            options_from="scope_options",
            fixed=MappingProxyType({"office": "Escritório"}),
        ),
    }
)
RELEASE = LoadedRelease("r1", GRAPH, TEXTS, {})


def test_before_identity_no_way_leads_past_the_outcome_that_proves_it() -> None:
    assert steps_before_identity(RELEASE, "cassems") == {
        "opening.open",
        "identity.ask",
        "identity.check",
        "identity.wrong",
        "human.end",
    }


def test_only_steps_that_wait_take_a_conversation_back_and_the_debts_only_after_identity() -> None:
    assert reentry_steps(RELEASE, "cassems", is_verified=False) == ["identity.ask"]
    assert reentry_steps(RELEASE, "cassems", is_verified=True) == ["identity.ask", "titles.one"]


def test_the_words_said_again_need_their_placeholders_and_options() -> None:
    needed = placeholders_at(RELEASE, "cassems", "titles.one", Channel.WHATSAPP)

    assert needed == {"titles_total", "scope_options"}


def test_each_channel_has_its_own_words() -> None:
    assert placeholders_at(RELEASE, "cassems", "identity.ask", Channel.WHATSAPP) == {"first_name"}
    assert placeholders_at(RELEASE, "cassems", "identity.ask", Channel.SMS) == frozenset()


def test_a_step_without_words_is_none() -> None:
    assert placeholders_at(RELEASE, "cassems", "titles.list", Channel.SMS) is None
