"""The command line: `concilia …`. Each command lives in a module of its subject, loaded when it is asked for.

A subject is a module with `app = typer.Typer()`. Its commands, and its groups (`app.add_typer(…, name="notice")`), are
listed in SUBJECTS, one line each.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from bot.apart.behind import behind_live_turns
from bot.domain.errors import BotError

SUBJECTS = {
    "run": "run",
    "status": "status",
    "prepare": "prepare",
    "migrate": "prepare",
    "train": "prepare",
    "import": "portfolio",
    "sample": "portfolio",
    "quote": "portfolio",
    "slips": "slips",
    "cases": "cases",
    "chat": "chat",
    "users": "users",
    "keys": "keys",
    "queue": "queue",
    "nlu": "nlu",
    "notice": "notice",
    "templates": "templates",
    "flows": "flows",
    "webhooks": "webhooks",
    "bench": "bench",
    "verify": "verify",
    "evidence": "evidence",
    "person": "person",
    "erase": "erase",
    "reseal": "reseal",
    "restored": "restored",
    "export": "export",
}
BULK = (("import",), ("notice", "issue"))  # what works through thousands while people talk
REFUSED = 1


class Subjects(TyperGroup):
    """Finds a command in its subject: `status` need not wait for what `import` needs."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(SUBJECTS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in SUBJECTS:
            return None
        subject = import_module(f"bot.cli.{SUBJECTS[cmd_name]}")
        return get_group(subject.app).commands[cmd_name]


app = typer.Typer(
    cls=Subjects, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback()
def concilia() -> None:
    """Concilia: negotiates debts on WhatsApp and SMS."""


def main() -> None:
    """The process `concilia`: behind live turns from its first moment to its end where the command is bulk work."""
    if is_bulk(sys.argv[1:]):
        behind_live_turns()
    obey()


def is_bulk(words: Sequence[str]) -> bool:
    return any(tuple(words[: len(command)]) == command for command in BULK)


def obey() -> None:
    """Run a command in this process: exit 0 done, 1 refused with one line on stderr, 2 wrong usage."""
    try:
        app(prog_name="concilia")
    except BotError as error:
        refuse(str(error) or _words(type(error).__name__))
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def refuse(reason: str) -> None:
    """End with one clear line: an expected refusal is no traceback."""
    first, *more = reason.splitlines()
    sys.stderr.write(f"concilia: {first.strip()}{f' (and {len(more)} more)' if more else ''}\n")
    sys.exit(REFUSED)


def _words(name: str) -> str:
    """`OfferExpired` → "offer expired"."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
