"""Brazilian phone numbers: one form to keep, and when two forms are the same person."""

import re
from collections.abc import Iterable

COUNTRY = "55"
_AREA_CODE = re.compile(r"[14689][1-9]|2[12478]|3[1-578]|5[1345]|7[134579]")
# A trunk zero may be followed by the two digits of a long-distance carrier: 0 41 67 9…
_TRUNK = re.compile(r"0(?:\d{2}(?=\d{10,11}$))?(?=\d{10,11}$)")
_EIGHT_DIGIT_STARTS = "23456789"  # landlines, and mobiles without their ninth digit


def normalised(text: str) -> str | None:
    """The number as +55, area code and 8 or 9 digits, the ninth neither added nor dropped; None when it is no phone."""
    digits = re.sub(r"\D", "", text.removeprefix("whatsapp:"), flags=re.ASCII)
    digits = digits.removeprefix("00") if digits.startswith("00" + COUNTRY) else digits
    has_country = digits.startswith(COUNTRY) and len(digits) in {12, 13}
    digits = digits[2:] if has_country else _TRUNK.sub("", digits)
    return f"+{COUNTRY}{digits}" if _is_national(digits) else None


def is_nine_digit_mobile(phone: str) -> bool:
    """Whether a normalised number is a mobile written with its ninth digit."""
    national = phone.removeprefix(f"+{COUNTRY}")
    return len(national) == 11 and national[2] == "9"


def same_person_key(phone: str) -> str:
    """Area code and last eight digits: equal for both forms of a mobile number."""
    national = phone.removeprefix(f"+{COUNTRY}")
    return national[:2] + national[-8:]


def match(incoming: str, on_file: Iterable[str]) -> str | None:
    """The number on file that an incoming one is.

    An exact match wins; else the one nine-digit mobile with the same area code and last eight digits, when only one is.
    """
    known = frozenset(on_file)
    if incoming in known:
        return incoming
    key = same_person_key(incoming)
    alike = [phone for phone in known if same_person_key(phone) == key]
    return alike[0] if len(alike) == 1 and is_nine_digit_mobile(alike[0]) else None


def _is_national(digits: str) -> bool:
    if len(digits) not in {10, 11} or not _AREA_CODE.match(digits):
        return False
    return digits[2] == "9" if len(digits) == 11 else digits[2] in _EIGHT_DIGIT_STARTS
