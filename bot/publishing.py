"""Makes the checkout's content a release: compiled, trained when no kept model fits, and live."""

from pathlib import Path

from bot.adapters.release_store import LivePointer, ReleaseFolder
from bot.adapters.trainer import SubprocessTrainer
from bot.application.releases import ReleaseRefused, Sources, build_release, ensure_release, release_problems
from bot.config import ROOT, Settings
from bot.domain.reading.message import mask
from flows.compile import Training
from flows.tree import read_tree

CONTENT = ROOT / "flows" / "content"
NLU = ROOT / "nlu"


def sources_of_checkout(content: Path = CONTENT) -> Sources:
    """Flows, texts and policies of a content folder, with the sentences and the pipeline of `nlu/`."""
    training = Training(read_tree(NLU / "data"), (NLU / "config.yml").read_text(encoding="utf-8"), mask)
    return Sources(read_tree(content), training)


def ensure_checkout_release(settings: Settings) -> str:
    """The release of the checkout, trained only when nothing kept fits; made live. Raises ReleaseRefused."""
    sources = sources_of_checkout()
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
