"""Trains a draft's sentences aside and asks both models the same: the work of `concilia nlu evaluate --draft`."""

import asyncio
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.engine import Database
from bot.adapters.db.vault import Vault
from bot.adapters.release_store import ReleaseFolder
from bot.adapters.trainer import SubprocessTrainer
from bot.application.editor.drafts.bases import Base
from bot.application.editor.drafts.drafts import sources_of_draft
from bot.application.learning.evaluation import Measured, Split, answers_of, compare, sources_to_train, split
from bot.application.nlu_scores import Answer
from bot.application.releases import Sources, build_release, ensure_release
from bot.cli.nlu_process import nlu_serving
from bot.config import Settings
from bot.parts.editing import stored_bases
from bot.publishing import NLU
from flows.training_data import Sentence, read_sentences
from flows.tree import read_tree

KEPT = NLU / "tests" / "evaluation"

type Say = Callable[[str], None]


async def measure_draft(settings: Settings, draft_id: int, say: Say) -> Measured:
    """Raises DraftMissing, ReleaseMissing, NothingToMeasure, TrainingFailed."""
    live, version, draft = await _read(settings, draft_id)
    work = split(live.sources, draft, kept_sentences())
    say("before")
    async with nlu_serving(live.release, settings.nlu_url, NLU, settings.releases) as dialogue:
        before = await answers_of(live.release, work.asked, dialogue)
    after = await _after(settings, live.sources, work, say)
    return compare((draft_id, version), live.release, before, after)


def kept_sentences(folder: Path = KEPT) -> list[Sentence]:
    """Those no release is ever trained from; none where the checkout came without its tests."""
    return read_sentences(read_tree(folder))[0] if folder.is_dir() else []


async def _read(settings: Settings, draft_id: int) -> tuple[Base, int, Sources]:
    """The live release, now in this machine's folder; the draft's version and what it is made of."""
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    try:
        live = await stored_bases(settings, database).live()
        files = await SqlDrafts(database, SystemClock(settings.now)).files(draft_id)
    finally:
        await database.close()
    return live, files.version, sources_of_draft(files.files, live.sources)


async def _after(settings: Settings, live: Sources, work: Split, say: Say) -> list[Answer]:
    """The draft's model exists for as long as it is asked: what is published is trained anew from all of it."""
    build = build_release(sources_to_train(live, work.training))
    with tempfile.TemporaryDirectory(prefix="concilia-measure-") as place:
        folder = ReleaseFolder.under(Path(place))
        trainer = SubprocessTrainer(
            NLU / ".venv" / "bin" / "python", NLU / "train.py", settings.model_cache / "parts", say
        )
        say("training")
        await asyncio.to_thread(partial(ensure_release, build, folder, trainer))
        say("after")
        async with nlu_serving(build.id, (), NLU, folder.releases) as dialogue:
            return await answers_of(build.id, work.asked, dialogue)
