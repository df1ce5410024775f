"""Checks requests against Twilio's public OpenAPI description, or, where it does not lie, a short list of our own."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

FILE = "twilio_messages.openapi.json"
CHECKOUT = Path(__file__).resolve().parents[2]
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
# What is known of the request without the description.
FEW = {
    "type": "object",
    "required": ["To"],
    "properties": {
        "To": {"type": "string"},
        "From": {"type": "string"},
        "Body": {"type": "string", "maxLength": 1600},
        "StatusCallback": {"type": "string"},
        "MediaUrl": {"type": "array", "items": {"type": "string"}},
        "ContentSid": {"type": "string", "pattern": "^HX[0-9a-fA-F]{32}$"},
        "ContentVariables": {"type": "string"},
    },
}
LISTED = ("To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken")


@dataclass(frozen=True)
class Description:
    """What a request to create or to list messages may hold."""

    created: dict[str, Any]
    listed: dict[str, dict[str, Any]]
    components: dict[str, Any]
    is_public: bool  # or our own short list

    def wrong_in_creation(self, form: Iterable[tuple[str, str]]) -> list[str]:
        given: dict[str, Any] = {}
        for name, value in form:
            is_list = self.created["properties"].get(name, {}).get("type") == "array"
            given[name] = [*given.get(name, []), value] if is_list else value
        return self._wrong(given, {**self.created, "additionalProperties": False})

    def wrong_in_listing(self, query: Iterable[tuple[str, str]]) -> list[str]:
        given = {name: int(value) if value.isdecimal() else value for name, value in query}
        return self._wrong(given, {"type": "object", "properties": self.listed, "additionalProperties": False})

    def _wrong(self, given: dict[str, Any], schema: dict[str, Any]) -> list[str]:
        whole = {**schema, "components": self.components}
        return [error.message for error in Draft4Validator(whole).iter_errors(given)]


def place() -> Path:
    """Beside the checkout, or where CONCILIA_SPECS says."""
    elsewhere = os.environ.get("CONCILIA_SPECS")  # noqa: TID251 - of the tests only
    return (Path(elsewhere) if elsewhere else CHECKOUT.parent / "shared" / "data" / "specs") / FILE


@cache
def description() -> Description:
    if not place().exists():
        return Description(FEW, {name: {} for name in LISTED}, {}, is_public=False)
    document = json.loads(place().read_text(encoding="utf-8"))
    operations = document["paths"][MESSAGES]
    created = operations["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    listed = {each["name"]: each["schema"] for each in operations["get"]["parameters"] if each["in"] == "query"}
    return Description(created, listed, document["components"], is_public=True)
