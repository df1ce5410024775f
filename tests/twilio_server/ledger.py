"""What the local Twilio has taken: messages and templates, as its API shows them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from itertools import count
from typing import Any

API = "/2010-04-01/Accounts"


@dataclass
class Taken:
    """A message the provider has, whether or not it could tell so."""

    sid: str
    form: Mapping[str, str]
    media: tuple[str, ...]
    body: str
    at: datetime
    status: str = "queued"
    error_code: int | None = None

    def shown(self, account: str) -> dict[str, Any]:
        at = format_datetime(self.at)
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": at,
            "date_sent": at,
            "date_updated": at,
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": self.form.get("From"),
            "messaging_service_sid": None,
            "num_media": str(len(self.media)),
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {},
            "to": self.form["To"],
            "uri": f"{API}/{account}/Messages/{self.sid}.json",
        }


@dataclass
class Received:
    """A message of a debtor's as the provider has it, whether or not its webhook ever arrived."""

    sid: str
    form: Mapping[str, str]
    at: datetime
    files: tuple[tuple[str, str], ...] = ()  # their SIDs and types

    def shown(self, account: str) -> dict[str, Any]:
        taken = Taken(self.sid, self.form, (), self.form.get("Body", ""), self.at, "received")
        return {**taken.shown(account), "direction": "inbound", "num_media": str(len(self.files))}

    def shown_files(self, account: str) -> list[dict[str, Any]]:
        at, place = format_datetime(self.at), f"{API}/{account}/Messages/{self.sid}/Media"
        told = {"account_sid": account, "parent_sid": self.sid, "date_created": at, "date_updated": at}
        return [{**told, "sid": sid, "content_type": kind, "uri": f"{place}/{sid}.json"} for sid, kind in self.files]


@dataclass
class Ledger:
    messages: list[Taken] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    contents: list[dict[str, Any]] = field(default_factory=list)
    approvals: dict[str, dict[str, Any]] = field(default_factory=dict)  # what was asked of WhatsApp, by content
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def take(self, form: Mapping[str, str], media: tuple[str, ...], body: str, at: datetime) -> Taken:
        taken = Taken(self._sid("SM"), form, media, body, at)
        self.messages.append(taken)
        return taken

    def register(self, asked: Mapping[str, Any], account: str) -> dict[str, Any]:
        content = {"sid": self._sid("HX"), "account_sid": account, "url": "", "links": {}, **asked}
        self.contents.append(content)
        return content

    def ask_approval(self, content_sid: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.approvals[content_sid] = {**asked, "status": "received", "rejection_reason": ""}
        return self.approvals[content_sid]

    def decide(self, status: str) -> None:
        """WhatsApp's answer to everything asked."""
        for approval in self.approvals.values():
            approval["status"] = status

    def rendered(self, content_sid: str, variables: Mapping[str, str]) -> str | None:
        """The body of a template with its variables in place; None when there is no such template."""
        content = next((each for each in self.contents if each["sid"] == content_sid), None)
        if content is None:
            return None
        [details] = content["types"].values()
        return re.sub(r"\{\{(\d+)\}\}", lambda found: variables.get(found[1], ""), details["body"])

    @property
    def bodies(self) -> list[str]:
        return [taken.body for taken in self.messages]

    def _sid(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):032x}"
