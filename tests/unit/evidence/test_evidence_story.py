"""What the log tells of a notice (N2, N5)."""

from datetime import timedelta

from bot.application.evidence.story import Moment, tell_story
from bot.domain.evidence.entries import EvidenceEntry, EvidenceKind
from bot.domain.policy import AcknowledgementRule
from tests.builders import NOON
from tests.fake_evidence import a_story


def after(kind: EvidenceKind, minutes: int, **facts: str) -> EvidenceEntry:
    return EvidenceEntry(7, kind, NOON + timedelta(minutes=minutes), facts)


def test_a_reply_that_waited_for_identity_counts_from_when_it_was_given() -> None:
    pending = after(EvidenceKind.PENDING_REPLY, 5, text="recebi", provider_id="SM3")
    confirmed = after(EvidenceKind.ACKNOWLEDGED, 9, text="ciente", provider_id="SM4")

    told = tell_story([*a_story()[:4], pending, confirmed])

    assert told.moments[Moment.REPLIED] == pending.at
    assert told.valid_from(AcknowledgementRule.ANY_REPLY) == pending.at
    assert told.valid_from(AcknowledgementRule.EXPLICIT) == confirmed.at


def test_a_reply_whose_person_was_never_confirmed_makes_nothing_valid() -> None:
    told = tell_story([*a_story()[:4], after(EvidenceKind.PENDING_REPLY, 5, text="recebi")])

    assert Moment.REPLIED not in told.moments
    assert told.valid_from(AcknowledgementRule.ANY_REPLY) is None


def test_the_first_instant_of_each_thing_is_told_in_the_order_of_a_timeline() -> None:
    late, early = after(EvidenceKind.DELIVERED, 9), after(EvidenceKind.DELIVERED, 2)

    told = tell_story([*a_story()[:3], late, after(EvidenceKind.SENT, 1), early])

    assert list(told.moments) == [Moment.IDENTIFIED, Moment.SENT, Moment.DELIVERED]
    assert told.moments[Moment.DELIVERED] == early.at


def test_reading_behind_a_link_is_not_the_provider_s_read_receipt() -> None:
    told = tell_story([*a_story()[:3], after(EvidenceKind.READ, 3, channel="link"), after(EvidenceKind.READ, 4)])

    assert (told.moments[Moment.OPENED], told.moments[Moment.VIEWED]) == (
        NOON + timedelta(minutes=3),
        NOON + timedelta(minutes=4),
    )


def test_a_notice_voided_counts_from_nothing() -> None:
    assert tell_story([*a_story(), after(EvidenceKind.VOIDED, 9)]).valid_from(AcknowledgementRule.EXPLICIT) is None


def test_nothing_on_record_tells_nothing() -> None:
    told = tell_story([])

    assert (told.issued, told.moments, told.replies, told.factors, told.deadline) == (None, {}, (), (), None)
