"""Sheets for finance, taken out from a page (N7, R4)."""

import asyncio
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right
from bot.application.exports import ExportKind, ExportOrder
from console.auth.pages import GUARDED, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.wrap_up.answering import UNPROCESSABLE
from console.wrap_up.deps import Behind, WrapUpPages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    ExportKind.AGREEMENTS: "parcelamentos.xlsx",
    ExportKind.NOTICES: "notificacoes.xlsx",
    ExportKind.CONTACTS: "contatos-ativos.xlsx",
}

type Told = Annotated[str, Query()]


def exports_router() -> APIRouter:
    router = console_router("/exports", Right.SEE_DOCUMENTS)
    router.add_api_route("", show_exports, methods=["GET"])
    router.add_api_route("/{kind}.xlsx", download, methods=["GET"])
    return router


async def show_exports(request: Request, behind: Behind, session: SignedIn) -> Response:
    return render(request, "wrap_up/exports.html", creditors=await _creditors(behind, session.member), sent={})


async def download(  # noqa: PLR0913, PLR0917 - what the form sends
    request: Request,
    kind: str,
    behind: Behind,
    session: SignedIn,
    creditor: Told = "",
    since: Told = "",
    until: Told = "",
) -> Response:
    if kind not in set(ExportKind):
        raise NothingHere
    creditors = await _creditors(behind, session.member)
    days = _days(since, until)
    if days is None or (creditor and creditor not in creditors):
        sent = {"kind": kind, "creditor": creditor, "since": since, "until": until}
        return render(request, "wrap_up/exports.html", status=UNPROCESSABLE, creditors=creditors, sent=sent)
    order = ExportOrder(ExportKind(kind), creditor or None, *days, role=session.member.role)
    return await sheet(order, session.member, behind)


async def sheet(order: ExportOrder, member: Member, behind: WrapUpPages) -> Response:
    """The file, and on record whose data went out with it."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / FILES[order.kind]
        written = await behind.export(order, out)
        content = await asyncio.to_thread(out.read_bytes)
    await behind.tools.conversations.record_accesses(sorted(written.people), member.email, f"export {order.kind}")
    named = {"Content-Disposition": f'attachment; filename="{FILES[order.kind]}"'}
    return Response(content, media_type=XLSX, headers={**GUARDED, **named})


async def _creditors(behind: WrapUpPages, member: Member) -> list[str]:
    known = sorted((await behind.tools.releases.live()).policies)
    return [slug for slug in known if member.reach.has_creditor(slug)]


def _days(since: str, until: str) -> tuple[date | None, date | None] | None:
    try:
        first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    except ValueError:
        return None
    return None if first and last and first > last else (first, last)
