"""The templates of the check page, how an instant is written, and headers that let nothing else onto it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from bot.domain.evidence.encoding import read_instant

FOLDER = Path(__file__).resolve().parents[1]
STATIC = FOLDER / "static" / "verify"
BRASILIA = ZoneInfo("America/Sao_Paulo")
GUARDED = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def instant(at: datetime | str) -> str:
    """To the second, in Brasília's time."""
    known = read_instant(at) if isinstance(at, str) else at
    return f"{known.astimezone(BRASILIA):%d/%m/%Y %H:%M:%S}"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters["instant"] = instant


def render(name: str, *, status_code: int = 200, **values: object) -> HTMLResponse:
    page = _ENVIRONMENT.get_template(f"verify/{name}").render(**values)
    return HTMLResponse(page, status_code, headers=GUARDED)
