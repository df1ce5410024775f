"""Papers shown behind a link: which there are, how long a link lasts, and how its holder stands before us."""

from datetime import timedelta
from enum import StrEnum

from bot.domain.documents import CNPJ_DIGITS
from bot.domain.identity import Situation
from bot.domain.people import Person


class PaperKind(StrEnum):
    """What a flow's line may carry that a debtor keeps."""

    NOTICE = "notice_pdf"
    AGREEMENT = "agreement_pdf"
    CLEARANCE = "clearance_pdf"


LASTS = {
    PaperKind.NOTICE: timedelta(days=180),
    PaperKind.AGREEMENT: timedelta(days=90),
    PaperKind.CLEARANCE: timedelta(days=90),
}


def situation_of_holder(person: Person) -> Situation:
    """A link may be in anybody's hands: whoever holds it is on an unknown phone (I2)."""
    return Situation(known_phone=False, is_company=len(person.document) == CNPJ_DIGITS)
