"""The newest message somebody had on the screen."""

from typing import Annotated

from fastapi import Form
from pydantic import BaseModel, Field


class SeenForm(BaseModel):
    seq: int = Field(ge=0, lt=2**31)


SeenGiven = Annotated[SeenForm, Form()]
