"""`concilia verify`: checks a bundle of evidence offline, without settings and without a database (N5)."""

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from cryptography.x509 import Certificate, load_pem_x509_certificates

from bot.adapters.signing import is_signed
from bot.adapters.timestamping import read_token, token_problem
from bot.domain.errors import BotError
from bot.domain.evidence.checking import Findings, Instruments, check_bundle

app = typer.Typer()

ALTERED = 1


class RootsUnusable(BotError):
    """The file of trusted roots holds no certificate."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", exists=True, dir_okay=False, help="The bundle.")],
    key: Annotated[str, typer.Option(help="The public key it must be signed by, in hex.")] = "",
    tsa_root: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="PEM: roots time stamps must lead to.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Check a bundle of evidence: `ok`, or what was altered."""
    data, roots = file.read_bytes(), _roots(tsa_root) if tsa_root else []
    found = check_bundle(data, Instruments(is_signed, partial(token_problem, trusted=roots)))
    problems = [*found.problems, *_wrong_key(found, key)]
    if as_json:
        typer.echo(json.dumps(_document(found, problems), ensure_ascii=False))
    else:
        _say(found, problems)
    if problems:
        raise typer.Exit(ALTERED)
    _say_what_is_left(data, found, key, bool(roots))


def _roots(path: Path) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except ValueError as error:
        raise RootsUnusable(f"{path}: no certificate in PEM") from error


def _wrong_key(found: Findings, key: str) -> list[str]:
    if not key or not found.public_key or found.public_key == key.lower():
        return []
    return [f"signed by another key: {found.public_key}"]


def _document(found: Findings, problems: list[str]) -> dict[str, object]:
    return {
        "ok": not problems,
        "problems": problems,
        "entries": found.entries,
        "redacted": list(found.redacted),
        "stamps": found.stamps,
        "public_key": found.public_key,
    }


def _say(found: Findings, problems: list[str]) -> None:
    for problem in problems:
        typer.echo(problem)
    if not problems:
        typer.echo("ok")
        if found.redacted:
            typer.echo(f"redacted: {len(found.redacted)} of {found.entries} entries")


def _say_what_is_left(data: bytes, found: Findings, key: str, are_roots_given: bool) -> None:
    """What was not checked, and what only the reader can compare: on stderr."""
    for stamp in _stamps(data):
        typer.echo(stamp, err=True)
    if found.stamps and not are_roots_given:
        typer.echo("time stamps were checked by the certificates in them; --tsa-root checks whose they are", err=True)
    if not key:
        typer.echo(f"signed by {found.public_key}: compare it with the key published elsewhere", err=True)


def _stamps(data: bytes) -> list[str]:
    bundle = json.loads(data)
    return [
        f"head of size {signed['head']['size']} stamped {read_token(bytes.fromhex(stamp['token'])).at.isoformat()}"
        f" by {stamp['authority']}"
        for signed in bundle["heads"]
        for stamp in signed["stamps"]
    ]
