"""Twilio's signature: over the public URL and every parameter, whatever proxies changed on the way."""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from fastapi import Request
from prometheus_client import Counter

from webhooks.aside import Aside
from webhooks.form import PostedForm, form_of, read_body
from webhooks.lanes import Lanes

# https://www.twilio.com/docs/usage/webhooks/webhooks-security
HEADER = "X-Twilio-Signature"
SIGNS = 28  # of a SHA-1 in base64: anything else is no signature, and the form need not be read
PORTS = {"http": 80, "https": 443}

rejected = Counter("concilia_webhook_rejected", "Deliveries whose signature was wrong", ["source"])


@dataclass(frozen=True)
class SignatureCheck:
    """Checks a delivery with every token in force: two are, while one is being rotated."""

    public_url: str
    tokens: Sequence[str]

    def is_valid(self, path: str, query: str, form: PostedForm, signature: str) -> bool:
        told = path_and_query(path, query)
        return fits((f"{base}{told}" for base in bases_of(self.public_url)), form, signature, self.tokens)


def fits(urls: Iterable[str], form: PostedForm, signature: str, tokens: Sequence[str]) -> bool:
    """Whether somebody who knows one of the tokens signed this form for one of these addresses."""
    given, told = signature.encode("utf-8", "replace"), signed_part(form)
    return any(
        hmac.compare_digest(b64encode(hmac.digest(token.encode(), url.encode() + told, "sha1")), given)
        for url in urls
        for token in tokens
    )


def signed_part(form: PostedForm) -> bytes:
    """Names and their values in order, each once; in time that grows with the form and not with its square."""
    values: dict[str, set[str]] = {}
    for name, value in form.pairs:
        values.setdefault(name, set()).add(value)
    return "".join(name + value for name in sorted(values) for value in sorted(values[name])).encode()


@lru_cache(maxsize=64)  # others than ours are made of what strangers send
def bases_of(url: str) -> tuple[str, ...]:
    """As it is written first; with its port and without: which of the two is signed is not the same everywhere."""
    address = urlsplit(url)
    host = f"[{address.hostname}]" if ":" in (address.hostname or "") else address.hostname or ""
    port = address.port or PORTS.get(address.scheme, 0)
    named = (host, f"{host}:{port}")
    return tuple(_with_host(address, name) for name in (named if address.port is None else reversed(named)))


def path_and_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


async def signed_form(request: Request) -> PostedForm | None:
    """The form of a delivery that the provider signed; None, and counted and perhaps set aside, where it did not.

    Nothing is awaited for a forgery but its bytes and its turn: no database, no other process.
    """
    state, given = request.app.state, request.headers.get(HEADER, "")
    check: SignatureCheck = state.twilio_signature
    lanes: Lanes = state.lanes
    body = await read_body(request)
    names_us = lanes.names_us(body)
    lane = lanes.of(names_us=names_us)
    async with lane.entered():
        if len(given) == SIGNS:
            form = form_of(body)
            if check.is_valid(*_asked(request), form, given):
                return form
        rejected.labels("twilio").inc()
        aside: Aside = state.aside
        aside.offer(request, given, body, names_us=names_us)
        await lane.rest()
    return None


def _asked(request: Request) -> tuple[str, str]:
    """Path and query, without making an address of them first."""
    return request.scope["path"], request.scope["query_string"].decode()


def _with_host(address: SplitResult, netloc: str) -> str:
    return address._replace(netloc=netloc).geturl()
