"""`concilia bench`: the measurements of the checkout's bench folder, each beside a reference."""

import subprocess
import sys

import typer

from bot.config import ROOT
from bot.domain.errors import BotError

app = typer.Typer()

TO_BENCH = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


class NoBench(BotError):
    """An installation without the checkout's bench folder."""


@app.command(context_settings=TO_BENCH)
def bench(context: typer.Context) -> None:
    """Measure `peer`, `growth`, `ack`, `turn`, `import`, `campaign`, `noisy` or `console`; `--help` lists options."""
    if not (ROOT / "bench" / "__main__.py").is_file():
        raise NoBench("the measurements come with the checkout, and are not installed here")
    sys.exit(subprocess.run([sys.executable, "-m", "bench", *context.args], cwd=ROOT, check=False).returncode)
