"""Makes content a release, trained when no kept model fits; and the checkout's live once for each change of it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.db.editor.publications import SqlPublications
from bot.adapters.db.editor.releases import SqlReleases
from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.vault import Vault
from bot.adapters.release_shelf import ReleaseShelf, StoredReleases
from bot.adapters.release_store import LivePointer, ReleaseFolder, sources_in
from bot.adapters.trainer import SubprocessTrainer
from bot.application.ports import Clock
from bot.application.publications import How, Publications, Signed
from bot.application.releases import ReleaseRefused, Sources, build_release, ensure_release, release_problems
from bot.assembly import release_shelf, stored_releases
from bot.config import ROOT, Settings

NLU = ROOT / "nlu"
OURSELVES = Signed("concilia", "conteúdo instalado com o programa")


@dataclass(frozen=True)
class Publishing:
    """What a command publishes with."""

    database: Database
    kept: SqlReleases
    shelf: ReleaseShelf
    publications: Publications
    releases: StoredReleases
    clock: Clock


@asynccontextmanager
async def opened_publishing(settings: Settings) -> AsyncIterator[Publishing]:
    """For one command: only the database must be there."""
    await migrate(settings.database_url)
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    shelf, publications = release_shelf(settings, database), SqlPublications(database)
    try:
        clock, kept = SystemClock(settings.now), SqlReleases(database)
        yield Publishing(database, kept, shelf, publications, stored_releases(settings, database), clock)
    finally:
        await database.close()


def fitting_release(settings: Settings) -> str:
    """The release last seen live on this machine; the checkout's where there is none. No database is asked."""
    live, folder = LivePointer(settings.live_release).read(), _folder(settings)
    return live if live and folder.fits(live) else checkout_release(settings)


def ensure_checkout_release(settings: Settings) -> str:
    """Have the release of the checkout, live when it changed; gives what is live now."""
    release_id = checkout_release(settings)
    return asyncio.run(_followed(settings, release_id))


def checkout_release(settings: Settings) -> str:
    """Have the release of the checkout in the folder, built once for all homes and trained only when nothing fits."""
    folder, built = _folder(settings), ReleaseFolder(settings.built, settings.model_cache)
    unchanged = Unchanged(settings.built / "of-checkout")
    release_id = unchanged.release_of(state := state_of(ROOT))
    if release_id is None or not built.has(release_id):
        release_id = _made(settings, sources_in(ROOT), built)
        unchanged.keep(state, release_id)
    if not folder.has(release_id):
        folder.put(release_id, built.packed(release_id))
    return release_id


def made_release(settings: Settings, sources: Sources) -> str:
    """Check, compile and train where needed, into the folder; raises ReleaseRefused or TrainingFailed."""
    return _made(settings, sources, _folder(settings))


def _made(settings: Settings, sources: Sources, folder: ReleaseFolder) -> str:
    problems = release_problems(sources)
    if problems:
        raise ReleaseRefused(problems)
    trainer = SubprocessTrainer(NLU / ".venv" / "bin" / "python", NLU / "train.py", settings.model_cache / "parts")
    return ensure_release(build_release(sources), folder, trainer)


@dataclass(frozen=True)
class Unchanged:
    """Remembers which release a state of the checkout gave, so that a start need not check and compile it again."""

    file: Path

    def release_of(self, state: str) -> str | None:
        known, _, release_id = (LivePointer(self.file).read() or "").partition(" ")
        return release_id if known == state else None

    def keep(self, state: str, release_id: str) -> None:
        LivePointer(self.file).move(f"{state} {release_id}")


def state_of(checkout: Path) -> str:
    """A digest of everything a release is made of and by: content, sentences, and the code that reads them."""
    made_of = [checkout / "flows", checkout / "bot", checkout / "nlu" / "data", checkout / "nlu" / "concilia_nlu"]
    files = [path for folder in made_of for path in folder.rglob("*") if path.suffix in {".py", ".yml", ".csv"}]
    digest = hashlib.sha256()
    for path in sorted([*files, *checkout.glob("nlu/*.py"), *checkout.glob("nlu/*.yml")]):
        digest.update(str(path.relative_to(checkout)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


async def follow_checkout(
    release_id: str, shelf: ReleaseShelf, publications: Publications, followed: LivePointer, clock: Clock
) -> None:
    """Make the checkout's release live once for each change of it: what staff published or rolled back stays (F2)."""
    live = await publications.last()
    told = followed.read() or await _last_followed(publications)
    if live is None or told != release_id or not await shelf.fits(live.release):
        await shelf.keep(release_id, clock.now())
        await publications.add(release_id, How.CHECKOUT, OURSELVES, clock.now())
    followed.move(release_id)


async def _last_followed(publications: Publications) -> str | None:
    """A home of its own remembers; a new one beside others does as they did."""
    row = await publications.last(How.CHECKOUT)
    return row.release if row is not None else None


async def _followed(settings: Settings, release_id: str) -> str:
    followed = LivePointer(settings.live_release.with_name("checkout-release"))
    async with opened_publishing(settings) as tools:
        await follow_checkout(release_id, tools.shelf, tools.publications, followed, tools.clock)
        return (await tools.releases.live()).id


def _folder(settings: Settings) -> ReleaseFolder:
    return ReleaseFolder(settings.releases, settings.model_cache)
