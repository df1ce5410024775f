"""The console's first page: what people can do here in this version, and where the rest is done."""

from fastapi import APIRouter, Request, Response

from console.auth.deps import Behind
from console.auth.pages import render
from console.auth.session import console_router


def start_router() -> APIRouter:
    router = console_router()
    router.add_api_route("", show_start, methods=["GET"])
    return router


async def show_start(request: Request, behind: Behind) -> Response:
    return render(request, "start.html", public_url=behind.public_url)
