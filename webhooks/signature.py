"""Twilio's signature: over the public URL and every parameter, whatever proxies changed on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import HTTPException, Request, status
from prometheus_client import Counter
from twilio.request_validator import RequestValidator

from bot.application.ports import Clock, Inbox
from webhooks.form import PostedForm, cut, posted_form

# https://www.twilio.com/docs/usage/webhooks/webhooks-security
HEADER = "X-Twilio-Signature"
KEPT_A_MINUTE = 30  # by each process: a flood of forgeries is counted, and costs the database no more than this

rejected = Counter("concilia_webhook_rejected", "Deliveries whose signature was wrong", ["source"])


@dataclass
class RoomAside:
    """How many more rejected deliveries are kept in the minute at hand."""

    minute: datetime | None = None
    kept: int = 0

    def take(self, at: datetime) -> bool:
        minute = at.replace(second=0, microsecond=0)
        if minute != self.minute:
            self.minute, self.kept = minute, 0
        self.kept += 1
        return self.kept <= KEPT_A_MINUTE


@dataclass(frozen=True)
class SignatureCheck:
    """Checks a delivery with every token in force: two are, while one is being rotated."""

    public_url: str
    tokens: Sequence[str]
    aside: RoomAside = field(default_factory=RoomAside)

    def is_valid(self, path: str, query: str, form: PostedForm, signature: str) -> bool:
        url = f"{self.public_url}{path}" + (f"?{query}" if query else "")
        return any(RequestValidator(token).validate(url, form, signature) for token in self.tokens)


async def require_signature(request: Request) -> None:
    """A dependency of the whole router; what fails is answered 403 and counted, and some of it kept aside."""
    check: SignatureCheck = request.app.state.twilio_signature
    form = await posted_form(request)
    given = request.headers.get(HEADER, "")
    if check.is_valid(request.url.path, request.url.query, form, given):
        return
    rejected.labels("twilio").inc()
    inbox: Inbox = request.app.state.inbox
    clock: Clock = request.app.state.clock
    if check.aside.take(now := clock.now()):
        await inbox.keep_rejected("twilio", {"path": request.url.path, **cut(form.flat())}, now)
    raise HTTPException(status.HTTP_403_FORBIDDEN, "bad signature")
