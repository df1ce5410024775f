"""Bundles to tamper with, and both verifiers."""

import asyncio
import copy
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from bot.adapters.db.vault import Vault
from bot.adapters.signing import LogSigner, is_signed
from bot.adapters.timestamping import token_problem
from bot.application.evidence.bundle import make_bundle
from bot.application.evidence.ports import Stamp
from bot.application.evidence.sequence import sequence
from bot.domain.evidence.checking import Findings, Instruments, bundle_bytes, check_bundle
from bot.domain.evidence.encoding import head_hash, seal_message
from tests.builders import NOON
from tests.conftest import TEST_KEY
from tests.fake_evidence import FakeEvidenceLog, a_notice, a_story, tools_over
from tests.local_authority import LocalAuthority

SIGNER = LogSigner(Vault([TEST_KEY]))
AUTHORITY = LocalAuthority()
INSTRUMENTS = Instruments(is_signed, token_problem)
NOTICE = 7
ALONE = Path(__file__).parents[3] / "docs" / "verify_bundle.py"


@cache
def single_file() -> Any:
    """The verifier that knows nothing of the service."""
    spec = spec_from_file_location("verify_bundle", ALONE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def checked(bundle: bytes | dict[str, Any]) -> Findings:
    return check_bundle(bundle if isinstance(bundle, bytes) else bundle_bytes(bundle), INSTRUMENTS)


def problems_alone(data: bytes) -> list[str]:
    return list(single_file().verify(data)[0])


@cache
def _made(seed: int, erased: bool) -> dict[str, Any]:
    return asyncio.run(_make(random.Random(seed), erased))


def a_bundle(seed: int = 0, erased: bool = False) -> dict[str, Any]:
    """A notice among others in a log that grew, was signed and stamped by chance, the same for a seed."""
    return copy.deepcopy(_made(seed, erased))


async def _make(chance: random.Random, erased: bool) -> dict[str, Any]:
    log, mine, at = FakeEvidenceLog(), a_story(NOTICE), NOON
    while mine:
        for other in range(chance.randrange(4)):
            await log.add(chance.choice(a_story(100 + other)))
        await log.add(mine.pop(0))
        at += timedelta(seconds=11)
        if chance.random() < 0.6:
            await sequence(log, SIGNER, at)
            await _stamp(log, chance)
    notice = a_notice(NOTICE)
    if erased:
        await sequence(log, SIGNER, at)
        await log.erase([notice.id], at)
    return await make_bundle(NOTICE, tools_over(log, SIGNER, notice), at)


async def _stamp(log: FakeEvidenceLog, chance: random.Random) -> None:
    signed = log.heads[-1] if log.heads else None
    if signed is not None and not signed.stamps and chance.random() < 0.4:
        at = datetime(2026, 11, 20, 16, tzinfo=UTC)
        token = AUTHORITY.token(head_hash(signed.head), at)
        await log.keep_stamp(signed.id, Stamp("http://carimbo.exemplo.invalid/", token, at))


def resealed(bundle: dict[str, Any]) -> dict[str, Any]:
    """As somebody with the key would hand it out: only the seal fits what was changed."""
    return bundle | {"seal": SIGNER.sign(seal_message(bundle)).hex()}


def spots(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to every value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *[spot for key, item in inside for spot in spots(item, (*at, key))]]


def changed(bundle: dict[str, Any], spot: tuple[Any, ...], change: Callable[[Any], Any]) -> dict[str, Any]:
    *way, last = spot
    holder: Any = bundle
    for key in way:
        holder = holder[key]
    holder[last] = change(holder[last])
    return bundle
