"""No process is stopped for looks through what stays for its life (issue 6, 7: live p95)."""

import subprocess
import sys

STANDING = """
import gc
from bot.standing import leave_be_what_stands

class Cycle:
    def __init__(self):
        self.itself = self

before = len(gc.get_objects())
leave_be_what_stands()
frozen, looked_through = gc.get_freeze_count(), len(gc.get_objects())
Cycle()
print(frozen > before // 2, looked_through < before // 10, gc.collect() > 0)
"""
ONCE_UP = """
import asyncio, gc
from contextlib import nullcontext
from types import SimpleNamespace

started_with = gc.get_freeze_count()

async def say(*_):
    print(gc.get_freeze_count() > started_with + 10_000)
"""
API = """
import uvicorn
from fastapi import FastAPI
from bot.api.serving import Server, serve

async def close():
    pass

app, Server.main_loop = FastAPI(), say
app.state.live = SimpleNamespace(feed=SimpleNamespace(close=close))
serve(app, uvicorn.Config(app, port=0, log_config=None))
"""
WORKER = """
from bot import worker
worker.assemble = lambda *_: nullcontext()
worker.work_until_told = say
worker.serve_figures = lambda *_: None
asyncio.run(worker._main())
"""


def test_what_stands_is_looked_through_no_more_and_what_comes_later_is() -> None:
    assert _says(STANDING) == "True True True"


def test_the_api_leaves_it_be_once_it_is_up() -> None:
    assert _says(ONCE_UP + API) == "True"


def test_a_worker_leaves_it_be_before_its_first_turn() -> None:
    assert _says(ONCE_UP + WORKER) == "True"


def _says(script: str) -> str:
    """In a process of its own: what is let be stays so."""
    told = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout.strip()
