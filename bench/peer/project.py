"""What the stock project lacks in the checkout: made from our own pipeline, sentences and debtors."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.negotiation import SENDER, Debtor
from bench.peer.script import ACCOUNT, TOKEN

STATIC = Path(__file__).parent / "stock"
TRAINED_FROM = ("config.yml", "domain/", "data/")
INTENT = re.compile(r"^\s*-\s+intent:\s*(\S+)", re.MULTILINE)
# What our service tells the same debtor; the two are compared by eye, not by a test.
FIGURES = {
    "title_1": "R$ 963,00",
    "title_2": "R$ 954,00",
    "total": "R$ 1.917,00",
    "lump_sum": "R$ 1.802,50",
    "first_date": "28/11/2026",
    "most_a_month": "300",
    "monthly_down": "R$ 227,57",
    "monthly_part": "R$ 227,49",
    "down": "R$ 399,98",
    "part": "R$ 202,86",
    "value": "R$ 1.820,00",
}


@dataclass(frozen=True)
class Addresses:
    """Ports on loopback of what the stock service speaks to."""

    actions: int
    redis: int


def project_files(nlu: Path) -> dict[str, str]:
    """What is trained: by its place in the project."""
    sentences = {f"data/{file.name}": file.read_text(encoding="utf-8") for file in sorted(nlu.glob("data/*.yml"))}
    ours = yaml.safe_load((nlu / "config.yml").read_text(encoding="utf-8"))
    config = {**ours, "assistant_id": "stock", "policies": [{"name": "RulePolicy"}]}
    intents = sorted({name for text in sentences.values() for name in INTENT.findall(text)})
    return {
        **sentences,
        **{str(file.relative_to(STATIC)): file.read_text(encoding="utf-8") for file in _static_files()},
        "config.yml": _yaml(config),
        "domain/intents.yml": _yaml({"version": "3.1", "intents": intents}),
    }


def running_files(debtors: Sequence[Debtor], addresses: Addresses) -> dict[str, str]:
    """What is only needed while it runs, and changes from run to run."""
    store = {"type": "redis", "url": "127.0.0.1", "port": addresses.redis}
    endpoints = {
        "action_endpoint": {"url": f"http://127.0.0.1:{addresses.actions}/webhook"},
        "tracker_store": {**store, "db": 0},
        "lock_store": {**store, "db": 1},
    }
    account = {"account_sid": ACCOUNT, "auth_token": TOKEN, "twilio_number": f"whatsapp:{SENDER}"}
    return {
        "endpoints.yml": _yaml(endpoints),
        "credentials.yml": _yaml({"channel.ElsewhereInput": account}),
        "figures.json": json.dumps({"figures": FIGURES, "debtors": dict(map(_entry, debtors))}),
    }


def digest_of(files: Mapping[str, str], engine: str) -> str:
    """The same files trained by the same code give the same model."""
    digest = hashlib.sha256(engine.encode())
    for name in sorted(files):
        if name.startswith(TRAINED_FROM):
            digest.update(f"{name}\0{files[name]}\0".encode())
    return digest.hexdigest()[:12]


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def _entry(debtor: Debtor) -> tuple[str, dict[str, str]]:
    told = {
        "name": "Fábio",
        "cpf_start": debtor.document[:3],
        "phone": debtor.phone,
        "agreement": f"AC20261121{debtor.number:05d}",
    }
    return f"whatsapp:{debtor.phone}", told


def _static_files() -> list[Path]:
    return sorted(file for file in STATIC.rglob("*") if file.suffix in {".py", ".yml"})


def _yaml(document: object) -> str:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
