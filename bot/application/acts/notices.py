"""The ANS notice in a conversation: opened, issued once identity is confirmed, answered (N0-N4, N11)."""

from bot.application.acts.titles import is_stale
from bot.application.agents.window import is_open
from bot.application.compose import NOTICE
from bot.application.desk import Desk
from bot.application.notices.issue import (
    ask_for_data,
    contents_of,
    draft_for,
    is_opened_here,
    is_told,
    issue,
    open_for_notice,
    planned,
    standing_notices,
    unanswered,
    we_speak_first,
)
from bot.application.notices.lookup import NoNotices
from bot.application.notices.replies import notices_here, record_replies
from bot.application.notices.said import SILENCE_TOLD
from bot.application.notices.term import fill_term
from bot.application.notices.text import written
from bot.domain.identity import Access, access_of
from bot.domain.notices.contents import NoticeContents
from bot.domain.notices.notice import Notice
from bot.domain.notices.replies import valid_from
from bot.domain.reading.due_words import asks_what_next
from bot.domain.reading.notice_words import asks_what_if_silent, says_nothing_came

_HELPED, _SENT_AGAIN, _OFFERED = "helped_to_open", "never_came", "never_opens"  # in memory: how, the last time


async def open_notice(desk: Desk) -> str:
    """How a contact of ours opens: neutral, or with the full text where the profile's policy says who approved it."""
    open_for_notice(desk)
    notice = planned(await notices_here(desk)) if desk.policy.notice.full_text_first else None
    if notice is None or desk.policy.slug not in desk.notice_texts:
        return "neutral"
    person = await desk.services.records.person(notice.person_id)
    contents = contents_of(desk, await draft_for(desk, await desk.services.records.account(person)))
    if not isinstance(contents, NoticeContents):
        return "neutral"
    await issue(desk, person, contents, notice, is_receptive=False)
    has_window = is_open(desk.conversation.channel, desk.conversation.last_inbound_at, desk.at.real)
    return "full_text" if has_window else "full_text_link"


async def issue_notice(desk: Desk) -> str:
    """Notify a verified person in default, once; one who answered us is waited for, one who wrote first is not (N0)."""
    person = desk.debtor.person
    if not _may_be_told(desk) or is_stale(desk):
        return "none"
    notices, draft = await standing_notices(desk, person), await draft_for(desk, desk.debtor)
    again = unanswered(desk, notices)
    if not draft.fees or draft.is_in_hospital or (again is None and is_told(notices, draft)):
        return "none"
    contents = contents_of(desk, draft)
    if not isinstance(contents, NoticeContents):
        await ask_for_data(desk, contents)
        return "incomplete"
    notice = again or planned(notices)
    we_wrote_first = again is not None or is_opened_here(desk, notice) or we_speak_first(desk)
    await issue(desk, person, contents, notice, is_receptive=not we_wrote_first)
    return "waiting" if we_wrote_first else "in_passing"


async def record_reply(desk: Desk) -> str:
    """What the person's words did to the notice, with the exact last day where they made it valid (N2, N4)."""
    await record_replies(desk)
    answered = desk.answered
    if answered is None:
        return await _never_came(desk) or await _without_answer(desk)
    if valid_from(answered.notice, desk.policy.notice) is None:
        return "not_explicit"
    before = "registered" if answered.became_valid else "already"
    answered.told = True
    return before if await fill_term(desk, answered.notice) else f"{before}_plain"


async def explain_notice(desk: Desk) -> str:
    """Who asks what silence means is told once (N9); who never got the notice gets it again, and no new term (N2)."""
    if asks_what_if_silent(desk.text):
        return await _what_if_silent(desk)
    if asks_what_next(desk.text):
        return "what_next"
    helped = await _never_came(desk)
    if helped is None and says_nothing_came(desk.text) and await _issued_here(desk) is not None:
        return "sent_before"
    return helped or "other"


async def asked_before_identity(desk: Desk) -> str:
    """Whether who is not known yet asks what silence means: the answer has no subject (I1)."""
    return "if_silent" if asks_what_if_silent(desk.text) else "other"


async def _what_if_silent(desk: Desk) -> str:
    """Where any reply counts, the question is one: what is said then is what follows a notice that counts."""
    await record_replies(desk)
    notice = desk.answered.notice if desk.answered else await _issued_here(desk)
    if SILENCE_TOLD in desk.memory:
        return "other"
    desk.memory[SILENCE_TOLD] = desk.today.isoformat()
    if notice is None or _is_contested(notice):
        return "nothing_changes"
    desk.counted.add(SILENCE_TOLD)
    counts = "if_silent" if valid_from(notice, desk.policy.notice) is None else "if_silent_valid"
    is_cancelled = notice.contents is not None and notice.contents.plan_cancelled
    return f"{counts}_plain" if is_cancelled else counts


def _is_contested(notice: Notice) -> bool:
    return notice.contested_at is not None and notice.answered_at is None


async def _never_came(desk: Desk) -> str | None:
    """The document once more; where that is no help, a person is offered, once in a contact."""
    if not says_nothing_came(desk.text) or await _issued_here(desk) is None:
        return None
    done = desk.memory.get(_HELPED)
    if _HELPED in desk.counted:
        return done
    desk.counted.add(_HELPED)
    if done == _OFFERED:
        return None
    desk.memory[_HELPED] = _SENT_AGAIN if done is None and await _say_again(desk) else _OFFERED
    return desk.memory[_HELPED]


async def _say_again(desk: Desk) -> bool:
    """The same document, word for word: nothing is issued and no time of it changes."""
    notice, wording = await _issued_here(desk), desk.notice_texts.get(desk.policy.slug)
    if notice is None or notice.contents is None or wording is None:
        return False
    words = written(notice.contents, wording, desk.policy.parties, desk.phrases)
    if words.text != notice.text:
        return False  # the profile's words have changed since: what was sent is what stands
    desk.attachments[NOTICE] = await desk.services.documents.notice(desk.policy, words)
    return True


async def _issued_here(desk: Desk) -> Notice | None:
    """The newest that went to this number for the person who is verified."""
    person = desk.debtor.person
    theirs = {notice.id for notice in await standing_notices(desk, person)}
    here = (notice for notice in await notices_here(desk) if notice.id in theirs)
    return next((notice for notice in here if notice.issued_at is not None), None)


async def _without_answer(desk: Desk) -> str:
    """Acknowledged before, told at another number, or nothing to acknowledge."""
    notices = await standing_notices(desk, desk.debtor.person)
    here = {notice.id for notice in await notices_here(desk)}
    known = next((notice for notice in notices if notice.acknowledged_at is not None), None)
    if known is not None:
        return "already" if await fill_term(desk, known) else "already_plain"
    return "other_number" if any(_waits_elsewhere(notice, here) for notice in notices) else "nothing"


def _waits_elsewhere(notice: Notice, here: set[int]) -> bool:
    return notice.issued_at is not None and notice.replied_at is None and notice.id not in here


def _may_be_told(desk: Desk) -> bool:
    """Only at a number the person gave the operator (N2), and only who may hear of the debt (I1)."""
    knows = access_of(desk.debtor.person.role) is not Access.NONE
    is_kept = desk.policy.slug in desk.notice_texts and not isinstance(desk.services.notices, NoNotices)
    return knows and desk.verification.known_phone and is_kept
