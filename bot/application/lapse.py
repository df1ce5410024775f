"""A contact that went quiet for too long: its verification ends, and it starts over (I6)."""

from dataclasses import replace
from datetime import datetime

from bot.application.acts.identity import WE_STARTED
from bot.domain.conversation import Conversation, Verification
from bot.domain.identity import has_expired
from bot.domain.identity_policy import IdentityPolicy


def lapse(conversation: Conversation, now: datetime, policy: IdentityPolicy) -> Conversation:
    """After a set time without a message the verification ends and the contact starts over, aloud (I6)."""
    last = conversation.last_inbound_at
    if last is None or not has_expired(last, now, policy):
        return conversation
    if _was_begun_by_us(conversation, now, policy):
        return replace(conversation, verification=Verification())
    memory = {**conversation.memory, "lapsed": "verified" if conversation.verification.is_confirmed else "contact"}
    slots = {**conversation.slots, "step": "", "return_to": ""}
    return replace(conversation, verification=Verification(), slots=slots, memory=memory, options=())


def _was_begun_by_us(conversation: Conversation, now: datetime, policy: IdentityPolicy) -> bool:
    """We wrote first, not long ago, and this may be the answer."""
    opened = conversation.opened_at if WE_STARTED in conversation.memory else None
    return opened is not None and not has_expired(opened, now, policy)
