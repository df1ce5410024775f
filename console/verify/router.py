"""The routes under /verify: how to check, the program and its description, and what a code leads to."""

from fastapi import APIRouter, Response, status
from fastapi.responses import FileResponse

from bot.application.evidence.checked import check_register
from console.verify.deps import Checks
from console.verify.words import GUARDED, render

PATH = "/verify"
PROGRAM, FORMAT = "verify_bundle.py", "evidence.md"


def verify_router() -> APIRouter:
    router = APIRouter(prefix=PATH, include_in_schema=False)
    for address in ("", "/"):
        router.add_api_route(address, show_how, methods=["GET"])
    router.add_api_route(f"/{PROGRAM}", give_program, methods=["GET"])
    router.add_api_route(f"/{FORMAT}", give_format, methods=["GET"])
    router.add_api_route("/{code:path}", show, methods=["GET"])
    return router


async def show_how(checks: Checks) -> Response:
    """The key everything is signed with, from another place than the bundle itself."""
    return render("how.html", key=checks.tools.signer.public_key.hex())


async def show(code: str, checks: Checks) -> Response:
    found = await check_register(code.strip().lower(), checks.tools, checks.instruments, checks.clock.now())
    if found is None:
        return render("unknown.html", status_code=status.HTTP_404_NOT_FOUND)
    return render("notice.html", found=found, key=checks.tools.signer.public_key.hex())


async def give_program(checks: Checks) -> Response:
    return FileResponse(checks.documents / PROGRAM, media_type="text/x-python; charset=utf-8", headers=GUARDED)


async def give_format(checks: Checks) -> Response:
    return FileResponse(checks.documents / FORMAT, media_type="text/markdown; charset=utf-8", headers=GUARDED)
