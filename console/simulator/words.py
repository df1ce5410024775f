"""The simulator's templates, and how they write numbers, hours and addresses."""

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from bot.application.templates import template_for
from bot.application.wording import brl, day, month_year
from bot.domain.conversation import Option
from bot.domain.documents import formatted
from flows.gsm7 import segments

ZONE = ZoneInfo("America/Sao_Paulo")
FOLDER = Path(__file__).resolve().parents[1]
STATIC = FOLDER / "static" / "simulator"
OWN_FILES = "/simulator/static/"
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_PHONE = re.compile(r"\+55(\d\d)(\d{4,5})(\d{4})")


def clock(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%H:%M}"


def phone(number: str) -> str:
    """+55 67 99000-0001."""
    return _PHONE.sub(r"+55 \1 \2-\3", number)


def linked(text: str) -> Markup:
    """Safe text in which addresses can be followed."""
    parts, last = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        parts += [escape(text[last : found.start()]), Markup(f'<a href="{address}" target="_blank">{address}</a>')]
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])


def shown(address: str) -> str:
    """Where the browser finds a file: ours by its path, whatever name the world knows us by; nobody else's."""
    path = urlsplit(address).path
    return path if path.startswith((OWN_FILES, "/files/")) else ""


def is_list(options: tuple[Option, ...]) -> bool:
    """Whether these choices open as a list instead of hanging as buttons, as at the provider."""
    template = template_for(options)
    return bool(options) and (template is None or template.is_list)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "brl": brl,
        "clock": clock,
        "day": day,
        "document": formatted,
        "is_list": is_list,
        "linked": linked,
        "month_year": month_year,
        "phone": phone,
        "segments": segments,
        "shown": shown,
    }
    return environment


_ENVIRONMENT = _environment()


def render(name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page or a fragment of the simulator."""
    page = _ENVIRONMENT.get_template(f"simulator/{name}").render(**values)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
