"""`concilia status`: what is running under this home."""

import json
from typing import Annotated

import typer

from bot.config import load_settings
from bot.supervisor.run_folder import RunFolder

app = typer.Typer()


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False) -> None:
    """Show the services that `concilia run` keeps, with their process numbers."""
    services = [
        {"name": record.name, "pid": record.process.pid} for record in RunFolder(load_settings().home).services()
    ]
    if as_json:
        typer.echo(json.dumps({"services": services}))
        return
    for service in services:
        typer.echo(f"{service['pid']:>8}  {service['name']}")
    if not services:
        typer.echo("nothing is running", err=True)
