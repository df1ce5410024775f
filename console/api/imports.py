"""A creditor's portfolio over the API: the same file, rules and answer as `concilia import`."""

import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile, status

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right
from bot.application.import_portfolio import ImportReport
from console.api.auth import Caller, needs
from console.api.errors import ApiError, ApiRoute

IMPORT = [Depends(needs(Right.IMPORT))]
_NAMED = ("portfolio", 100)


@dataclass(frozen=True)
class Upload:
    """A file to take in, as somebody asks for it."""

    file: Path
    creditor: str | None
    base_date: date | None
    is_full: bool
    dry_run: bool


type TakeIn = Callable[[Upload], Awaitable[ImportReport]]


def _take_in(request: Request) -> TakeIn:
    return cast(TakeIn, request.app.state.take_in)


def imports_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["portfolios"])
    router.add_api_route("/portfolios", import_file, methods=["POST"], dependencies=IMPORT)
    return router


async def import_file(  # noqa: PLR0913, PLR0917 - the form's fields
    take_in: Annotated[TakeIn, Depends(_take_in)],
    member: Caller,
    file: Annotated[UploadFile, File(description="XLSX, or CSV with `;`, in the columns of the sample.")],
    creditor: Annotated[str | None, Form(description="Only its rows; meant where `credor` is blank.")] = None,
    base_date: Annotated[date | None, Form(description="The day the file was drawn; today unless given.")] = None,
    full: Annotated[bool, Form(description="Titles the file does not tell of are withdrawn.")] = False,
    dry_run: Annotated[bool, Form(description="Count and refuse, write nothing.")] = False,
) -> dict[str, Any]:
    """Take a portfolio in: good rows are kept, the others refused with line, column and reason."""
    whose = _within(member, creditor)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / _name_of(file)
        kept.write_bytes(await file.read())
        report = await take_in(Upload(kept, whose, base_date, full, dry_run))
    return cast(dict[str, Any], report.document())


def _within(member: Member, creditor: str | None) -> str | None:
    """Taken in by another process, which knows no bounds: so the one creditor is named here."""
    if not member.creditors:
        return creditor
    if creditor is None and len(member.creditors) == 1:
        return next(iter(member.creditors))
    if creditor is None or creditor not in member.creditors:
        names = ", ".join(sorted(member.creditors))
        raise ApiError(status.HTTP_422_UNPROCESSABLE_CONTENT, f"this key takes in portfolios of: {names}")
    return creditor


def _name_of(file: UploadFile) -> str:
    """As finance called it, without a way out of the folder it is put in."""
    usual, longest = _NAMED
    return Path((file.filename or usual).replace("\\", "/")).name[-longest:] or usual
