"""Which day it is where the person lives: the term of a notice is counted in local days (N4)."""

import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

BRASILIA = "America/Sao_Paulo"
_BY_STATE = {
    "AC": "America/Rio_Branco",
    "AM": "America/Manaus",
    "MS": "America/Campo_Grande",
    "MT": "America/Cuiaba",
    "RO": "America/Porto_Velho",
    "RR": "America/Boa_Vista",
}
# West of the line from Tabatinga to Porto Acre, Amazonas keeps the hour of Acre.
_WEST_OF_AMAZONAS = frozenset(
    (
        "atalaia do norte",
        "benjamin constant",
        "boca do acre",
        "eirunepe",
        "envira",
        "guajara",
        "ipixuna",
        "itamarati",
        "jutai",
        "labrea",
        "pauini",
        "sao paulo de olivenca",
        "tabatinga",
    )
)


def zone_of(state: str | None, city: str | None = None) -> ZoneInfo:
    """The zone of a person's state; Brasília's where none is on file."""
    uf = (state or "").strip().upper()
    if uf == "AM" and _plain(city or "") in _WEST_OF_AMAZONAS:
        return ZoneInfo("America/Eirunepe")
    return ZoneInfo(_BY_STATE.get(uf, BRASILIA))


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.strip().lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
