"""What is said of a notice before the debtor's own question is answered: the last day, or the follow-up (N2, N4)."""

from bot.application.changes import AgreementClosed, CaseOpened, HandedOff, NoticeFollowedUp
from bot.application.desk import Desk, NoticeReply
from bot.application.notices.contests import open_case_of_contest
from bot.application.notices.replies import record_replies
from bot.application.notices.said import SILENCE_TOLD
from bot.application.notices.term import fill_term
from bot.application.wording import Line, Texts
from bot.domain.notices.replies import ReplyVerdict, valid_from
from flows.graph import response_id

_TOLD, _TOLD_PLAIN = "acknowledge_notice.registered", "acknowledge_notice.registered_plain"
_FOLLOW_UP, _CONTEST_HOLDS = "acknowledge_notice.follow_up", "acknowledge_notice.contest_holds"
_HARD = frozenset({"self_harm", "deceased", "hospitalised"})  # nothing of a notice is said to these
_HARDSHIP = "hardship"  # in the memory of a contact that told of one, too
_PAID = frozenset({"already_paid", "sent_document"})
# Not now: something weightier was said, or what was said is not clear yet.
_WEIGHTY = frozenset({"opt_out", "not_me", "third_party", _HARDSHIP, "lawyer", "complaint"}) | _PAID
_UNCLEAR = frozenset({"out_of_scope", "repeat", "unreadable_media", "sent_sticker", "empty_message"})
_UNASKED = _HARD | _WEIGHTY | _UNCLEAR
# What an explicit reply may still follow: another reply, or a "ciente" faster than one can read.
_SHORT_OF_EXPLICIT = frozenset({ReplyVerdict.REPLIED, ReplyVerdict.NOT_A_REPLY})


async def lines_of_notice(desk: Desk, texts: Texts) -> list[Line]:
    """Weigh the turn, if no act has, and give what is still to be said of it."""
    await record_replies(desk)
    await open_case_of_contest(desk)
    answered = desk.answered
    if answered is None or desk.intent in _HARD:
        return []
    if answered.verdict is ReplyVerdict.CONTESTED:
        return _line(desk, texts, _CONTEST_HOLDS) if _holds_the_term(desk, answered) else []
    if answered.became_valid:
        return (
            []
            if answered.told
            else _line(desk, texts, _TOLD if await fill_term(desk, answered.notice) else _TOLD_PLAIN)
        )
    return _follow_up(desk, answered, texts)


def _holds_the_term(desk: Desk, answered: NoticeReply) -> bool:
    """A case was opened now, inside the term, of a notice that has one (N4, N11)."""
    notice, opened = answered.notice, [c.kind for c in desk.changes if isinstance(c, CaseOpened)]
    is_inside = notice.deadline is None or desk.at.real.date() <= notice.deadline
    has_term = notice.contents is not None and not notice.contents.plan_cancelled
    return "contest" in opened and is_inside and has_term


def _follow_up(desk: Desk, answered: NoticeReply, texts: Texts) -> list[Line]:
    """Asked once, where an explicit reply would make the notice count and nothing weightier is being said."""
    notice = answered.notice
    is_open = answered.verdict in _SHORT_OF_EXPLICIT and valid_from(notice, desk.policy.notice) is None
    is_settled = any(isinstance(change, HandedOff | AgreementClosed) for change in desk.changes)
    is_unasked = desk.intent in _UNASKED or _HARDSHIP in desk.memory
    if SILENCE_TOLD in desk.counted:
        return []
    if not is_open or notice.followed_up or notice.contested_at is not None or is_settled or is_unasked:
        return []
    asked = _line(desk, texts, _FOLLOW_UP)
    if asked:
        desk.record(NoticeFollowedUp(notice.id))
    return asked


def _line(desk: Desk, texts: Texts, step: str) -> list[Line]:
    """None on a release made before there was such a step."""
    name = response_id(desk.policy.slug, step)
    return [Line(name, dict(desk.variables))] if name in texts.responses else []
