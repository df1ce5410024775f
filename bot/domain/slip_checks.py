"""Whether a slip is the one that was asked for: its value and its date, and a PDF that is one (P12, G1)."""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from bot.domain.agreements import Installment
from bot.domain.boleto_line import SlipLine
from bot.domain.due_dates import payable_on
from bot.domain.pix_code import PixCode

MAX_PDF = 2 * 1024 * 1024
MAX_PAGES = 5
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
# What a slip has no need of, and what makes a PDF do something by itself.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoTo[RE]|AA|XFA|Movie|Sound)\b"
)
_WRITTEN_OTHERWISE = re.compile(rb"#([0-9A-Fa-f]{2})")  # a letter of a name: /J#53 is /JS


class Mismatch(StrEnum):
    """How a slip differs from the part it should pay; a supervisor may insist."""

    VALUE = "other_value"
    NO_VALUE = "no_value"
    DUE = "other_due"
    NO_DUE = "no_due"
    PDF = "pdf_differs"  # the PDF prints another line than the one typed


class PdfProblem(StrEnum):
    NOT_PDF = "not_pdf"
    CUT = "pdf_cut"  # its end is missing
    TOO_LARGE = "pdf_too_large"
    TOO_LONG = "pdf_pages"
    ACTIVE = "pdf_active"


def mismatches(code: SlipLine | PixCode, part: Installment, holidays: Collection[date] = ()) -> tuple[Mismatch, ...]:
    """A Pix carries no fee and no date of its own; a slip carries both (P8)."""
    if isinstance(code, PixCode):
        return _of_value(code.amount == part.value, code.amount is None)
    found = _of_value(code.amount == part.total, code.amount is None)
    if not code.bank:
        return found  # an arrecadação tells no date
    due = code.due(part.due)
    if due is None:
        return (*found, Mismatch.NO_DUE)
    return found if due in {part.due, payable_on(part.due, holidays)} else (*found, Mismatch.DUE)


def _of_value(agrees: bool, is_open: bool) -> tuple[Mismatch, ...]:
    if is_open:
        return (Mismatch.NO_VALUE,)
    return () if agrees else (Mismatch.VALUE,)


def pdf_problem(content: bytes) -> PdfProblem | None:
    """By what can be seen without opening it; pages inside compressed parts are not counted."""
    if not content.startswith(b"%PDF-"):
        return PdfProblem.NOT_PDF
    if len(content) > MAX_PDF:
        return PdfProblem.TOO_LARGE
    if b"%%EOF" not in content[-2048:]:
        return PdfProblem.CUT
    if len(_PAGE.findall(content)) > MAX_PAGES:
        return PdfProblem.TOO_LONG
    plain = _WRITTEN_OTHERWISE.sub(lambda found: bytes.fromhex(found[1].decode()), content)
    return PdfProblem.ACTIVE if _ACTIVE.search(content) or _ACTIVE.search(plain) else None
