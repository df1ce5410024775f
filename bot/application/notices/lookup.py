"""What a turn asks about notices; where none are kept, nobody was notified."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.conversation import Channel
from bot.domain.notices.excuses import Excuse
from bot.domain.notices.notice import Notice
from bot.domain.people import Person


class NoticeLookup(Protocol):
    """The part of the `Notices` port that acts read."""

    async def of_person(self, person_id: int) -> Sequence[Notice]: ...

    async def at_contact(self, creditor: str, channel: Channel | None, contact: str) -> Sequence[Notice]: ...

    async def carried_by(self, sid: str) -> int | None: ...

    async def is_since_notice(self, sid: str) -> bool: ...

    async def excuses_of(self, person_id: int) -> Sequence[Excuse]: ...

    async def beneficiaries_of(self, holder: Person) -> Sequence[str]: ...


class NoNotices:
    """No notice was ever issued, and nobody else is covered."""

    async def of_person(self, person_id: int) -> Sequence[Notice]:
        return ()

    async def at_contact(self, creditor: str, channel: Channel | None, contact: str) -> Sequence[Notice]:
        return ()

    async def carried_by(self, sid: str) -> int | None:
        return None

    async def is_since_notice(self, sid: str) -> bool:
        return False

    async def excuses_of(self, person_id: int) -> Sequence[Excuse]:
        return ()

    async def beneficiaries_of(self, holder: Person) -> Sequence[str]:
        return ()
