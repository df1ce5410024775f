"""Documents the provider fetches to send them on: each under an address that cannot be guessed."""

from fastapi import APIRouter, HTTPException, Request, Response, status

PATH = "/files"


def attachments_router() -> APIRouter:
    router = APIRouter(prefix=PATH)
    router.add_api_route("/{token}", fetch_attachment, methods=["GET", "HEAD"])
    return router


async def fetch_attachment(token: str, request: Request) -> Response:
    """The document itself; nothing about it is in the address."""
    attachment = await request.app.state.outbox.attachment(token)
    if attachment is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    headers = {
        "Content-Disposition": f'inline; filename="{attachment.filename}"',
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(attachment.content, media_type=attachment.content_type, headers=headers)
