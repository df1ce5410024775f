"""How long something lasts, when it comes, and why a person was asked for, as short as a list needs it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from console.auth.pages import TEMPLATES, ZONE

REASONS: Mapping[str, str] = {
    "asked": "Pediu uma pessoa",
    "anger": "Está irritado",
    "began": "Iniciada por nós",
    "bot_stopped": "O robô está parado",
    "broken_agreement": "Acordo quebrado",
    "deceased": "Titular falecido",
    "hardship": "Não consegue pagar",
    "hospitalised": "Doença ou internação",
    "identity_locked": "Identidade travada",
    "later_date": "Quer outra data",
    "lawyer": "Advogado ou Procon",
    "media": "Mandou áudio ou arquivo",
    "misunderstood": "O robô não entendeu",
    "other_debts": "Outras pendências",
    "plan_request": "Quer parcelar",
    "policy_exception": "Fora da política",
    "power_of_attorney": "Fala por outra pessoa",
    "prescribed": "Título antigo",
    "self_harm": "Risco à vida",
    "stale": "Carteira desatualizada",
    "takeover": "Assumida do robô",
    "tool_failure": "O robô falhou",
    "unknown_code": "Título sem regra",
}
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


def reason_in_short(code: str | None) -> str:
    """Nobody reads the service's own word, not even for one it learned yesterday."""
    return REASONS.get(code, "Precisa de uma pessoa") if code else ""


def teach_words() -> None:
    """Templates know them from here on."""
    TEMPLATES.filters.update({"since": since, "until": until, "on_day": on_day, "reason_in_short": reason_in_short})
