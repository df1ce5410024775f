"""How long something lasts, and when it comes, as short as a list needs it."""

from datetime import datetime, timedelta

from console.auth.pages import TEMPLATES, ZONE

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def lasting(span: timedelta) -> str:
    """`4 min`, `1 h 05`, `3 dias`."""
    minutes = int(span.total_seconds() // 60)
    if span < _HOUR:
        return f"{max(minutes, 0)} min" if minutes > 0 else "agora"
    if span < _DAY:
        return f"{minutes // 60} h {minutes % 60:02d}"
    return "1 dia" if span.days == 1 else f"{span.days} dias"


def since(moment: datetime, now: datetime) -> str:
    return lasting(now - moment)


def until(moment: datetime, now: datetime) -> str:
    """`18 min`, and `menos de 1 min` at the end."""
    told = lasting(moment - now)
    return "menos de 1 min" if told == "agora" else told


def on_day(moment: datetime, now: datetime) -> str:
    """The hour today, and the day as well otherwise."""
    local, today = moment.astimezone(ZONE), now.astimezone(ZONE).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"amanhã {local:%H:%M}" if local.date() - today == _DAY else f"{local:%d/%m %H:%M}"


def teach_words() -> None:
    """Templates know them from here on."""
    TEMPLATES.filters.update({"since": since, "until": until, "on_day": on_day})
