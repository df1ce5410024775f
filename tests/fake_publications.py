"""The history of publications in memory, held to the same contract as the real one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.application.publications import How, InForce, Publication, Signed

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)


@dataclass
class FakePublications:
    """Grows at its end."""

    kept: list[Publication] = field(default_factory=list)

    @classmethod
    def of(cls, release: str) -> "FakePublications":
        """A history in which a release was published."""
        row = Publication(1, release, How.PUBLISHED, "ana@exemplo.invalid", "", "", "", AT)
        return cls([row])

    async def history(self, limit: int) -> Sequence[Publication]:
        return self.kept[::-1][:limit]

    async def last(self, *how: How) -> Publication | None:
        return next((one for one in reversed(self.kept) if not how or one.how in how), None)

    async def was_live(self, release_id: str) -> bool:
        return any(one.release == release_id for one in self.kept)

    async def live_before(self, release_id: str) -> str | None:
        return next((one.release for one in reversed(self.kept) if one.release != release_id), None)

    async def in_force(self) -> InForce | None:
        if not self.kept:
            return None
        switch = await self.last(How.STOPPED, How.RESUMED)
        return InForce(self.kept[-1].release, switch is not None and switch.how is How.STOPPED)

    async def add(self, release: str, how: How, signed: Signed, at: datetime) -> Publication:
        row = Publication(
            id=len(self.kept) + 1,
            release=release,
            how=how,
            by=signed.by,
            reviewed_by=signed.reviewed_by,
            signed_by=signed.signed_by,
            note=signed.note,
            at=at,
        )
        self.kept.append(row)
        return row
