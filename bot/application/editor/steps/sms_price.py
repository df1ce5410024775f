"""What one SMS costs a creditor, as its policy in a draft says: shown beside each text (F1)."""

import re
from collections.abc import Mapping

import yaml

from bot.application.editor.yaml_places import plain_at, read_plain
from bot.application.policy_document import POLICY_FILE
from bot.domain.money import Money

SMS_PRICE = ("messages", "sms_segment_price")
_AMOUNT = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))?", re.ASCII)


def sms_price(files: Mapping[str, str], profile: str) -> Money | None:
    """None where the policy tells none that can be read: then only how many SMS a text takes is shown."""
    try:
        told = plain_at(read_plain(files.get(f"{profile}/{POLICY_FILE}", "")), SMS_PRICE)
    except yaml.YAMLError:
        return None
    found = _AMOUNT.fullmatch(told) if isinstance(told, str) else None
    return Money(int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))) if found else None
