"""A local Twilio as a real server on loopback: Messages and Content, a ledger, bad days on request, and callbacks."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import httpx
from twilio.request_validator import RequestValidator

from tests.twilio_server.described import description
from tests.twilio_server.http import Answer, HangUp, HttpServer, Request
from tests.twilio_server.ledger import API, Ledger, Received, Taken

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "token-of-the-local-twilio"
MAX_BODY = 1600
CREATED = 201
PATIENCE_S = 120.0  # with who is told of a delivery: a busy machine answers late


class Day(StrEnum):
    """What becomes of one request; ordinarily it is taken and answered."""

    GOOD = "good"
    BUSY = "busy"  # 429: not taken
    BROKEN = "broken"  # 500: not taken
    BROKEN_AFTER = "broken after"  # taken, then 500
    HANGS_UP = "hangs up"  # taken, then the connection is closed
    SILENT = "silent"  # taken, and never answered
    BABBLES = "babbles"  # taken, and answered with something that is no JSON
    DEAF = "deaf"  # not taken, and never answered


TAKEN = {Day.GOOD, Day.BROKEN_AFTER, Day.HANGS_UP, Day.SILENT, Day.BABBLES}


@dataclass
class TwilioServer:
    """`days` and `lookup_days` are used up request by request, those of one recipient first; `refuse` answers a
    recipient with an error code."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    port: int = 0
    strict_variables: bool = True  # no line break in a variable (error 21656)
    page_size: int = 50
    ledger: Ledger = field(default_factory=Ledger)
    days: deque[Day] = field(default_factory=deque)
    lookup_days: deque[Day] = field(default_factory=deque)
    days_of: dict[str, deque[Day]] = field(default_factory=dict)
    refuse: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)  # what the description does not allow
    when_silent: Callable[[], None] = lambda: None
    before_answer: Callable[[Taken], Awaitable[None]] | None = None  # as callbacks that overtake the SID
    requests: list[Request] = field(default_factory=list)
    callbacks: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._http = HttpServer(self._handle, self.port)
        self._validator = RequestValidator(TOKEN)

    @property
    def url(self) -> str:
        return self._http.url

    async def start(self) -> None:
        await self._http.start()

    async def close(self) -> None:
        await self._http.close()

    async def tell(self, sid: str, *states: str, code: int | None = None, **also: Any) -> list[int]:
        """Post status callbacks as Twilio does, signed over the address it was given; their status codes.

        `to` sends them to another place than they are signed for, as a proxy does; `client` posts them otherwise.
        """
        taken = next(message for message in self.ledger.messages if message.sid == sid)
        return [await self.callback(taken.form["StatusCallback"], self._told(taken, s, code), **also) for s in states]

    async def callback(self, url: str, form: Mapping[str, str], *, to: str | None = None, **also: Any) -> int:
        client: httpx.AsyncClient = also.get("client") or httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S)
        signed = {"X-Twilio-Signature": self._validator.compute_signature(url, dict(form))}
        answer = await client.post(to or url, data=dict(form), headers=signed)
        if "client" not in also:
            await client.aclose()
        self.callbacks.append((form.get("MessageStatus", ""), answer.status_code))
        return answer.status_code

    async def _handle(self, request: Request) -> Answer:
        self.requests.append(request)
        if request.login != (ACCOUNT, TOKEN):
            return _refusal(401, 20003, "Authenticate")
        messages = f"{API}/{ACCOUNT}/Messages"
        match request.method, request.path:
            case "POST", path if path == f"{messages}.json":
                return await self._on(self._days_of(request), lambda: self._create(request), request)
            case "GET", path if path == f"{messages}.json":
                return await self._on(self.lookup_days, lambda: self._list(request), request)
            case "GET", path if path.startswith(f"{messages}/"):
                return self._fetch(path.removeprefix(f"{messages}/").removesuffix(".json"))
            case "POST", "/v1/Content":
                return _json(201, self.ledger.register(json.loads(request.body), ACCOUNT))
            case "GET", "/v1/Content":
                return self._contents(request)
            case _, path if "/ApprovalRequests" in path:
                return self._approval(request)
            case _:
                return _refusal(404, 20404, f"The requested resource {request.path} was not found")

    def _days_of(self, request: Request) -> deque[Day]:
        return self.days_of.get(dict(request.form).get("To", "")) or self.days

    async def _on(self, days: deque[Day], work: Callable[[], Answer], request: Request) -> Answer:
        day = days.popleft() if days else Day.GOOD
        answer = work() if day in TAKEN else None
        match day:
            case Day.BUSY:
                return _refusal(429, 20429, "Too Many Requests")
            case Day.BROKEN | Day.BROKEN_AFTER:
                return _refusal(500, 20500, "Internal Server Error")
            case Day.HANGS_UP:
                raise HangUp
            case Day.SILENT | Day.DEAF:
                self.when_silent()
                await asyncio.Event().wait()
            case Day.BABBLES:
                return Answer(201, "<html>gateway</html>", "text/html")
        assert answer is not None
        if self.before_answer is not None and request.method == "POST" and answer.status == CREATED:
            await self.before_answer(self.ledger.messages[-1])
        return answer

    def _create(self, request: Request) -> Answer:
        if wrong := description().wrong_in_creation(request.form):
            self.wrong += wrong
            return _refusal(400, 20001, "; ".join(wrong))
        form = dict(request.form)
        media = tuple(value for name, value in request.form if name == "MediaUrl")
        code, body = self._code_against(form, media)
        if code:
            return _refusal(400, code, f"The 'To' number {form['To']} was refused with {code}")  # quoting, as Twilio
        taken = self.ledger.take(form, media, body, self.now())
        return _json(201, taken.shown(ACCOUNT))

    def _code_against(self, form: Mapping[str, str], media: tuple[str, ...]) -> tuple[int, str]:
        """The error a message deserves, or none and its body."""
        if (code := self.refuse.get(form["To"])) is not None:
            return code, ""
        if "ContentSid" not in form:
            body = form.get("Body", "")
            return (21619 if not body and not media else 21617 if len(body) > MAX_BODY else 0), body
        variables = json.loads(form.get("ContentVariables", "{}"))
        breaks = any("\n" in value or "\t" in value for value in variables.values())
        if (self.strict_variables and breaks) or not all(variables.values()):
            return 21656, ""
        body = self.ledger.rendered(form["ContentSid"], variables) or ""
        return (0 if body else 21655), body

    def _list(self, request: Request) -> Answer:
        self.wrong += description().wrong_in_listing(request.query)
        asked = dict(request.query)
        known: list[Taken | Received] = [*self.ledger.messages, *self.ledger.received]
        known.sort(key=lambda each: each.at)
        wanted = [each for each in reversed(known) if _is_wanted(each, asked)]
        size = int(asked.get("PageSize", self.page_size))
        page = int(asked.get("Page", 0))
        shown = wanted[page * size : (page + 1) * size]
        rest = len(wanted) > (page + 1) * size
        kept = {name: value for name, value in asked.items() if name not in {"Page", "PageSize"}}
        following = httpx.QueryParams({**kept, "PageSize": size, "Page": page + 1})
        return _json(
            200,
            {
                "messages": [message.shown(ACCOUNT) for message in shown],
                "page": page,
                "page_size": size,
                "next_page_uri": f"{request.path}?{following}" if rest else None,
            },
        )

    def _fetch(self, sid: str) -> Answer:
        if sid.endswith("/Media"):
            return self._files(sid.removesuffix("/Media"))
        found = next((message for message in self.ledger.messages if message.sid == sid), None)
        return _json(200, found.shown(ACCOUNT)) if found else _refusal(404, 20404, "not found")

    def _files(self, sid: str) -> Answer:
        found = next((message for message in self.ledger.received if message.sid == sid), None)
        files = found.shown_files(ACCOUNT) if found else []
        return _json(200, {"media_list": files, "page": 0, "page_size": self.page_size, "next_page_uri": None})

    def _contents(self, request: Request) -> Answer:
        size, page = int(dict(request.query).get("PageSize", 50)), int(dict(request.query).get("Page", 0))
        shown = self.ledger.contents[page * size : (page + 1) * size]
        rest = len(self.ledger.contents) > (page + 1) * size
        following = f"{self.url}/v1/Content?PageSize={size}&Page={page + 1}" if rest else None
        return _json(200, {"contents": shown, "meta": {"key": "contents", "next_page_url": following}})

    def _approval(self, request: Request) -> Answer:
        sid = request.path.split("/")[3]
        if not any(content["sid"] == sid for content in self.ledger.contents):
            return _refusal(404, 20404, "not found")
        if request.method == "POST":
            return _json(201, self.ledger.ask_approval(sid, json.loads(request.body)))
        asked = self.ledger.approvals.get(sid, {"status": "unsubmitted"})
        return _json(200, {"sid": sid, "account_sid": ACCOUNT, "whatsapp": asked, "url": ""})

    def _told(self, taken: Taken, state: str, code: int | None) -> dict[str, str]:
        form = {
            "MessageSid": taken.sid,
            "SmsSid": taken.sid,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": taken.form["From"],
            "To": taken.form["To"],
            "MessageStatus": state,
            "SmsStatus": state,
        }
        return {**form, "ErrorCode": str(code)} if code else form


def _is_wanted(message: Taken | Received, asked: Mapping[str, str]) -> bool:
    same = message.form["To"] == asked.get("To", message.form["To"])
    ours = message.form.get("From") == asked.get("From", message.form.get("From"))
    after = "DateSent>" not in asked or message.at >= datetime.fromisoformat(asked["DateSent>"])
    before = "DateSent<" not in asked or message.at <= datetime.fromisoformat(asked["DateSent<"])
    return same and ours and after and before


def _json(status: int, document: Mapping[str, Any]) -> Answer:
    return Answer(status, json.dumps(document))


def _refusal(status: int, code: int, message: str) -> Answer:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return _json(status, {"code": code, "message": message, "more_info": more, "status": status})
