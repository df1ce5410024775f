"""Opening a contact: whose debtor it is, its protocol number, and how it starts (I0, I6, N8, C16)."""

from collections.abc import Sequence
from dataclasses import replace

from bot.application.acts.identity import WE_STARTED, forget, is_locked, people_here
from bot.application.desk import Desk

# What one contact keeps to itself: a new contact starts without it.
_OF_ONE_CONTACT = (
    "scope",
    "queue",
    "first_due",
    "stated_terms",
    "closed_terms",
    "miss",
    "anger",
    "media",
    "hardship",
    "lapsed",
    "not_yet",
    "discount",
    "said",
    WE_STARTED,
)


async def open_contact(desk: Desk) -> str:
    """Start a contact, or go on with the one at hand."""
    lapsed = desk.memory.get("lapsed")
    is_new = desk.conversation.creditor is None or lapsed is not None
    if is_new and not await _settle_creditor(desk):
        return "choose_creditor"
    if desk.conversation.protocol is not None and lapsed is None:
        return "verified" if desk.verification.is_confirmed else "continue"
    await begin(desk)
    candidates = await people_here(desk)
    if candidates.people and await is_locked(desk, candidates):
        return "locked"
    if lapsed == "verified":
        return "expired"
    if not candidates.people:
        return "unknown"
    desk.fill(first_name=candidates.people[0].first_name)
    return "known" if len(candidates.people) == 1 else "several"


async def choose_creditor(desk: Desk) -> str:
    """The creditor tapped, when one sender serves several that hold open titles of this phone."""
    creditors = await _creditors_here(desk)
    wanted = desk.payload or desk.text.strip().lower()
    chosen = next((creditor for creditor in creditors if creditor == wanted), None)
    if chosen is None:
        return "unclear"
    desk.use_policy_of(chosen)
    # The contact opens anew, under the protocol prefix of the creditor chosen (N8).
    desk.conversation = replace(desk.conversation, creditor=chosen, protocol=None)
    return "chosen"


async def first_request(desk: Desk) -> str:
    """What the first message asked for, so that an opt-out or a question is not lost in the greeting."""
    return desk.intent or "out_of_scope"


async def _settle_creditor(desk: Desk) -> bool:
    """The creditor this contact is with; the default one when nothing tells; False when several may be meant."""
    creditors = await _creditors_here(desk)
    settled = desk.conversation.creditor
    if settled is not None and (settled in creditors or not creditors):
        return True
    if len(creditors) > 1:
        if desk.conversation.protocol is None:
            await begin(desk)
        desk.fill(creditor_options=tuple((desk.creditor_name(slug), f"creditor:{slug}") for slug in creditors))
        return False
    slug = creditors[0] if creditors else desk.policy.slug
    desk.conversation = replace(desk.conversation, creditor=slug)
    desk.use_policy_of(slug)
    return True


async def _creditors_here(desk: Desk) -> Sequence[str]:
    """The one creditor of the number written to; of a shared number's, those holding this phone's open titles."""
    conversation = desk.conversation
    ours = desk.services.senders.creditors_of(conversation.sender, conversation.channel, desk.policies)
    if len(ours) == 1:
        return ours
    holding = await desk.services.records.creditors_at(conversation.contact)
    return [creditor for creditor in holding if creditor in ours]


async def begin(desk: Desk) -> None:
    """A new contact, with its own protocol number and nothing left of the one before (N8)."""
    protocol = await desk.services.numbers.protocol(desk.policy.parties.protocol_prefix, desk.today)
    for key in _OF_ONE_CONTACT:
        desk.memory.pop(key, None)
    forget(desk)  # half proved in a contact before, perhaps by somebody else
    desk.conversation = replace(desk.conversation, protocol=protocol, opened_at=desk.at.real)
