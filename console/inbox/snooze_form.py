"""What the form that puts a conversation off carries."""

from datetime import datetime
from typing import Annotated

from fastapi import Form
from pydantic import BaseModel, Field, field_validator

from bot.application.agents.snoozing import MAX_WHY, Later


class SnoozeForm(BaseModel):
    """A moment that cannot be read is none: the form says so."""

    later: Later = Later.HOUR
    moment: datetime | None = None
    why: str = Field(default="", max_length=MAX_WHY)

    @field_validator("moment", mode="before")
    @classmethod
    def _readable(cls, value: object) -> object:
        try:
            return datetime.fromisoformat(str(value)) if value else None
        except ValueError:
            return None


SnoozeGiven = Annotated[SnoozeForm, Form()]
