"""A form counts only when it was shown in this browser: one dependency of every router of the console."""

import hmac

from fastapi import Request
from starlette.datastructures import UploadFile

from console.auth.cookies import SESSION, VISIT
from console.auth.form_token import form_token
from console.auth.refusals import FormNotOurs

FIELD = "csrf"
HEADER = "x-csrf-token"  # for what a script sends
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


async def only_our_forms(request: Request) -> None:
    """Refuses what changes something without the token of a form of ours."""
    if request.method in _READS:
        return
    if not (request.cookies.get(SESSION) or request.cookies.get(VISIT)):
        raise FormNotOurs
    given = request.headers.get(HEADER) or (await request.form()).get(FIELD, "")
    if isinstance(given, UploadFile) or not hmac.compare_digest(given.encode(), form_token(request).encode()):
        raise FormNotOurs
