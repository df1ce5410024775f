"""Fields as people fill them in on the deal panel: amounts and dates as Brazilians write them."""

import re
from datetime import date

from pydantic import BaseModel, Field

from bot.application.agents.deal_closing import Yes
from bot.application.agents.deal_models import Screen, Wish, WishKind
from bot.application.agents.deal_papers import PaperWish, WantedPaper
from bot.application.agents.exception_models import MAX_WHY
from bot.domain.money import Money, NotMoney
from bot.domain.policy_exceptions import AskedTerms

_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")


def reais(text: str) -> Money | None:
    """ "R$ 1.234,56", "1234,5", "150": None for what is no amount."""
    bare = text.replace("R$", "").replace("\u00a0", " ").strip()
    if "," in bare or _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    try:
        return Money.from_decimal_text(bare)
    except NotMoney:
        return None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def whole(text: str) -> int:
    """0 for what is no count."""
    return int(text) if text.strip().isdecimal() and len(text.strip()) < 6 else 0


class DealFields(BaseModel):
    """Everything a form of the panel may send, as typed; a field another form has is empty."""

    kind: str = ""
    code: list[str] = []
    amount: str = ""
    count: str = ""
    first_due: str = ""
    asked: str = ""
    mark: str = ""
    last_seen: str = "0"
    intro: str = ""
    accepted: str = ""
    paper: str = ""
    down_payment: str = ""
    installment: str = ""
    why: str = Field(default="", max_length=MAX_WHY)
    told: str = ""

    @property
    def wish(self) -> Wish | None:
        """None: no kind was chosen."""
        if self.kind not in set(WishKind):
            return None
        return Wish(
            kind=WishKind(self.kind),
            codes=tuple(code for code in self.code if code),
            amount=reais(self.amount) if self.amount.strip() else None,
            count=whole(self.count) or None,
            first_due=day_of(self.first_due),
            is_asked=bool(self.asked),
        )

    @property
    def screen(self) -> Screen:
        return Screen(whole(self.last_seen), self.intro)

    @property
    def yes(self) -> Yes:
        return Yes(whole(self.accepted), whole(self.last_seen))

    @property
    def wanted_paper(self) -> WantedPaper | None:
        return WantedPaper(PaperWish(self.paper), day_of(self.first_due)) if self.paper in set(PaperWish) else None

    @property
    def terms(self) -> AskedTerms | None:
        """Terms of an exception, before the fee; None where an amount cannot be read."""
        first = reais(self.down_payment)
        each = reais(self.installment) if self.installment.strip() else Money(0)
        if first is None or each is None:
            return None
        return AskedTerms(next(iter(self.code), ""), first, whole(self.count), each)
