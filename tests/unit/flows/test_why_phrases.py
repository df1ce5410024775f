"""Why an answer differs from what was asked is read by debtors and agents alike, so nobody speaks in it (P9, P14)."""

import re
from pathlib import Path

import yaml

from bot.domain.counter_offers import Reason

CONTENT = Path(__file__).parents[3] / "flows" / "content"
FIRST_PERSON = re.compile(r"\b(consigo|preciso|tenho|posso|faço|quero|vou)\b")


def test_no_reason_speaks_in_the_first_person() -> None:
    phrases = yaml.safe_load((CONTENT / "common" / "phrases.yml").read_text(encoding="utf-8"))

    said = {reason: phrases[f"why_{reason.value}"] for reason in Reason}

    assert [reason for reason, text in said.items() if FIRST_PERSON.search(text)] == []
