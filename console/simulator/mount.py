"""Adds the simulator to the service; where this is not called, nothing exists under its path."""

from fastapi import FastAPI, Request, Response, status
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from console.simulator.api import simulator_api
from console.simulator.ingress import IngressRefused
from console.simulator.router import simulator_router
from console.simulator.words import STATIC

FILES = "/simulator/static"
MEDIA = f"{FILES}/media"


def add_simulator(app: FastAPI) -> None:
    """Routes, scripts and styles; `app.state.simulator` is bound when the service starts."""
    app.include_router(simulator_router())
    app.include_router(simulator_api())
    app.mount(FILES, StaticFiles(directory=STATIC), name="simulator-static")
    app.add_exception_handler(IngressRefused, _door_closed)


async def _door_closed(_request: Request, refused: Exception) -> Response:
    return JSONResponse({"error": str(refused)}, status.HTTP_502_BAD_GATEWAY)
