"""What a person is to be notified of, and what became of it before (N0, N1, N4)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.application.acts.cases import CASE_WORKING_DAYS
from bot.application.changes import CaseOpened, NoticeIssued
from bot.application.compose import NOTICE, profile_variables
from bot.application.desk import Desk
from bot.application.notices.text import written
from bot.domain.conversation import Channel
from bot.domain.due_dates import payable_on
from bot.domain.notices.contents import NoticeContents
from bot.domain.notices.drafting import Draft, Lack, build_contents, fees_to_notify, under_case
from bot.domain.notices.excuses import is_in_hospital, less_excused
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.people import Account, OpenCase, Person, Role

INCOMPLETE_CASE, _OPENED = "notice_incomplete", "notice_opened"
_GONE = frozenset({NoticeState.VOIDED, NoticeState.SETTLED})


async def draft_for(desk: Desk, account: Account) -> Draft:
    """What the notice of a person is made from today."""
    person = account.person
    holder = await _holder_of(desk, person)
    under_holder = await desk.services.notices.beneficiaries_of(holder)
    held = under_case(_cases(desk, account), account.titles)
    excuses = await desk.services.notices.excuses_of(person.id)
    return Draft(
        person=person,
        beneficiaries=tuple(dict.fromkeys([holder.name, *under_holder])),
        fees=less_excused(fees_to_notify(account.titles, desk.policy, desk.today, held), excuses, desk.today),
        pay_how=_pay_how(desk),
        contact_channels=_channels(desk),
        plan_cancelled=person.plan_cancelled or holder.plan_cancelled,
        plan_of=holder,
        is_in_hospital=is_in_hospital(excuses, desk.today),
    )


async def standing_notices(desk: Desk, person: Person) -> Sequence[Notice]:
    """Of this person's notices, those that still say something: planned, sent, answered or run out."""
    return [notice for notice in await desk.services.notices.of_person(person.id) if notice.state not in _GONE]


def planned(notices: Iterable[Notice]) -> Notice | None:
    """The one that waits to be said."""
    return next((notice for notice in notices if notice.issued_at is None and not notice.state.is_over), None)


def unanswered(desk: Desk, notices: Iterable[Notice]) -> Notice | None:
    """Said in an earlier contact and never answered, where this contact is a further attempt at it (N6)."""
    opened_at, is_ours = desk.conversation.opened_at, desk.memory.get(_OPENED) == desk.conversation.protocol
    since = desk.at.real if we_speak_first(desk) else opened_at if is_ours else None
    if since is None:
        return None
    return next((notice for notice in notices if _is_unanswered_since(notice, since)), None)


def we_speak_first(desk: Desk) -> bool:
    """To who is confirmed and asked nothing: an attempt of ours that needs no opener."""
    return not desk.messages


def open_for_notice(desk: Desk) -> None:
    """Remember that this contact was begun by us, for a notice."""
    desk.memory[_OPENED] = desk.conversation.protocol or ""


def is_told(notices: Iterable[Notice], draft: Draft) -> bool:
    """Whether the same default was notified: once is enough (N4)."""
    numbers = [fee.title.number for fee in draft.fees]
    return any(
        notice.title_numbers[:1] == tuple(numbers[:1]) or set(numbers) <= set(notice.title_numbers)
        for notice in notices
        if notice.issued_at is not None
    )


def contents_of(desk: Desk, draft: Draft) -> NoticeContents | tuple[Lack, ...]:
    return build_contents(desk.policy, draft, desk.conversation.protocol or "", desk.today)


async def issue(
    desk: Desk, person: Person, contents: NoticeContents, notice: Notice | None, *, is_receptive: bool
) -> None:
    """Put the notice with the turn: its text on record, its document beside the line that carries it."""
    words = written(contents, desk.notice_texts[desk.policy.slug], desk.policy.parties, desk.phrases)
    desk.attachments[NOTICE] = await desk.services.documents.notice(desk.policy, words)
    desk.record(
        NoticeIssued(
            notice_id=notice.id if notice else None,
            person_id=notice.person_id if notice else person.id,
            contents=contents,
            text=words.text,
            factors=tuple(sorted(desk.verification.factors)),
            at=desk.at.real,
            is_receptive=is_receptive,
        )
    )


def is_opened_here(desk: Desk, notice: Notice | None) -> bool:
    """We wrote first, in this conversation."""
    return notice is not None and notice.conversation_id == desk.conversation.id


async def ask_for_data(desk: Desk, lacks: Sequence[Lack]) -> None:
    """A task for a person, once: the talk goes on and nothing is said of it (N1)."""
    if any(case.kind == INCOMPLETE_CASE for case in desk.debtor.cases):
        return
    names = desk.phrases.joined([desk.phrases.say(f"lack_{lack}") for lack in lacks], "names_joined_by")
    number, note = await desk.services.numbers.case(desk.today), desk.phrases.say(INCOMPLETE_CASE, lacks=names)
    desk.record(CaseOpened(number, INCOMPLETE_CASE, desk.debtor.person.id, _deadline(desk), note))


def _deadline(desk: Desk) -> date:
    deadline = desk.today
    holidays = desk.services.calendar.holidays(deadline, deadline + timedelta(days=30))
    for _ in range(CASE_WORKING_DAYS):
        deadline = payable_on(deadline + timedelta(days=1), holidays)
    return deadline


def _is_unanswered_since(notice: Notice, opened_at: datetime) -> bool:
    is_answered = notice.replied_at is not None or notice.pending_reply_at is not None
    was_said = notice.issued_at is not None and notice.issued_at < opened_at
    return was_said and not is_answered and not notice.state.is_over


async def _holder_of(desk: Desk, person: Person) -> Person:
    """Whose plan it is: where somebody else pays and is notified, the holder's."""
    if person.role is not Role.PAYER or person.holder_document is None:
        return person
    found = await desk.services.records.people_by_document(person.creditor, person.holder_document)
    return next((one for one in found if one.role is Role.HOLDER), person)


def _cases(desk: Desk, account: Account) -> list[OpenCase]:
    """Those on file, and those opened in this very turn."""
    now = [change for change in desk.changes if isinstance(change, CaseOpened)]
    opened = [OpenCase(each.number, each.kind, desk.at.real, each.deadline, each.title_numbers) for each in now]
    return [*account.cases, *opened]


def _pay_how(desk: Desk) -> str:
    days = desk.policy.payment.first_due_within_days
    return desk.phrases.say("notice_pay_how", means=profile_variables(desk)["means"], days=days)


def _channels(desk: Desk) -> tuple[str, ...]:
    parties = desk.policy.parties
    is_whatsapp = desk.conversation.channel is Channel.WHATSAPP
    here = desk.phrases.say("notice_channel_here_whatsapp" if is_whatsapp else "notice_channel_here_sms")
    phone = desk.phrases.say("notice_channel_phone", phone=parties.official_phone)
    portal = [desk.phrases.say("notice_channel_portal", portal=parties.portal)] if parties.portal else []
    return (here, phone, *portal)
