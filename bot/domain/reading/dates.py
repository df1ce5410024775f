"""Dates, births, competences and hours, in figures or in words."""

import re
from datetime import date, timedelta

from bot.domain.reading.calendar import (
    MONTHS,
    WEEKDAYS,
    following_month,
    full_year,
    last_of_month,
    latest_competence,
    next_day_and_month,
    next_day_of_month,
    next_weekday,
    real_date,
)
from bot.domain.reading.sketch import Sketch

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_WEEKDAY = "(?P<weekday>" + "|".join(WEEKDAYS) + ")"
_FULL = re.compile(r"(?<![\d/.-])(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_SHORT = re.compile(r"(?:\bdia )?(?<![\d/.,])(\d{1,2})/(\d{1,2})(?![\d/]|,\d|\.\d)")
_COMPETENCE = re.compile(r"(?<![\d/.-])(\d{1,2}) ?[/-] ?((?:19|20)\d{2})(?![\d/-])")
_MONTH_YEAR = re.compile(rf"\b{_MONTH} ?(?:/|-|\bde\b|\bdo ano de\b)? ?((?:19|20)\d{{2}}|(?<=[/-])\d{{2}})(?!\d)")
_DAY_OF = re.compile(
    rf"(?:\bdia )?(#++)[o.]? (?:de |do mes de |/ ?)?{_MONTH}\b(?:(?: de | do ano de |/| )(?P<year>#++))?"
)
_DAY_NEXT_MONTH = re.compile(r"\bdia (#++) (?:do|de|no) (?:mes que vem|proximo mes|outro mes)\b")
_DAY = re.compile(r"\bdias? ?(#++)(?! ?(?:x\b|vezes|parcel|reais|conto))")
_BUSINESS = re.compile(r"(?:\b(?:quinto|5o?)|(#++) ?o?)(?: \(?5o?\)?)? ?dia util\b")
_IN_DAYS = re.compile(
    r"\b(?:daqui|dentro de|em|em ate) (?:a |ha |uns )?(#++) (?P<unit>dias?|semanas?)\b(?! util| uteis)"
)
_WEEKDAY_ORDINAL = (
    r"(?! ?-? ?(?:via|vias|parcela|opcao|vez|vezes|prestacao|mensalidade|proposta|alternativa|divida|fatura|mae)\b)"
)
_ON_WEEKDAY = re.compile(
    rf"\b(?P<next>proxim[ao] )?{_WEEKDAY}\b(?:[ -]?feira\b)?{_WEEKDAY_ORDINAL}(?P<later> (?:que vem|proxima|da"
    rf" semana que vem)\b)?"
)
_RELATIVE = re.compile(
    r"\b(?:depois de amanha|amanha|hoje(?: mesmo)?|semana que vem|proxima semana|(?:comeco|inicio) do mes(?:"
    r" que vem)?"
    r"|(?:final|fim) do mes|mes que vem|proximo mes)\b"
)
_OF_MONTH = re.compile(
    rf"\b(?:(?:a|o|as|os|essa|esse|esta|mensalidade|parcela|boleto|fatura|mes|competencia) (?:de|do mes de) |mes"
    rf" ){_MONTH}\b(?! de \d)"
)
# "Já paguei junho", "e julho?": a name in full, as "marco" and "set" are other words too.
_MONTH_ALONE = re.compile(
    r"\b(?:paguei|pagar|pago|quitei|quitar|so|falta|faltou|devo|deve|e) (?:(?:o|a) )?(?P<month>"
    + "|".join(name for name in MONTHS if len(name) > 3 and name != "marco")
    + r")\b(?! de \d)"
)
_YEAR = re.compile(r"\b(?:de|em|desde|ano|la de|ate) (#++)")
_CLOCK = re.compile(
    r"(?:\b(?P<after>depois d[ae]s?|apos as|a partir d[ae]s?|apos) |\b[aa]s"
    r" )?(?<![\d:,./])(\d{1,2})(?:[:h](\d{2})(?!\d)|h(?:s|rs?|oras?)?\b| ?horas?\b| ?hrs?\b)(?:min)?"
)
_HOUR = re.compile(
    r"\b(?P<after>depois d[ae]s|a partir d[ae]s|apos as)? ?(?:\bas )?(?P<hour>#++) ?(?P<unit>hrs?|horas?|h|da"
    r" manha|da"
    r" tarde|da noite)\b"
)
_BARE_HOUR = re.compile(
    r"\b(?P<after>depois das|a partir das|apos as|as) (?P<hour>#++)(?! ?(?:x\b|vezes|parcel|reais|conto|dia|prestac"
    r"|mensal|divid|ultim|prim))"
)
_PART_OF_DAY = re.compile(r"\b(?:de|pela|a|na|da) (?P<part>manha|tarde|noite)\b|\b(?P<noon>meio ?-?dia)\b")
_BIRTH_CUE = re.compile(r"\b(?:nasc\w*|aniversario|dn)\W[^#]{0,20}$")
_STRETCH = re.compile(r"\b(?:ha|faz|em|por|ate) (?:umas? )?$")
_PARTS = {"manha": "09:00", "tarde": "14:00", "noite": "19:00"}
_GROWN = 12  # a date so many years back is a birth, not a due date


def read_written_dates(sketch: Sketch, today: date, *, birth: bool) -> None:
    """Dates whose figures hang together; before numbers are told apart."""
    for match in sketch.matches(_FULL):
        _take_date(sketch, match.span(), (int(match[1]), int(match[3]), int(match[4])), today, birth=birth)
    for match in sketch.matches(_ISO):
        parts = (int(match[3]), int(match[2]), int(match[1]))
        _take_date(sketch, match.span(), parts, today, birth=birth)
    _competences(sketch, today)
    for match in sketch.matches(_SHORT):
        found = next_day_and_month(int(match[1]), int(match[2]), today)
        if found:
            sketch.take("date", found.isoformat(), match.span())
    for match in sketch.matches(_CLOCK):
        if not _STRETCH.search(sketch.before(match.start(2))):
            _take_hour(sketch, match.span(), (int(match[2]), int(match[3] or 0)), bool(match["after"]))


def _competences(sketch: Sketch, today: date) -> None:
    for match in sketch.matches(_COMPETENCE):
        if 1 <= int(match[1]) <= 12:
            sketch.take("competence", f"{match[2]}-{int(match[1]):02d}", match.span())
    for match in sketch.matches(_MONTH_YEAR):
        if not re.search(r"\d\s?(?:de |/)$", sketch.before(match.start())):
            sketch.take("competence", latest_competence(MONTHS[match["month"]], int(match[2]), today), match.span())


def read_dates(sketch: Sketch, today: date, *, birth: bool) -> None:
    """Dates told with words and single numbers."""
    _days_and_months(sketch, today, birth=birth)
    for match in sketch.matches(_BUSINESS):
        number = sketch.number(match) if match[1] else None
        if number is None or number.whole == 5:
            sketch.take("date_fifth_business_day", "5", match.span())
    for match in sketch.matches(_DAY):
        found = next_day_of_month(sketch.number(match).whole, today)
        if found:
            sketch.take("date", found.isoformat(), match.span())
    for match in sketch.matches(_IN_DAYS):
        days = min(sketch.number(match).whole, 3650) * (7 if match["unit"].startswith("semana") else 1)
        sketch.take("date", (today + timedelta(days=days)).isoformat(), match.span())
    _words_for_days(sketch, today)
    _hours(sketch)
    for match in sketch.matches(_YEAR):
        if 1985 <= sketch.number(match).whole <= 2039 and not sketch.number(match).is_amount:
            sketch.take("year", str(sketch.number(match).whole), match.span(1))


def _days_and_months(sketch: Sketch, today: date, *, birth: bool) -> None:
    for match in sketch.matches(_DAY_NEXT_MONTH):
        year, month = following_month(today.year, today.month)
        found = real_date(year, month, sketch.number(match).whole)
        if found:
            sketch.take("date", found.isoformat(), match.span())
    for match in sketch.matches(_DAY_OF):
        if match["month"] == "mar" and not match["year"]:
            continue
        day, month = sketch.number(match).whole, MONTHS[match["month"]]
        if match["year"]:
            _take_date(sketch, match.span(), (day, month, sketch.number(match, "year").whole), today, birth=birth)
        elif found := next_day_and_month(day, month, today):
            sketch.take("date", found.isoformat(), match.span())


def _words_for_days(sketch: Sketch, today: date) -> None:
    for match in sketch.matches(_ON_WEEKDAY):
        strictly = bool(match["next"] or match["later"])
        found = next_weekday(WEEKDAYS[match["weekday"]], today, strictly=strictly)
        sketch.take("date", found.isoformat(), match.span())
    for match in sketch.matches(_RELATIVE):
        found, approximate = _relative(match[0], today)
        sketch.take("date", found.isoformat(), match.span(), approximate=approximate)
    for match in [*sketch.matches(_OF_MONTH), *sketch.matches(_MONTH_ALONE)]:
        sketch.take("competence", latest_competence(MONTHS[match["month"]], None, today), match.span())


def _relative(said: str, today: date) -> tuple[date, bool]:
    if said == "amanha":
        return today + timedelta(days=1), False
    if said == "depois de amanha":
        return today + timedelta(days=2), False
    if said.startswith("hoje"):
        return today, False
    if "semana" in said:
        return next_weekday(0, today, strictly=True), True
    if said.startswith(("final", "fim")):
        return last_of_month(today), True
    first = date(*following_month(today.year, today.month), 1)
    return first, True


def _hours(sketch: Sketch) -> None:
    for match in sketch.matches(_HOUR):
        # "há 2 horas", "em 24 h" are stretches of time, not hours of the day.
        if match["unit"].startswith("da ") or not _STRETCH.search(sketch.before(match.start("hour"))):
            morning = match["unit"] == "da manha"
            clock = (sketch.number(match, "hour").whole, 0)
            _take_hour(sketch, match.span(), clock, bool(match["after"]), morning=morning)
    for match in sketch.matches(_BARE_HOUR):
        if not sketch.number(match, "hour").is_amount:
            clock = (sketch.number(match, "hour").whole, 0)
            _take_hour(sketch, match.span(), clock, match["after"] != "as")
    for match in sketch.matches(_PART_OF_DAY):
        hour = "12:00" if match["noon"] else _PARTS[match["part"]]
        sketch.take("time", hour, match.span(), approximate=not match["noon"])


def _take_hour(
    sketch: Sketch, span: tuple[int, int], clock: tuple[int, int], after: bool, *, morning: bool = False
) -> None:
    hour, minute = clock
    if not 0 <= hour <= 23 or not 0 <= minute <= 59:
        return
    # Nobody is called at six in the morning: "depois das 6" is the evening.
    hour += 12 if 1 <= hour <= 7 and not morning else 0
    sketch.take("time_from" if after else "time", f"{hour:02d}:{minute:02d}", span)


def _take_date(sketch: Sketch, span: tuple[int, int], parts: tuple[int, int, int], today: date, *, birth: bool) -> None:
    day, month, year = parts
    born = birth or bool(_BIRTH_CUE.search(sketch.before(span[0])))
    found = real_date(full_year(year, today, past=born), month, day)
    if found is None:
        return
    is_birth = found.year <= today.year - _GROWN or (born and found < today)
    sketch.take("birth_date" if is_birth else "date", found.isoformat(), span)
