"""The notice section of a policy: what a profile may choose, and what the law does not leave to it (N0, N2, N4, N6)."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.application.notice_models import NoticeModel
from bot.domain.conversation import Channel
from bot.domain.policy import AcknowledgementRule, NoticePolicy

SAMPLE: dict[str, Any] = {
    "acknowledgement": "explicit",
    "full_text_first": False,
    "alert_from_day": 35,
    "issue_by_day": 50,
    "answer_within_days": 10,
}


def read(**changes: Any) -> NoticePolicy:
    return NoticeModel.model_validate({**SAMPLE, **changes}).to_domain()


def test_what_is_not_said_is_whatsapp_then_sms_five_times_three_days_apart() -> None:
    """N6"""
    policy = read()

    assert policy.channels == (Channel.WHATSAPP, Channel.SMS)
    assert (policy.wait_days, policy.max_attempts, policy.opener) == (3, 5, "notice.opener")
    assert policy.acknowledgement is AcknowledgementRule.EXPLICIT


@pytest.mark.parametrize(
    "changes",
    [
        {"channels": ["sms"]},
        {"channels": ["sms", "whatsapp"]},
        {"wait_days": 1},
        {"max_attempts": 1},
        {"max_attempts": 5},
        {"issue_by_day": 50, "alert_from_day": 50},
        {"answer_within_days": 10},
        {"answer_within_days": 15},
        {"opener": "notice.second_opener"},
        {"full_text_first": True, "approved_by": "Helena Prado"},
        {"acknowledgement": "any_reply", "approved_by": "Helena Prado"},
    ],
)
def test_what_a_profile_may_choose_is_taken(changes: dict[str, Any]) -> None:
    """N0, N2, N6"""
    policy = read(**changes)

    for name, value in changes.items():
        kept = getattr(policy, name)
        assert (list(kept) if isinstance(kept, tuple) else kept) == value


@pytest.mark.parametrize(
    "changes",
    [
        {"channels": []},
        {"channels": ["sms", "sms"]},
        {"channels": ["e-mail"]},
        {"wait_days": 0},
        {"max_attempts": 0},
        {"max_attempts": 6},
        {"issue_by_day": 51},
        {"issue_by_day": 0, "alert_from_day": 0},
        {"alert_from_day": 51},
        {"alert_from_day": 41, "issue_by_day": 40},
        {"answer_within_days": 9},
        {"opener": "opener"},
        {"opener": "Notice.Opener"},
        {"full_text_first": True},
        {"acknowledgement": "any_reply"},
        {"acknowledgement": "read"},
        {"suspends_after_days": 1},
    ],
)
def test_what_a_profile_may_not_choose_is_refused(changes: dict[str, Any]) -> None:
    """N2, N4, N6: a departure without a named approver too."""
    with pytest.raises(ValidationError):
        read(**changes)
