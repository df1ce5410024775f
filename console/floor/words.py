"""What the supervisor's page says of reasons, durations and days."""

from datetime import datetime, timedelta

from bot.domain.attendance.figures import Days, Period
from console.talk.words import REASONS

PERIODS = {Period.TODAY: "Hoje", Period.YESTERDAY: "Ontem", Period.WEEK: "7 dias", Period.MONTH: "30 dias"}
NONE_YET = "–"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def reason(code: str) -> str:
    return REASONS.get(code, code or "Sem motivo registrado")


def lasted(seconds: int | None) -> str:
    """40 s · 12 min · 3 h 05 · 2 d 4 h"""
    if seconds is None:
        return NONE_YET
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE:02d}"
    return f"{seconds // _DAY} d {seconds % _DAY // _HOUR} h"


def since(begin: datetime, now: datetime) -> str:
    return lasted(max(int((now - begin) / timedelta(seconds=1)), 0))


def days(chosen: Days) -> str:
    if chosen.first == chosen.last:
        return f"{chosen.first:%d/%m/%Y}"
    return f"{chosen.first:%d/%m/%Y} a {chosen.last:%d/%m/%Y}"
