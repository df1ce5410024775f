"""The templates of the page behind a link, and the headers that keep it out of caches, searches and other pages."""

from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from bot.application.wording import day

FOLDER = Path(__file__).resolve().parents[1]
STATIC = FOLDER / "static" / "papers"
GUARDED = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def unbroken(text: str) -> str:
    """No line ends between R$ and its figure."""
    return text.replace("R$ ", "R$\u00a0")


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters |= {"day": day, "unbroken": unbroken}


def render(name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    page = _ENVIRONMENT.get_template(f"papers/{name}").render(**values)
    return HTMLResponse(page, status, headers=GUARDED)
