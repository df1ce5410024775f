"""The console's first page: what people can do here in this version, and where the rest is done."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates

PAGES = Jinja2Templates(Path(__file__).parent / "templates")


def start_router() -> APIRouter:
    router = APIRouter()
    router.add_api_route("/console", show_start, methods=["GET"], include_in_schema=False)
    return router


async def show_start(request: Request) -> Response:
    """Nothing of anybody's is on it, so it asks for no login."""
    return PAGES.TemplateResponse(request, "start.html", {"has_simulator": request.app.state.has_simulator})
