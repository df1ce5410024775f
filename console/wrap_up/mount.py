"""The routers of the end of a conversation and of the sheets."""

from fastapi import APIRouter

from console.wrap_up.calls import calls_router
from console.wrap_up.closing import closing_router
from console.wrap_up.exports import exports_router
from console.wrap_up.returning import returning_router


def wrap_up_routers() -> tuple[APIRouter, ...]:
    return closing_router(), returning_router(), calls_router(), exports_router()
