"""What the forms of a conversation's page bring: a field left out is an empty one."""

from pydantic import BaseModel, Field

from bot.application.agents.notes import MAX_NOTE


class ReplyForm(BaseModel):
    text: str = ""
    last_seen: int = Field(default=0, ge=0)


class NoteForm(BaseModel):
    text: str = ""


class TransferForm(BaseModel):
    to: str = ""  # an e-mail; empty: the queue
    note: str = Field(default="", max_length=MAX_NOTE)


class WordsForm(BaseModel):
    step: str = ""
    draft: str = ""
    last_seen: int = Field(default=0, ge=0)


class SearchForm(BaseModel):
    document: str = ""


class BeginForm(BaseModel):
    """The number is named by its place in the list and its last digits: in full it is on no page."""

    debtor: int = 0
    contact: str = ""
