"""What the forms about drafts bring: a field left out is an empty one."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field
from starlette.datastructures import FormData, UploadFile

from bot.application.editor.drafts.packing import FilesRefused
from console.auth.cookies import HOME

MOST_OF_A_ZIP = 1024 * 1024


class NewDraftForm(BaseModel):
    name: Annotated[str, Field(max_length=200)] = ""


class BackForm(BaseModel):
    """Where the form was: one of our own pages of flows, or none."""

    back: Annotated[str, Field(max_length=300)] = ""

    def path(self, otherwise: str) -> str:
        return self.back if self.back.startswith(f"{HOME}/flows/") and "\\" not in self.back else otherwise


@dataclass(frozen=True)
class ImportForm:
    name: str
    is_whole: bool

    @classmethod
    def of(cls, form: FormData) -> "ImportForm":
        name, whole = form.get("name", ""), form.get("whole", "")
        return cls(name if isinstance(name, str) else "", whole == "yes")


async def brought_files(form: FormData) -> bytes:
    given = form.get("file")
    if not isinstance(given, UploadFile):
        raise FilesRefused("Escolha um arquivo .zip.")
    data = await given.read(MOST_OF_A_ZIP + 1)
    if len(data) > MOST_OF_A_ZIP:
        raise FilesRefused("O arquivo passa de 1 MB, o limite de um rascunho.")
    if not data:
        raise FilesRefused("Escolha um arquivo .zip.")
    return data
