"""The REST API under /api/v1: every route behind a key, described at /api/v1/openapi.json."""

from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from console.api.auth import known_caller
from console.api.conversations import conversations_router
from console.api.deals import deals_router
from console.api.debts import debts_router
from console.api.described import description
from console.api.ending import ending_router
from console.api.errors import ApiRoute
from console.api.exceptions import exceptions_router
from console.api.figures import figures_router
from console.api.imports import imports_router
from console.api.inbox import inbox_router
from console.api.notices import notices_router
from console.api.office import office_api_router
from console.api.presence import presence_router
from console.api.talk import talk_api_router

PREFIX = "/api/v1"


def add_api(app: FastAPI) -> None:
    router = APIRouter(prefix=PREFIX, dependencies=[Depends(known_caller)], route_class=ApiRoute)
    router.include_router(conversations_router())
    router.include_router(inbox_router())
    router.include_router(presence_router())
    router.include_router(talk_api_router())
    router.include_router(exceptions_router())
    router.include_router(deals_router())
    router.include_router(debts_router())
    router.include_router(office_api_router())
    router.include_router(ending_router())
    router.include_router(notices_router())
    router.include_router(imports_router())
    router.include_router(figures_router())

    async def openapi() -> dict[str, Any]:
        """This description."""
        return description(router.routes)

    router.add_api_route("/openapi.json", openapi, methods=["GET"], include_in_schema=False)
    app.include_router(router)
