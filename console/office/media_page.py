"""A file a debtor sent, under headers that leave a hostile one nothing to do."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response, status

from bot.application.office.media_shown import FileKept, FileState, show_file
from bot.domain.file_kinds import PDF, UNKNOWN
from console.auth.pages import GUARDED, render
from console.auth.refusals import NothingHere
from console.auth.session import console_router
from console.office.byte_ranges import OutOfFile, span_of
from console.office.deps import AtOffice

Number = Annotated[int, Path(ge=0, lt=2**63)]
Part = Annotated[str | None, Header(alias="Range")]
LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A sandboxed document cannot be given to the browser's own PDF reader, which is a sandbox of its own.
_POLICY = {PDF: f"{LOCKED}; style-src 'unsafe-inline'; object-src 'self'"}


def media_router() -> APIRouter:
    """What may be read is decided per file: by the talk, or by the case it belongs to."""
    router = console_router("/media")
    router.add_api_route("/{inbox_id}/{position}", show, methods=["GET"])
    return router


async def show(
    here: AtOffice, inbox_id: Number, position: Number, download: bool = False, part: Part = None
) -> Response:
    """`position` counts from 0 within the message."""
    found = await show_file(inbox_id, position, here.member, here.office.media, here.office.clock)
    if found is None:
        raise NothingHere
    if found.state is not FileState.KEPT:
        return render(here.request, "office/file_missing.html", status=status.HTTP_404_NOT_FOUND, file=found)
    return _in_part(_answer(found, as_download=download or not found.is_shown_inline), part)


def _answer(file: FileKept, *, as_download: bool) -> Response:
    kind = file.content_type if file.is_shown_inline else UNKNOWN
    headers = file_headers(file.content_type, file.filename, as_download=as_download)
    return Response(file.content, media_type=kind, headers=headers)


def file_headers(content_type: str, filename: str, *, as_download: bool = False) -> dict[str, str]:
    return {
        **GUARDED,
        "Content-Security-Policy": _POLICY.get(content_type, f"{LOCKED}; sandbox"),
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Disposition": f'{"attachment" if as_download else "inline"}; filename="{filename}"',
        "Cache-Control": "private, no-store",
    }


def _in_part(whole: Response, asked: str | None) -> Response:
    """The same under the same headers, as far as it was asked for."""
    content = bytes(whole.body)
    whole.headers["Accept-Ranges"] = "bytes"
    try:
        span = span_of(asked, len(content))
    except OutOfFile:
        headers = {**GUARDED, "Content-Range": f"bytes */{len(content)}"}
        return Response(status_code=status.HTTP_416_RANGE_NOT_SATISFIABLE, headers=headers)
    if span is None:
        return whole
    kept = {name: value for name, value in whole.headers.items() if name != "content-length"}
    part = content[span.first : span.last + 1]
    return Response(part, status.HTTP_206_PARTIAL_CONTENT, {**kept, "Content-Range": span.of(len(content))})
