"""Makes the checkout's content a release: compiled, trained when no kept model fits, and live."""

from bot.adapters.release_store import LivePointer, ReleaseFolder, sources_in
from bot.adapters.trainer import SubprocessTrainer
from bot.application.releases import ReleaseRefused, build_release, ensure_release, release_problems
from bot.config import ROOT, Settings

NLU = ROOT / "nlu"


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
