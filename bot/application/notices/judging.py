"""Whether a person is notified on a day, by which means, and why not (N1, N4, N6, T6, T7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.application.notices.ledger import Candidate, Planned, Skipped
from bot.domain.conversation import Channel
from bot.domain.notices.drafting import Draft, fees_to_notify, missing, under_case
from bot.domain.notices.excuses import is_in_hospital, less_excused
from bot.domain.notices.means import Letter, Reachable, TryNow, next_attempt
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.policy import Policy
from bot.domain.reach import contacts_to_try
from bot.domain.titles import ChargeKind, Title, UpdatedTitle, is_prescribed

_GONE = frozenset({NoticeState.VOIDED, NoticeState.SETTLED})
_BLOCKING = ("hospitalised", "deceased", "lawyer")  # a person holds the conversation for one of these


class SkipReason(StrEnum):
    """Beside these: `missing:` with what is missing, why a person holds the talk, and why a letter goes instead."""

    UNKNOWN = "unknown"
    NOT_DUE = "not_due"
    ALREADY_NOTIFIED = "already_notified"
    ON_LETTER_LIST = "on_letter_list"
    AGREEMENT = "agreement"
    CONTESTED = "contested"
    CASE_OPEN = "case_open"
    PRESCRIBED = "prescribed"
    BASE_DATE_TOO_OLD = "base_date_too_old"
    HOSPITALISED = "hospitalised"


@dataclass(frozen=True)
class Judge:
    """Decides person by person, on one day, under one policy."""

    policy: Policy
    day: date
    now: datetime
    channels: frozenset[Channel]  # on which a sender of ours speaks for the creditor

    def of(self, candidate: Candidate) -> Planned | Skipped:
        person, fees = candidate.person, self.fees(candidate)
        refusal = self._refusal(candidate, fees)
        if refusal is not None:
            return Skipped(person.id, person.document, refusal)
        return self._by_some_means(candidate, tuple(fee.title.number for fee in fees))

    def fees(self, candidate: Candidate) -> Sequence[UpdatedTitle]:
        """The mensalidades a notice would name that day, with the days of delay that count."""
        held = under_case(candidate.cases, candidate.titles)
        return less_excused(fees_to_notify(candidate.titles, self.policy, self.day, held), candidate.excuses, self.day)

    def _by_some_means(self, candidate: Candidate, numbers: tuple[str, ...]) -> Planned | Skipped:
        person, policy = candidate.person, self.policy.notice
        contacts = contacts_to_try(person, candidate.contacts)
        first = next_attempt((), self.now, policy, Reachable(contacts, self.channels, candidate.opted_out))
        if isinstance(first, TryNow):
            return Planned(person.id, person.document, first.channel, first.contact, numbers, policy.full_text_first)
        assert isinstance(first, Letter)  # nothing was tried yet: there is nothing to wait for
        return Skipped(person.id, person.document, first.reason.value, letter_about=numbers[0])

    def _refusal(self, candidate: Candidate, fees: Sequence[UpdatedTitle]) -> str | None:
        """The first thing in the way, in the order in which a person would mend it."""
        if self._is_too_old(candidate):
            return SkipReason.BASE_DATE_TOO_OLD
        if not fees:
            return self._why_no_fees(candidate)
        if max(fee.days_overdue for fee in fees) < self.policy.notice.alert_from_day:
            return SkipReason.NOT_DUE
        if any(_tells_of(notice, fees[0].title.number) for notice in candidate.notices):
            return SkipReason.ALREADY_NOTIFIED
        if fees[0].title.number in candidate.letters:
            return SkipReason.ON_LETTER_LIST
        held = next((why for why in _BLOCKING if why in candidate.with_people_for), None)
        in_hospital = SkipReason.HOSPITALISED if is_in_hospital(candidate.excuses, self.day) else None
        return held or in_hospital or self._lacking(candidate, fees)

    def _is_too_old(self, candidate: Candidate) -> bool:
        told = candidate.person.base_date
        return told is not None and (self.day - told).days > self.policy.limits.base_date_max_age_days

    def _why_no_fees(self, candidate: Candidate) -> SkipReason:
        """What would be charged if nothing stood in its way."""
        unheld = fees_to_notify(candidate.titles, self.policy, self.day)
        if less_excused(unheld, candidate.excuses, self.day):
            is_contested = any(case.kind == "contest" for case in candidate.cases)
            return SkipReason.CONTESTED if is_contested else SkipReason.CASE_OPEN
        if unheld:
            return SkipReason.NOT_DUE  # all of the delay is the operator's
        if any(self._is_prescribed_fee(title) for title in candidate.titles):
            return SkipReason.PRESCRIBED
        return SkipReason.AGREEMENT if candidate.agreed else SkipReason.NOT_DUE

    def _is_prescribed_fee(self, title: Title) -> bool:
        kind = self.policy.title_kinds.get(title.code)
        is_fee = kind is not None and kind.kind is ChargeKind.MONTHLY_FEE
        return is_fee and is_prescribed(title, self.day, self.policy.limits.prescription_years)

    def _lacking(self, candidate: Candidate, fees: Sequence[UpdatedTitle]) -> str | None:
        person, parties = candidate.person, self.policy.parties
        draft = Draft(
            person=person,
            beneficiaries=((candidate.plan_of or person).name, *candidate.covered),
            plan_of=candidate.plan_of,
            fees=tuple(fees),
            pay_how=", ".join(self.policy.payment.means),
            contact_channels=tuple(filter(None, (parties.official_phone, parties.portal))),
        )
        lacks = missing(self.policy, draft)
        return f"missing:{','.join(lacks)}" if lacks else None


def _tells_of(notice: Notice, oldest: str) -> bool:
    """The same default was notified, or a notice planned for the person is still to be said."""
    if notice.state in _GONE:
        return False
    return oldest in notice.title_numbers or (notice.issued_at is None and not notice.state.is_over)
