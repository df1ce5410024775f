"""The database's ports in memory, held to the same contract tests as the real ones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.fake_inbox import FakeInbox
from tests.fake_notices import FakeNotices
from tests.fake_outbox import FakeOutbox
from tests.fake_papers import FakePapers
from tests.fake_records import FakeNumbers, FakeRecords
from tests.fake_state import FakeState


@dataclass
class FakeStorage(FakeState):
    """Everything in memory; `people` and `titles` are put there by the test, with `add_person`."""

    def inbox(self) -> "FakeInbox":
        return FakeInbox(self)

    def outbox(self) -> "FakeOutbox":
        return FakeOutbox(self)

    def records(self) -> "FakeRecords":
        return FakeRecords(self)

    def numbers(self) -> "FakeNumbers":
        return FakeNumbers(self)

    def notices(self) -> "FakeNotices":
        return FakeNotices(self)

    def papers(self) -> "FakePapers":
        return FakePapers(self)

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[None]:
        async with self.locks[name]:
            yield
