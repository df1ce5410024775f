"""Showing the open titles and choosing which of them to deal with (T1-T7, P3, P4)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from bot.application.acts.agreements_shown import label_of_code, running, state_of, summary_of
from bot.application.deal import choose, deal_of, negotiations_of
from bot.application.desk import Desk
from bot.application.wording import brl, day, month_name, month_year
from bot.domain.agreements import AgreementState
from bot.domain.cases import under_analysis
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.negotiations import Negotiation
from bot.domain.people import OpenCase
from bot.domain.reading.named import named_in
from bot.domain.titles import Title, UpdatedTitle, is_prescribed

ALL = "all"
_ONE_BY_ONE = re.compile(r"\b(?:uma? (?:de cada vez|por vez|por uma?)|separad[ao]s?)\b")
COMPLAINS_OF_CHARGE = frozenset({"already_paid", "complaint", "contest_debt"})


async def list_titles(desk: Desk) -> str:
    """Show what is open, or say why a person must: nothing is told of an old file or an unknown code."""
    account = desk.debtor
    desk.fill(first_name=account.person.first_name)
    if is_stale(desk):
        return "stale"
    negotiations = negotiations_of(desk)
    if any(negotiation.is_unknown for negotiation in negotiations):
        return "unknown_code"
    if not negotiations:
        return _nothing_open(desk)
    _fill_titles(desk, negotiations)
    desk.fill(titles_list="\n".join([*_lines(desk, negotiations), *_analysed(desk)]))
    choose(desk, [negotiation.code for negotiation in negotiations])
    return "one" if len(negotiations) == 1 else "several"


async def choose_scope(desk: Desk) -> str:
    """All together, or one by one: by the option tapped, a code typed or the month named (P4, C7)."""
    negotiations = negotiations_of(desk)
    month = desk.first("competence")
    if month is not None and not desk.payload and _has_other_months(negotiations, month.value):
        desk.fill(asked_month=month_name(date.fromisoformat(f"{month.value}-01")))
        return "only_one_month"
    wanted = desk.payload or named_in(desk.text, {one.code: _names(one) for one in negotiations})
    if wanted is None and _ONE_BY_ONE.search(desk.text.lower()):
        desk.fill(scope_options=_scope_options(desk, negotiations))
        return "one_by_one"
    if wanted == ALL:
        _fill_titles(desk, negotiations)
        choose(desk, [negotiation.code for negotiation in negotiations])
        return "all"
    return _choose_one(desk, negotiations, wanted)


def _has_other_months(negotiations: Sequence[Negotiation], month: str) -> bool:
    """Of a single month open, to ask for that month is to ask for all there is."""
    return any(f"{title.title.competence:%Y-%m}" != month for each in negotiations for title in each.titles)


async def next_negotiation(desk: Desk) -> str:
    """After one is settled, the next that was left for later."""
    waiting = deal_of(desk).waiting
    negotiations = negotiations_of(desk)
    still = [negotiation for negotiation in negotiations if negotiation.code in waiting]
    if not still:
        return "none"
    _choose_one(desk, still, still[0].code)
    return "one"


async def plan_blocking(desk: Desk) -> str:
    """Whether what is unpaid blocks the card; said when asked, never as a promise that use returns (T5)."""
    negotiations = negotiations_of(desk)
    blocking = {bool(negotiation.kind and negotiation.kind.blocks_card) for negotiation in negotiations}
    if not blocking:
        return "nothing"
    _fill_titles(desk, negotiations)
    if blocking == {True}:
        return "blocks"
    return "partly" if True in blocking else "does_not_block"


async def apologise_for_charge(desk: Desk) -> str:
    """The titles are inside an agreement that is being kept: they should not have been charged (T7, C9)."""
    kept = running(desk)
    desk.fill(agreement_summary=summary_of(desk, kept))
    return "agreement" if kept and desk.intent in COMPLAINS_OF_CHARGE else "none"


def label_of(desk: Desk, negotiation: Negotiation) -> str:
    """The label this debtor may read on this channel: SMS carries the short neutral ones, T3's or not."""
    if negotiation.kind is None:
        return negotiation.code
    on_whatsapp = desk.conversation.channel is Channel.WHATSAPP
    return negotiation.kind.label if on_whatsapp else negotiation.kind.neutral_label


def negotiated_label(desk: Desk, negotiations: Iterable[Negotiation]) -> str:
    labels = [
        desk.phrases.say("negotiated_one", label=label_of(desk, negotiation), code=negotiation.code)
        for negotiation in negotiations
    ]
    return desk.phrases.joined(labels)


def _choose_one(desk: Desk, negotiations: Sequence[Negotiation], code: str | None) -> str:
    chosen = [negotiation for negotiation in negotiations if negotiation.code == code]
    if not chosen:
        desk.fill(scope_options=_scope_options(desk, negotiations))
        return "unclear"
    others = [negotiation.code for negotiation in negotiations if negotiation.code != code]
    choose(desk, [chosen[0].code], others)
    _fill_titles(desk, chosen)
    return "one"


def _fill_titles(desk: Desk, negotiations: Sequence[Negotiation]) -> None:
    updated = [title for negotiation in negotiations for title in negotiation.titles]
    desk.fill(
        titles_list="\n".join(_lines(desk, negotiations)),
        titles_count=str(len(updated)),
        titles_total=brl(Money.total(title.updated for title in updated)),
        negotiated_label=negotiated_label(desk, negotiations),
        scope_options=_scope_options(desk, negotiations),
    )


def _lines(desk: Desk, negotiations: Iterable[Negotiation]) -> Iterable[str]:
    for negotiation in negotiations:
        yield desk.phrases.say("title_heading", label=label_of(desk, negotiation), code=negotiation.code)
        yield from (_line(desk, title) for title in negotiation.titles)


def _line(desk: Desk, title: UpdatedTitle) -> str:
    return desk.phrases.say(
        "title_line",
        competence=month_year(title.title.competence),
        due_date=day(title.title.due_date),
        value=brl(title.updated),
        delay=_delay(desk, title),
    )


def _analysed(desk: Desk) -> list[str]:
    """What a case is open about: shown as such, and in no total (G3)."""
    return [
        _analysed_line(desk, title, case) for title, case in under_analysis(desk.debtor) if title.is_due(desk.today)
    ]


def _analysed_line(desk: Desk, title: Title, case: OpenCase) -> str:
    return desk.phrases.say(
        "title_under_case",
        label=label_of_code(desk, title.code),
        competence=month_year(title.competence),
        number=case.number,
        deadline=f"{case.deadline:%d/%m}",
    )


def _delay(desk: Desk, title: UpdatedTitle) -> str:
    """Delay in mensalidades (30 days each) and the days left over (T1)."""
    if not title.days_overdue:
        return desk.phrases.say("delay_today")
    counted = (("delay_months", title.delay.months), ("delay_days", title.delay.days_left_over))
    parts = [desk.phrases.counted(key, count) for key, count in counted if count]
    return desk.phrases.say("delay", parts=desk.phrases.joined(parts))


def _scope_options(desk: Desk, negotiations: Iterable[Negotiation]) -> tuple[tuple[str, str], ...]:
    each = [
        (desk.phrases.say("scope_one", label=_short_label(n), code=n.code), f"scope:{n.code}") for n in negotiations
    ]
    if desk.arguments.get("options") == "each":
        return tuple(each)
    return ((desk.phrases.say("scope_all"), f"scope:{ALL}"), *each)


def _short_label(negotiation: Negotiation) -> str:
    """The neutral label: an item of a list holds 24 signs."""
    return negotiation.kind.neutral_label if negotiation.kind else negotiation.code


def _names(negotiation: Negotiation) -> str:
    return f"{negotiation.kind.label} {negotiation.kind.neutral_label}" if negotiation.kind else ""


def _nothing_open(desk: Desk) -> str:
    """No title to offer: an agreement, an open case or their age is why, or nothing is owed here."""
    states = [state_of(desk, agreement) for agreement in desk.debtor.agreements]
    if AgreementState.BROKEN in states:
        return "broken"
    analysed = _analysed(desk)
    if analysed:
        desk.fill(titles_list="\n".join(analysed))
        return "under_case"
    if any(state is not AgreementState.SETTLED for state in states):
        desk.fill(agreement_summary=summary_of(desk, desk.debtor.agreements))
        return "agreement"
    return "prescribed" if any(_prescribed(desk.debtor.titles, desk)) else "none"


def _prescribed(titles: Iterable[Title], desk: Desk) -> Iterable[bool]:
    years = desk.policy.limits.prescription_years
    return (is_prescribed(title, desk.today, years) for title in titles)


def is_stale(desk: Desk) -> bool:
    """The file that told of these titles is too old for a value to be said (R1)."""
    base = desk.debtor.person.base_date
    return base is not None and (desk.today - base).days > desk.policy.limits.base_date_max_age_days
