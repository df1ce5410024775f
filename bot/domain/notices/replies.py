"""What counts as the reply to a notice, and what does not (N2, N3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from bot.domain.conversation import Channel
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.phones import match
from bot.domain.policy import AcknowledgementRule, NoticePolicy
from bot.domain.reading.notice_words import says_nothing_came

AUTOMATIC_WITHIN = timedelta(seconds=5)
FEW_WORDS = 3
EARLIER: Literal["other"] = "other"


class ReplyVerdict(StrEnum):
    """What one message is to one notice."""

    NOT_A_REPLY = "not_a_reply"
    PENDING_IDENTITY = "pending_identity"  # answered, but the person is not confirmed yet
    REPLIED = "replied"  # by the person notified, not explicit
    ACKNOWLEDGED = "acknowledged"  # "ciente", "recebi", a tap on the button
    CONTESTED = "contested"
    VOIDED = "voided"  # "não sou eu": never valid for this person


class ReplyReason(StrEnum):
    """The rule that decided."""

    COUNTS = "counts"
    DENIED = "denied"  # "não sou eu"
    NOTICE_IS_OVER = "notice_is_over"
    NOT_OUT_YET = "not_out_yet"  # the full notice had not gone out: at most its opener
    BEFORE_THE_NOTICE = "before_the_notice"
    OTHER_NUMBER = "other_number"
    OTHER_MESSAGE = "other_message"  # quotes something else
    OTHER_PERSON = "other_person"  # verified, and not who was notified
    THIRD_PARTY = "third_party"
    DECEASED = "deceased"
    OPT_OUT_ALONE = "opt_out_alone"
    WHO_ARE_YOU = "who_are_you"  # before identity
    NEVER_CAME = "never_came"  # "não recebi notificação nenhuma"
    SAME_TEXT_AGAIN = "same_text_again"
    TOO_FAST = "too_fast"
    ANSWERS_AWARENESS = "answers_awareness"
    IDENTITY_PENDING = "identity_pending"


@dataclass(frozen=True)
class ReplyFacts:
    """One message of a debtor, as far as a notice cares; instants aware."""

    text: str = field(repr=False)
    intent: str  # as acted upon
    certain: bool  # read by a reader or a tap, not by likelihood
    received_at: datetime
    contact: str  # it came from
    person_id: int | None = None  # who is verified in the conversation at the end of the turn
    # The notice quoted, its follow-up question included; EARLIER for any other message of ours; None: nothing quoted.
    reply_to_notice: int | Literal["other"] | None = None
    seen_before: bool = False  # the same text came from this contact before
    is_tap: bool = False  # chosen from what was offered: a button, or its number
    answering_awareness: bool = False  # the step asked whether the person knows of the pendency (N10)


@dataclass(frozen=True)
class Weighed:
    """What the message is; `once_confirmed` is what a pending one becomes when the person is."""

    verdict: ReplyVerdict
    reason: ReplyReason
    once_confirmed: NoticeState | None = None


def bound_to(message: ReplyFacts, notices: Iterable[Notice]) -> Notice | None:
    """The notice a message answers: the one it quotes, else the newest that is open at its number.

    Of several that are out, one to the person verified comes first.
    """
    quoted = message.reply_to_notice
    if isinstance(quoted, int):
        return next((notice for notice in notices if notice.id == quoted), None)
    here = [notice for notice in notices if not notice.state.is_over and not _is_other_number(message, notice)]
    return max(here, key=lambda notice: _nearness(message, notice), default=None)


def weigh(message: ReplyFacts, notice: Notice) -> Weighed:
    """What a message is to a notice: the first exclusion that applies decides, else what its words say."""
    if _denies(message, notice):
        return Weighed(ReplyVerdict.VOIDED, ReplyReason.DENIED)
    for reason, applies in _EXCLUSIONS:
        if applies(message, notice):
            return Weighed(ReplyVerdict.NOT_A_REPLY, reason)
    verdict = _said(message)
    if message.person_id is None:
        return Weighed(ReplyVerdict.PENDING_IDENTITY, ReplyReason.IDENTITY_PENDING, NoticeState(verdict.value))
    return Weighed(verdict, ReplyReason.COUNTS)


def valid_from(notice: Notice, policy: NoticePolicy) -> datetime | None:
    """The instant from which the notice counts; None while no reply makes it valid."""
    explicit = policy.acknowledgement is AcknowledgementRule.EXPLICIT
    return notice.acknowledged_at if explicit else notice.replied_at


@dataclass(frozen=True)
class ToldBefore:
    """An earlier message that carried the notice: where and when it went, and the titles it named."""

    channel: Channel
    contact: str
    sent_at: datetime
    title_numbers: tuple[str, ...]


def as_told_before(notice: Notice, told: ToldBefore) -> Notice | None:
    """The notice as an earlier number of the same person knows it; None where it names now what was not named there.

    It was notified there too, and an answer may come from there: but only to what was said there.
    """
    if not set(notice.title_numbers) <= set(told.title_numbers):
        return None
    here = replace(notice, channel=told.channel, contact=told.contact)
    return replace(here, sent_at=told.sent_at, delivered_at=None, read_at=None)


def went_out_at(notice: Notice) -> datetime | None:
    """The earliest instant at which the full notice is known to have gone."""
    return min((at for at in (notice.sent_at, notice.delivered_at, notice.read_at) if at is not None), default=None)


def _said(message: ReplyFacts) -> ReplyVerdict:
    if message.intent == "contest_debt":
        return ReplyVerdict.CONTESTED
    return ReplyVerdict.ACKNOWLEDGED if _is_explicit(message) else ReplyVerdict.REPLIED


def _is_explicit(message: ReplyFacts) -> bool:
    return message.intent == "acknowledge_notice" and (message.certain or message.is_tap)


def _nearness(message: ReplyFacts, notice: Notice) -> tuple[bool, bool, datetime, int]:
    out_at = went_out_at(notice)
    is_out = out_at is not None and out_at < message.received_at and message.intent != "not_me"
    return is_out, is_out and notice.person_id == message.person_id, out_at or notice.opened_at, notice.id


def _denies(message: ReplyFacts, notice: Notice) -> bool:
    """Being somebody else voids at any time, the opener included, what no confirmed person has answered yet."""
    is_open = not notice.state.is_over and notice.replied_at is None
    return message.intent == "not_me" and is_open and not _is_other_number(message, notice)


def _is_other_number(message: ReplyFacts, notice: Notice) -> bool:
    return match(message.contact, (notice.contact,)) is None


def _quotes_it(message: ReplyFacts, notice: Notice) -> bool:
    return message.reply_to_notice == notice.id


def _quotes_another(message: ReplyFacts, notice: Notice) -> bool:
    """The buttons of a notice are only under a notice, or under the messages that go with it."""
    if message.reply_to_notice == EARLIER:
        return not (message.is_tap and _said(message) in _BUTTONS)
    return message.reply_to_notice is not None and not _quotes_it(message, notice)


def _is_not_out(message: ReplyFacts, notice: Notice) -> bool:
    return went_out_at(notice) is None and not _quotes_it(message, notice)


def _came_before(message: ReplyFacts, notice: Notice) -> bool:
    out_at = went_out_at(notice)
    return out_at is not None and message.received_at <= out_at and not _quotes_it(message, notice)


def _is_other_person(message: ReplyFacts, notice: Notice) -> bool:
    return message.person_id not in (None, notice.person_id)


def _says_it_never_came(message: ReplyFacts, notice: Notice) -> bool:
    """Whoever says that nothing came has not answered it, whatever the profile counts; a contest stays one."""
    return says_nothing_came(message.text) and not message.is_tap and message.intent != "contest_debt"


def _is_too_fast(message: ReplyFacts, notice: Notice) -> bool:
    """Nobody reads a notice in five seconds; a tap is made by a finger, however fast.

    Callbacks come late: a delivery told after the reply says nothing of when it arrived, then sending does.
    """
    told = [at for at in (notice.sent_at, notice.delivered_at) if at is not None and at <= message.received_at]
    return bool(told) and not message.is_tap and message.received_at - max(told) <= AUTOMATIC_WITHIN


def _repeats(message: ReplyFacts, notice: Notice) -> bool:
    """A machine says the same again; a bare "ciente", said to the opener too, is a person's."""
    is_bare = _is_explicit(message) and len(message.text.split()) <= FEW_WORDS
    return message.seen_before and not message.is_tap and not is_bare


def _answers_awareness(message: ReplyFacts, notice: Notice) -> bool:
    says_little = message.intent in {"affirm", "deny", "acknowledge_notice"}
    return message.answering_awareness and says_little and not _quotes_it(message, notice)


def _means(intent: str) -> Callable[[ReplyFacts, Notice], bool]:
    return lambda message, notice: message.intent == intent


_BUTTONS = frozenset({ReplyVerdict.ACKNOWLEDGED, ReplyVerdict.CONTESTED})
_EXCLUSIONS: tuple[tuple[ReplyReason, Callable[[ReplyFacts, Notice], bool]], ...] = (
    (ReplyReason.NOTICE_IS_OVER, lambda message, notice: notice.state.is_over),
    (ReplyReason.OTHER_NUMBER, _is_other_number),
    (ReplyReason.DENIED, _means("not_me")),
    (ReplyReason.OTHER_MESSAGE, _quotes_another),
    (ReplyReason.NOT_OUT_YET, _is_not_out),
    (ReplyReason.BEFORE_THE_NOTICE, _came_before),
    (ReplyReason.OTHER_PERSON, _is_other_person),
    (ReplyReason.THIRD_PARTY, _means("third_party")),
    (ReplyReason.DECEASED, _means("deceased")),
    (ReplyReason.OPT_OUT_ALONE, _means("opt_out")),
    (ReplyReason.WHO_ARE_YOU, lambda message, notice: message.intent == "ask_who" and message.person_id is None),
    (ReplyReason.NEVER_CAME, _says_it_never_came),
    (ReplyReason.TOO_FAST, _is_too_fast),
    (ReplyReason.SAME_TEXT_AGAIN, _repeats),
    (ReplyReason.ANSWERS_AWARENESS, _answers_awareness),
)
