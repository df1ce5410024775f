"""What counts as the reply to a notice, and what does not (N2, N3)."""

from enum import StrEnum


class ReplyVerdict(StrEnum):
    """What one message is to one notice."""

    NOT_A_REPLY = "not_a_reply"
    PENDING_IDENTITY = "pending_identity"  # answered, but the person is not confirmed yet
    REPLIED = "replied"  # by the person notified, not explicit
    ACKNOWLEDGED = "acknowledged"  # "ciente", "recebi", a tap on the button
    CONTESTED = "contested"
    VOIDED = "voided"  # "não sou eu": never valid for this person
