"""The switch between available and on a break."""

from typing import Annotated

from fastapi import Form
from pydantic import BaseModel


class TakesForm(BaseModel):
    takes: bool = False


TakesGiven = Annotated[TakesForm, Form()]
