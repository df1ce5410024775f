"""The notice section of the policy document: when it is due, from which reply it counts, by which means it goes."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.application.policy_fields import Days, Text
from bot.application.policy_limits import LAST_DAY_TO_ISSUE, MOST_ATTEMPTS, SHORTEST_TERM
from bot.domain.conversation import Channel
from bot.domain.policy import AcknowledgementRule, NoticePolicy


def _each_once(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    if len(set(channels)) != len(channels):
        raise ValueError("a channel is named twice")
    return channels


type Channels = Annotated[tuple[Channel, ...], Field(min_length=1), AfterValidator(_each_once)]


class NoticeModel(BaseModel):
    """A field it does not know is refused; so is what the law does not leave to the profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    acknowledgement: AcknowledgementRule
    full_text_first: bool
    alert_from_day: Days
    issue_by_day: Annotated[int, Field(ge=1, le=LAST_DAY_TO_ISSUE)]
    answer_within_days: Annotated[int, Field(ge=SHORTEST_TERM)]
    approved_by: Text | None = None
    channels: Channels = (Channel.WHATSAPP, Channel.SMS)
    wait_days: Annotated[int, Field(ge=1)] = 3
    max_attempts: Annotated[int, Field(ge=1, le=MOST_ATTEMPTS)] = MOST_ATTEMPTS
    opener: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")] = "notice.opener"

    @model_validator(mode="after")
    def _departures_have_an_approver(self) -> Self:
        departs = self.full_text_first or self.acknowledgement is AcknowledgementRule.ANY_REPLY
        if departs and self.approved_by is None:
            raise ValueError("any_reply and full_text_first need approved_by")
        return self

    @model_validator(mode="after")
    def _the_alert_comes_first(self) -> Self:
        if self.alert_from_day > self.issue_by_day:
            raise ValueError("alert_from_day comes after issue_by_day")
        return self

    def to_domain(self) -> NoticePolicy:
        return NoticePolicy(**self.model_dump())
