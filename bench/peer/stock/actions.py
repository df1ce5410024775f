"""The custom actions of the stock project: they look figures up and choose the response."""

import json
import re
from pathlib import Path
from typing import Any

from rasa_sdk import Action, FormValidationAction
from rasa_sdk.events import SlotSet

BOOK = json.loads(Path(__file__).with_name("figures.json").read_text(encoding="utf-8"))
FIGURES, DEBTORS = BOOK["figures"], BOOK["debtors"]


class Telling(Action):  # type: ignore[misc]  # the SDK has no types here
    """Says one response with the debtor's figures and notes where the negotiation stands."""

    says: tuple[str, ...] = ()
    stage = ""

    def name(self) -> str:
        return f"action_{self.stage}"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        for response in self.says:
            dispatcher.utter_message(response=response, **values_of(tracker))
        return [SlotSet("stage", self.stage)]


class AskWhoItIs(Telling):
    """The form's question, which opens the talk too."""

    says, stage = ("utter_open",), "opened"

    def name(self) -> str:
        return "action_ask_identity_form_cpf_start"


class ShowTitles(Telling):
    says, stage = ("utter_titles",), "offered"


class CounterOffer(Telling):
    """250 a month, or 400 down: whichever amount was named."""

    stage = "countered"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        named = re.search(r"\d+", tracker.latest_message.get("text") or "")
        is_down = named is not None and int(named[0]) > int(FIGURES["most_a_month"])
        response = "utter_with_down_payment" if is_down else "utter_monthly"
        dispatcher.utter_message(response=response, **values_of(tracker))
        return [SlotSet("stage", self.stage), SlotSet("with_down_payment", is_down)]


class DueDate(Telling):
    says, stage = ("utter_due_date",), "dated"


class Review(Telling):
    says, stage = ("utter_review",), "reviewed"


class Close(Telling):
    says, stage = ("utter_closed", "utter_closed_scope", "utter_anything_else"), "closed"


class ValidateIdentity(FormValidationAction):  # type: ignore[misc]
    def name(self) -> str:
        return "validate_identity_form"

    def validate_cpf_start(self, value: str, dispatcher: Any, tracker: Any, domain: Any) -> dict[str, Any]:
        return {"cpf_start": value if value == values_of(tracker)["cpf_start"] else None}


def values_of(tracker: Any) -> dict[str, str]:
    return {**FIGURES, **DEBTORS[tracker.sender_id]}
