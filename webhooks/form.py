"""The form a provider posts, read once and whole: every value of every name, unknown ones included."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request, status

MAX_BYTES = 256 * 1024  # a message of 1,600 signs and ten media is a twentieth of it
MAX_NAMES = 600  # a message with ten media has under a hundred
REST_OF_NAME = "{name}#{place}"


@dataclass(frozen=True)
class PostedForm:
    """Names and values in the order they came; a name may come twice."""

    pairs: tuple[tuple[str, str], ...]

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self.pairs))

    def getlist(self, name: str) -> list[str]:
        """The values of a repeated name; the provider's own validator asks for it by this name."""
        return [value for key, value in self.pairs if key == name]

    def flat(self) -> dict[str, str]:
        """One value a name, the first; further ones beside it as `Name#2`, so that nothing is lost."""
        found: dict[str, str] = {}
        times: dict[str, int] = {}
        for name, value in self.pairs:
            times[name] = place = times.get(name, 0) + 1
            found[name if place == 1 else REST_OF_NAME.format(name=name, place=place)] = value
        return found


def form_of(body: bytes) -> PostedForm:
    """One of more names than a provider sends is refused: anybody may post here."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_NAMES)
    except ValueError:
        raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE) from None
    return PostedForm(tuple(pairs))


async def read_body(request: Request) -> bytes:
    """One too long to be a provider's is refused before the rest of it is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE)
    return bytes(body)
