"""Policies, agreements and a reader for the tests of papers."""

import io
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from bot.application.messages import Attachment
from bot.application.policy_document import read_profile
from bot.domain.agreements import Agreement, Installment
from bot.domain.due_dates import monthly_due_dates
from bot.domain.money import Money

CONTENT = Path(__file__).parents[4] / "flows" / "content"
CASSEMS, ASSEFAZ = (read_profile(CONTENT / slug) for slug in ("cassems", "assefaz"))
AT = datetime(2026, 11, 21, 10, 5, tzinfo=ZoneInfo("America/Sao_Paulo"))
TODAY, FIRST_DUE = AT.date(), date(2026, 11, 28)
TITLES = ("045944372", "045944373")


def a_plan(number: str = "AC2026112100001", code: str = "002", installments: int = 7, fee: int = 250) -> Agreement:
    """R$ 227,57 down and installments of R$ 227,49."""
    days = monthly_due_dates(FIRST_DUE, installments + 1)
    parts = [Installment(n, due, Money(227_49 if n else 227_57), Money(fee)) for n, due in enumerate(days)]
    return Agreement(number, "cassems", code, TITLES, TODAY, tuple(parts))


def a_lump_sum(value: int = 1802_50, fee: int = 250, number: str = "AC2026112100001", part: int = 0) -> Agreement:
    return Agreement(number, "cassems", "002", TITLES, TODAY, (Installment(part, FIRST_DUE, Money(value), Money(fee)),))


def a_settled(agreement: Agreement) -> Agreement:
    for part in agreement.installments:
        agreement = agreement.with_payment(part.number, part.due)
    return agreement


def text_of(paper: Attachment) -> str:
    """All that can be read on it, in one line."""
    pages = PdfReader(io.BytesIO(paper.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pages_of(paper: Attachment) -> int:
    return len(PdfReader(io.BytesIO(paper.content)).pages)
