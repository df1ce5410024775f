"""Adds the page behind a link to the service; `app.state.papers` is bound when the service starts."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from console.papers.router import papers_router
from console.papers.words import STATIC

FILES = "/papers/static"


def add_papers(app: FastAPI) -> None:
    app.include_router(papers_router())
    app.mount(FILES, StaticFiles(directory=STATIC), name="papers-static")
