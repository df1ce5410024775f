"""Adds the check page to the service; `app.state.check_pages` is bound when the service starts."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from console.verify.router import PATH, verify_router
from console.verify.words import STATIC

FILES = f"{PATH}/static"


def add_verify(app: FastAPI) -> None:
    app.mount(FILES, StaticFiles(directory=STATIC), name="verify-static")  # before the codes, which match anything
    app.include_router(verify_router())
