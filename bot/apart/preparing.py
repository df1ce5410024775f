"""Checks, builds, trains and talks with a draft, apart: `python -m bot.apart.preparing`, told on stdin.

What it found is written to stdout; lines on stderr that begin with a stage tell how far it is.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.nlu_client import DialogueRefused, DialogueUnavailable, NluClient
from bot.adapters.trainer import SubprocessTrainer
from bot.apart.told import SEPARATOR
from bot.application.editor.drafts.drafts import sources_of_draft
from bot.application.editor.publishing.reviews import Outcome, Stage, Talks, digest_of
from bot.application.releases import (
    Build,
    Sources,
    build_release,
    ensure_release,
    load_release,
    model_of,
    release_problems,
    sources_of,
)
from bot.assembly import release_push
from bot.cli.nlu_process import nlu_serving
from bot.config import ROOT, Settings
from bot.domain.errors import BotError
from bot.golden.run import Failure, run_golden
from bot.golden.script import read_golden
from bot.publishing import NLU, Publishing, opened_publishing

GOLDEN = ROOT / "flows" / "golden"
ALL_TALKS = "*.yml"
ANSWERS_WITHIN_S = 120.0  # the first question makes a server load the release

type Tell = Callable[[Stage, str], None]


class DraftMoved(BotError):
    """The draft is no longer what was asked to be published."""

    def __init__(self) -> None:
        super().__init__("the draft changed after it was asked to be published")


async def prepare(
    settings: Settings, draft_id: int, frozen: tuple[str, str], tell: Tell, talks: str = ALL_TALKS
) -> Outcome:
    """`frozen`: the release it goes over, and the digest of the draft. Raises DraftMoved, TrainingFailed."""
    tell(Stage.CHECKING, "")
    async with opened_publishing(settings) as tools:
        live_model, sources = await _read(tools, draft_id, *frozen)
        problems = release_problems(sources)
        if problems:
            return Outcome(problems=tuple(problem.as_dict() for problem in problems))
        tell(Stage.BUILDING, "")
        build = build_release(sources)
        _make(settings, tools, build, tell)
        await tools.shelf.keep(build.id, tools.clock.now())
        talked = await _talk(settings, tools, build, tell, talks)
    return Outcome(build.id, is_trained=build.model_id != live_model, talks=talked)


async def _read(tools: Publishing, draft_id: int, over: str, digest: str) -> tuple[str, Sources]:
    """The model of what is live, and what the draft would be made of."""
    files = (await SqlDrafts(tools.database, tools.clock).files(draft_id)).files
    if digest_of(files) != digest:
        raise DraftMoved
    live = await tools.shelf.files(over)
    return model_of(live), sources_of_draft(files, sources_of(live))


def _make(settings: Settings, tools: Publishing, build: Build, tell: Tell) -> None:
    """Trained only when no kept model was trained from the same sentences."""
    trainer = SubprocessTrainer(
        NLU / ".venv" / "bin" / "python",
        NLU / "train.py",
        settings.model_cache / "parts",
        lambda line: tell(Stage.TRAINING, line),
    )
    ensure_release(build, tools.shelf.folder, trainer)


async def _talk(settings: Settings, tools: Publishing, build: Build, tell: Tell, talks: str) -> Talks | None:
    scripts = [read_golden(path.name, path.read_text("utf-8")) for path in sorted(GOLDEN.glob(talks))]
    if not scripts:
        return None  # a checkout without them
    tell(Stage.TALKING, f"0/{len(scripts)}")
    async with _answering(settings, tools, build.id) as dialogue:
        report = await run_golden(
            load_release(build.files), dialogue, scripts, lambda done, of, _: tell(Stage.TALKING, f"{done}/{of}")
        )
    seen = sum(len(steps) for steps in report.visited.values())
    failed = tuple(_in_words(one) for one in report.failures)
    return Talks(report.played, failed, sum(report.steps[profile] for profile in report.visited), seen)


@asynccontextmanager
async def _answering(settings: Settings, tools: Publishing, release_id: str) -> AsyncIterator[NluClient]:
    """The servers that answer debtors, where they can; else one of our own."""
    push = release_push(settings, tools.database)
    client = NluClient(settings.nlu_url, timeout_s=ANSWERS_WITHIN_S, push=push)
    try:
        await client.alternatives(release_id, ["oi"])
        yield client
        return
    except (DialogueUnavailable, DialogueRefused):
        pass
    finally:
        await client.close()
    async with nlu_serving(release_id, (), NLU, settings.releases) as own:
        yield own


def _in_words(failure: Failure) -> str:
    return f"{failure.name}: em «{failure.said}», {failure.message}"


def _tell(stage: Stage, told: str) -> None:
    sys.stderr.write(f"{stage.value}{SEPARATOR}{told}\n")
    sys.stderr.flush()


def main(talks: str = ALL_TALKS) -> None:
    """Exit 1 when it broke, the reason being the last line on stderr. `talks`: which files of golden conversations."""
    given = json.load(sys.stdin)
    settings = Settings(_env_file=None, env="development", **given["settings"])
    try:
        outcome = asyncio.run(prepare(settings, given["draft"], (given["over"], given["digest"]), _tell, talks))
    except BotError as error:
        sys.exit(str(error).replace("\n", " · "))
    sys.stdout.write(outcome.as_json())


if __name__ == "__main__":
    main()
