"""What callers send."""

from typing import Any

from pydantic import BaseModel, Field

from bot.application.agents.exception_models import MAX_WHY


class Say(BaseModel):
    """A message to the debtor, and the number of the newest message the writer had seen."""

    text: str
    last_seen: int = Field(ge=0)


class Heartbeat(BaseModel):
    """Sent every 15 seconds while an agent is there; no creditor named means all of them."""

    takes: bool = True
    creditors: list[str] = []


class AskException(BaseModel):
    """Terms outside the policy, before the fee: a down payment alone is the whole value at once."""

    code: str
    down_payment: str
    count: int = 0
    installment: str = "0.00"
    why: str = Field(default="", max_length=MAX_WHY)


class DecideException(BaseModel):
    approve: bool
    why: str = Field(default="", max_length=MAX_WHY)


class GiveBack(BaseModel):
    """The step the bot goes on at, and what was agreed.

    Facts: first_due, scope, delivery_email, delivery_phone, delivery_address.
    """

    step: str
    facts: dict[str, str] = {}


class WrapUpFields(BaseModel):
    """A wrap-up form; what is missing is answered by name.

    These are the fields of the usual form. Those of another one, named by `form`, come in `answers`.
    `confirmed` are choices its texts speak of that are rightly not ticked.
    """

    outcome: str | None = None
    action: str | None = None
    reason: str | None = None
    sector: str | None = None
    note: str | None = None
    attempt: int | None = None
    justification: str | None = None
    form: str | None = None
    answers: dict[str, Any] = {}
    confirmed: list[str] = []

    def given(self) -> dict[str, Any]:
        return {**self.model_dump(exclude={"answers"}), **self.answers}


class DebtorSearch(BaseModel):
    """A CPF or CNPJ, in the body so that it is in no address."""

    document: str
    creditor: str | None = None


class QuoteRequest(BaseModel):
    debtor: int


class CaseOutcome(BaseModel):
    outcome: str = ""
