"""What the pages of trying a draft are asked, and what their forms bring."""

from typing import Annotated

from pydantic import BaseModel, Field

from bot.domain.conversation import Channel

LONGEST_DAYS = 30
Id = Annotated[int, Field(ge=0, lt=2**63)]
Short = Annotated[str, Field(max_length=120)]


class Talked(BaseModel):
    """Who talks from which phone, understood by which release, and what is to be seen."""

    debtor: Id = 0
    channel: Channel = Channel.WHATSAPP
    unknown: bool = False
    as_live: bool = False
    problem: Short = ""
    at: Short = ""


class TryQuery(Talked):
    """`after` is the last message of the talk before, `v` the draft's version it began with; -1: not begun."""

    after: Annotated[int, Field(ge=-1, lt=2**63)] = -1
    v: Id = 0
    model: Annotated[str, Field(max_length=40)] = ""  # to be trained first

    def told(self) -> dict[str, object]:
        told = self.model_dump(mode="json", exclude_defaults=True, exclude={"after", "v", "model"})
        return {name: int(value) if isinstance(value, bool) else value for name, value in told.items()}


class TalkForm(Talked):
    csrf: str = ""

    def query(self) -> TryQuery:
        return TryQuery(**self.model_dump(exclude={"csrf"}))


class PhoneForm(BaseModel):
    phone: Annotated[str, Field(max_length=40)] = ""
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 7
    as_live: bool = False


class ReplayForm(BaseModel):
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    as_live: bool = False
