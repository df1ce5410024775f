"""Makes the checkout's content a release: compiled, trained when no kept model fits, and live."""

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
    if live and folder.has(live) and engine_of(folder.files(live)) == ENGINE_VERSION:
        return live
    return ensure_checkout_release(settings)


def ensure_checkout_release(settings: Settings) -> str:
    """The release of the checkout, trained only when nothing kept fits; made live. Raises ReleaseRefused."""
    sources = sources_in(ROOT)
    problems = release_problems(sources)
    if problems:
        raise ReleaseRefused(problems)
    folder = ReleaseFolder(settings.releases, settings.model_cache)
    trainer = SubprocessTrainer(NLU / ".venv" / "bin" / "python", NLU / "train.py", settings.model_cache / "parts")
    release_id = ensure_release(build_release(sources), folder, trainer)
    pointer = LivePointer(settings.live_release)
    if pointer.read() != release_id:
        pointer.move(release_id)
    return release_id
