"""What notices need from storage, in their own words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.conversation import Channel
from bot.domain.notices.excuses import Excuse
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.people import Person


class Notices(Protocol):
    """Notices as they are kept; what a turn changes of them travels in its `TurnRecord`."""

    async def notice(self, notice_id: int) -> Notice | None: ...

    async def of_person(self, person_id: int) -> Sequence[Notice]:
        """All notices of a person, newest first."""
        ...

    async def at_contact(self, creditor: str, channel: Channel | None, contact: str) -> Sequence[Notice]:
        """Notices to this number (section 9's ninth-digit rule) not over, newest first; None: by any channel."""
        ...

    async def carried_by(self, sid: str) -> int | None:
        """The notice that the message of ours with this provider id carried, if it carried one."""
        ...

    async def is_since_notice(self, sid: str) -> bool:
        """Whether the message of ours with this provider id was said with a notice of its talk, or after it."""
        ...

    async def excuses_of(self, person_id: int) -> Sequence[Excuse]:
        """Stays in hospital and excused days, of anybody in the person's plan (N4)."""
        ...

    async def beneficiaries_of(self, holder: Person) -> Sequence[str]:
        """Full names of the dependants and aggregates under the holder's CPF, not split off."""
        ...

    async def move(self, notice_id: int, state: NoticeState, at: datetime, facts: Mapping[str, str]) -> bool:
        """Void, settle or expire a notice outside a turn, with its evidence; False when it may not be any more."""
        ...

    async def answer_heard(self, notice_id: int, at: datetime, facts: Mapping[str, str]) -> date | None:
        """The person has the answer to the contest, by letter or phone, and a new term runs (N4); its last day.

        None where no contest waits, where its case is not closed yet, or was closed later than that.
        """
        ...
