"""What the back office's forms bring: a field left out is an empty one."""

from typing import Annotated

from pydantic import BaseModel, Field
from starlette.datastructures import FormData, UploadFile

from bot.application.office.ending import Ending
from bot.application.office.issuing import Given, Order
from bot.application.office.work import Wanted
from bot.domain.slip_checks import MAX_PDF

type Short = Annotated[str, Field(max_length=100)]


class ListQuery(BaseModel):
    """The filters of the work list, as its address carries them."""

    kind: Short = ""
    creditor: Short = ""
    late: bool = False
    mine: bool = False
    start: int = Field(default=0, ge=0, le=100_000)

    def wanted(self) -> Wanted:
        return Wanted(self.kind, self.creditor, self.late, self.mine, self.start)


class TakeForm(BaseModel):
    owner: Short = ""  # whoever had it when the page was shown

    @property
    def seen_owner(self) -> str | None:
        return self.owner or None


class EndForm(BaseModel):
    code: Short = ""
    text: Annotated[str, Field(max_length=10_000)] = ""
    titles: list[Short] = []
    do: Short = "preview"

    def ending(self, number: str) -> Ending:
        return Ending(number, self.code, self.text, tuple(self.titles))

    @property
    def is_preview(self) -> bool:
        return self.do != "end"


async def order_of(request_id: int, form: FormData) -> Order:
    """`code_2` and `pdf_2` are of part 2; one byte past the limit is enough to know that a file is too large."""
    numbers = {
        int(name[5:])
        for name in form
        if name.startswith("code_") and name[5:].isdecimal() and len(name) < len("code_") + 5
    }
    given = {number: Given(_text(form, f"code_{number}"), await _pdf(form, number)) for number in sorted(numbers)}
    return Order(request_id, given, insists=_text(form, "insist") == "yes", why=_text(form, "why"))


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


async def _pdf(form: FormData, number: int) -> bytes:
    value = form.get(f"pdf_{number}")
    return await value.read(MAX_PDF + 1) if isinstance(value, UploadFile) else b""
