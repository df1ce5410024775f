"""The form a provider posts, read once and whole: every value of every name, unknown ones included."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request, status

MAX_BYTES = 256 * 1024  # a message of 1,600 signs and ten media is a twentieth of it
MAX_NAMES = 600  # a message with ten media has under a hundred; signing searches them all for each, a stranger's too
REST_OF_NAME = "{name}#{place}"


@dataclass(frozen=True)
class PostedForm:
    """Names and values in the order they came; a name may come twice."""

    pairs: tuple[tuple[str, str], ...]

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self.pairs))

    def getlist(self, name: str) -> list[str]:
        """What the signature of a repeated name is made of; the provider's validator asks for it by this name."""
        return [value for key, value in self.pairs if key == name]

    def flat(self) -> dict[str, str]:
        """One value a name, the first; further ones beside it as `Name#2`, so that nothing is lost."""
        found: dict[str, str] = {}
        for name in self:
            first, *more = self.getlist(name)
            found[name] = first
            found |= {REST_OF_NAME.format(name=name, place=place): value for place, value in enumerate(more, 2)}
        return found


async def posted_form(request: Request) -> PostedForm:
    """The form of a request, read on first use; one too long to be a provider's is refused."""
    if not hasattr(request.state, "posted_form"):
        body = await _body(request)
        request.state.posted_form = PostedForm(_pairs(body))
    form: PostedForm = request.state.posted_form
    return form


def _pairs(body: bytes) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_NAMES))
    except ValueError:
        raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE) from None


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE)
    return bytes(body)


def cut(values: Mapping[str, str], names: int = 60, signs: int = 500) -> dict[str, str]:
    """As much of a form as is worth keeping of one whose origin is not proved."""
    return {name[:signs]: value[:signs] for name, value in list(values.items())[:names]}
