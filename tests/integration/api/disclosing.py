"""Judges by its words whether a step tells of a debt: the values it fills in, what it attaches, and what it says."""

from collections.abc import Iterable
from pathlib import Path

from bot.adapters.release_store import sources_in
from bot.application.releases import LoadedRelease
from bot.application.wording import ResponseText
from flows.checks.case import words_in
from flows.checks.identity import DISCLOSING, MONEY_SIGN
from flows.parsing import parse_content

ROOT = Path(__file__).resolve().parents[3]
BANNED = parse_content(sources_in(ROOT).content)[0].settings.banned_before_identity


def telling(release: LoadedRelease, steps: Iterable[str], profile: str = "cassems") -> set[str]:
    """Those of the steps that say something of a debt, the first time or again, on either channel."""
    return {step for step in steps if any(map(_tells, _texts_at(release, profile, step)))}


def _texts_at(release: LoadedRelease, profile: str, step: str) -> list[ResponseText]:
    found = release.graph["profiles"][profile]["steps"][step]
    return [release.texts.response(found[wording]) for wording in ("say", "again") if found.get(wording)]


def _tells(text: ResponseText) -> bool:
    said = " ".join((text.whatsapp, text.sms, *(label for label, _ in text.buttons)))
    is_filled = text.options_from in DISCLOSING or any(f"{{{name}}}" in said for name in DISCLOSING)
    return is_filled or bool(text.attach) or MONEY_SIGN in said or bool(words_in(said, BANNED))
