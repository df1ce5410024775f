"""Makes the checkout's content a release: compiled, trained when no kept model fits, and live when it changed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.release_store import LivePointer, ReleaseFolder, sources_in
from bot.adapters.trainer import SubprocessTrainer
from bot.application.releases import (
    ENGINE_VERSION,
    ReleaseRefused,
    build_release,
    engine_of,
    ensure_release,
    release_problems,
)
from bot.config import ROOT, Settings

NLU = ROOT / "nlu"


def fitting_release(settings: Settings) -> str:
    """The live release; the checkout's, trained when needed, where none is live or another engine made it."""
    live = LivePointer(settings.live_release).read()
    folder = ReleaseFolder(settings.releases, settings.model_cache)
    if live and _can_serve(live, folder):
        return live
    return ensure_checkout_release(settings)


def ensure_checkout_release(settings: Settings) -> str:
    """Have the release of the checkout, trained only when nothing kept fits; gives what is live now."""
    folder = ReleaseFolder(settings.releases, settings.model_cache)
    unchanged = Unchanged(settings.home / "checkout-built")
    release_id = unchanged.release_of(state := state_of(ROOT))
    if release_id is None or not folder.has(release_id):
        release_id = _built(settings, folder)
        unchanged.keep(state, release_id)
    live = LivePointer(settings.live_release)
    follow_checkout(release_id, folder, live, LivePointer(_followed(settings)))
    return live.read() or release_id


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


def _built(settings: Settings, folder: ReleaseFolder) -> str:
    sources = sources_in(ROOT)
    problems = release_problems(sources)
    if problems:
        raise ReleaseRefused(problems)
    trainer = SubprocessTrainer(NLU / ".venv" / "bin" / "python", NLU / "train.py", settings.model_cache / "parts")
    return ensure_release(build_release(sources), folder, trainer)


def follow_checkout(release_id: str, folder: ReleaseFolder, live: LivePointer, followed: LivePointer) -> None:
    """Make the checkout's release live once for each change of it: what staff published or rolled back stays (F2)."""
    if followed.read() != release_id or not _can_serve(live.read(), folder):
        live.move(release_id)
        followed.move(release_id)


def _followed(settings: Settings) -> Path:
    """The file that names the checkout's release that was made live last."""
    return settings.live_release.with_name("checkout-release")


def _can_serve(release_id: str | None, folder: ReleaseFolder) -> bool:
    """Whether it is there and of this engine."""
    return bool(release_id and folder.has(release_id) and engine_of(folder.files(release_id)) == ENGINE_VERSION)
