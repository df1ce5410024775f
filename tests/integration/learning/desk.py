"""Conversations that went wrong, and the parts of the page that shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.editor.learning import SqlLearningBook
from bot.adapters.db.editor.learning_measures import SqlMeasurements
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow, TurnRow
from bot.adapters.release_store import sources_in
from bot.application.editor.drafts.bases import Base
from bot.application.learning.evaluation import Measured
from bot.application.learning.labelling import LearningTools
from bot.application.learning.measuring import MeasureTools, MeasuringFailed, Say
from bot.application.ports import Clock
from bot.application.releases import ReleaseMissing
from bot.domain.reading.mask import mask
from console.learning.deps import LearningParts
from tests.checkout import ROOT

RELEASE = "abcdef123456"


class NothingStored:
    """The `Bases` port before anything was published."""

    async def live(self) -> Base:
        raise ReleaseMissing(None)

    async def of(self, release_id: str) -> Base:
        raise ReleaseMissing(release_id)


NOTHING_STORED = NothingStored()


@dataclass(frozen=True)
class CheckoutBase:
    """The `Bases` port with what the checkout holds."""

    base: Base = field(default_factory=lambda: Base(RELEASE, sources_in(ROOT)))

    async def live(self) -> Base:
        return self.base

    async def of(self, release_id: str) -> Base:
        return self.base


@dataclass
class Told:
    """The `Guesser` port, and the `Measurer`, as a test wants them to answer."""

    first: Sequence[str] = ("hardship", "ask_discount", "later")
    measured: Measured | None = None
    asked: list[str] = field(default_factory=list)

    async def guesses(self, release: str, texts: Iterable[str]) -> Sequence[Sequence[str]]:
        self.asked += texts
        return [self.first]

    async def measure(self, draft_id: int, say: Say) -> Measured:
        await say("training: the words…")
        if self.measured is None:
            raise MeasuringFailed("nothing to tell")
        return self.measured


def learning_parts(
    database: Database, clock: Clock, bases: NothingStored | CheckoutBase, told: Told | None = None
) -> LearningParts:
    told = told or Told()
    drafts = SqlDrafts(database, clock)
    tools = LearningTools(SqlLearningBook(database), drafts, bases, told, clock)
    return LearningParts(tools, MeasureTools(SqlMeasurements(database, clock), told, drafts, clock))


@dataclass(frozen=True)
class Said:
    """A turn as it is kept; `text` is masked on the way, as the service masks it."""

    text: str
    who: int = 1
    intent: str = "out_of_scope"
    confidence: float = 0.3
    source: str = "nlu"
    superseded: bool = False
    creditor: str | None = None


async def heard(database: Database, at: datetime, said: Iterable[Said]) -> None:
    """In this order, a second apart; each writer has one conversation."""
    vault, talks = database.vault, dict[int, int]()
    async with database.writing() as session:
        for place, one in enumerate(said):
            if one.who not in talks:
                talk = ConversationRow(
                    channel="whatsapp",
                    contact_hash=vault.phone_index(f"+55679990{one.who:05d}"),
                    contact=vault.seal(f"+55679990{one.who:05d}"),
                    sender="+5567900000000",
                    creditor=one.creditor,
                    created_at=at,
                )
                session.add(talk)
                await session.flush()
                talks[one.who] = talk.id
            event = {"event": "user", "parse_data": {}, "metadata": {"source": one.source}}
            turn = TurnRow(
                conversation_id=talks[one.who],
                lease_token=1,
                epoch=0,
                release=RELEASE,
                intent=one.intent,
                confidence=one.confidence,
                masked_text=vault.seal("\n".join(mask(line) for line in one.text.splitlines())),
                events=vault.seal_json([event]),
                superseded=one.superseded,
                at=at + timedelta(seconds=place),
            )
            session.add(turn)
            await session.flush()
