"""Refused deliveries looked at again: what their signature tells by now, and the way in for those it speaks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.application.accept_message import AcceptMessage, AcceptStatus
from bot.application.refused import Cause, RefusedRequest, Verdict
from webhooks.form import PostedForm
from webhooks.signature import SignatureCheck, bases_of, fits, path_and_query
from webhooks.twilio import MESSAGES, MessageForm, status_of


@dataclass(frozen=True)
class SignatureJudge:
    """By the settings of now, and the tokens known to have been in force once."""

    check: SignatureCheck
    retired: Sequence[str] = ()

    def __call__(self, request: RefusedRequest) -> Verdict:
        form, given = PostedForm(request.pairs), request.signature
        if self.check.is_valid(request.path, request.query, form, given):
            return Verdict(Cause.FITS_NOW)
        meant = [f"{base}{path_and_query(request.path, request.query)}" for base in bases_of(self.check.public_url)]
        others = [url for url in self._others(request) if url not in meant]
        for url in others:
            if fits([url], form, given, self.check.tokens):
                return Verdict(Cause.OTHER_ADDRESS, url)
        if self.retired and fits([*meant, *others], form, given, self.retired):
            return Verdict(Cause.OLD_TOKEN)
        return Verdict(Cause.UNKNOWN)

    def _others(self, request: RefusedRequest) -> Iterator[str]:
        """Ways the same door may have been written where the provider was told it."""
        ours = urlsplit(self.check.public_url)
        hosts = dict.fromkeys([ours.netloc, urlsplit(request.origin).netloc])
        prefixes = dict.fromkeys([ours.path.rstrip("/"), ""])
        bare = request.path.rstrip("/")
        for scheme in ("https", "http"):
            for base in (base for host in hosts if host for base in bases_of(f"{scheme}://{host}")):
                for prefix in prefixes:
                    for path in (bare, f"{bare}/"):
                        yield f"{base}{prefix}{path_and_query(path, request.query)}"
                        yield f"{base}{prefix}{path}"


@dataclass(frozen=True)
class TakenAgain:
    """Accepts a refused delivery as its door would have when it came."""

    accept_message: AcceptMessage
    accept_status: AcceptStatus

    async def __call__(self, request: RefusedRequest) -> None:
        raw = PostedForm(request.pairs).flat()
        if request.path.rstrip("/").endswith(MESSAGES):
            message = MessageForm.model_validate(raw).to_message(raw, request.at)
            if message.external_id and message.contact:
                await self.accept_message(message)
        elif (callback := status_of(raw, request.at)) is not None:
            await self.accept_status(callback)
