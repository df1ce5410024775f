"""How often one phone and one debtor are answered: what comes faster is stored, and answered together later."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.application.changes import TurnRecord
from bot.application.messages import OutgoingMessage
from bot.application.phrases import Phrases, PhraseTexts
from bot.application.ports import Claim

PHRASE = "many_messages"
TOLD_AT = "many_told"  # in the conversation's memory: when that was said last
TOLD_EVERY = timedelta(hours=1)


class Places(Protocol):
    """How often a phone may be answered, and a debtor."""

    async def wait_s(self, key: str, *others: str) -> int:
        """A phone's key, and a debtor's where there is one: 0 takes a place under both, more says when there is one.

        Where the phone has none, none is taken of the debtor's.
        """
        ...


@dataclass(frozen=True)
class TurnLimits:
    """Of a phone by its conversation; of a debtor, who may have several phones, by the person proved."""

    places: Places

    async def allow(self, claim: Claim) -> bool:
        talk = claim.conversation
        person = talk.verification.person_id
        return not await self.places.wait_s(str(talk.id), *([] if person is None else [str(person)]))


async def always(claim: Claim) -> bool:
    return True


def held_off(claim: Claim, phrases: PhraseTexts, now: datetime) -> TurnRecord | None:
    """The one honest line of it; None where it was said not long ago, or the release has no words for it.

    Nothing is handled by it: every message waits for the turn that answers them all.
    """
    talk = claim.conversation
    told = talk.memory.get(TOLD_AT)
    if PHRASE not in phrases or (told and now - datetime.fromisoformat(told) < TOLD_EVERY):
        return None
    first = min((message.id for message in claim.messages), default=0)
    line = OutgoingMessage(f"turn:{talk.id}:{first}:{PHRASE}", Phrases(phrases, talk.channel).say(PHRASE))
    return TurnRecord(replace(talk, memory={**talk.memory, TOLD_AT: now.isoformat()}), (), (line,))
