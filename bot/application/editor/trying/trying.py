"""A trial: a draft made a release without being published, to be talked with or walked through (F2)."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from bot.application.editor.drafts.bases import Bases
from bot.application.editor.drafts.drafts import Drafts, sources_of_draft
from bot.application.editor.trying.ports import (
    HeldBook,
    TrainingBroke,
    TrialPhone,
    TrialPhones,
    TrialStore,
    TrialWork,
    Work,
    WorkState,
)
from bot.application.policy_checks import policy_problems
from bot.application.ports import Clock, Dialogue
from bot.application.releases import (
    Build,
    ReleaseRefused,
    Releases,
    Sources,
    build_release,
    load_release,
    release_problems,
)
from bot.domain.errors import BotError
from flows.checks import check_sentences
from flows.problems import Problem

_KEPT = 16


class TrialRefused(BotError):
    """A draft that cannot be talked with, with every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Trial:
    """A release only who tries it gets; `as_live`: it understands as the live one does, not as the draft would."""

    release: str
    version: int  # of the draft
    as_live: bool = False


@dataclass(frozen=True)
class NeedsTraining:
    """The draft's sentences changed, and no kept model was trained from them."""

    model: str
    version: int


@dataclass(frozen=True)
class _Compiled:
    build: Build
    version: int


@dataclass
class TrialTools:
    """What trying is done with; what was compiled is kept, as that takes seconds."""

    drafts: Drafts
    bases: Bases
    releases: Releases
    store: TrialStore
    work: TrialWork
    phones: TrialPhones
    held: HeldBook
    dialogue: Dialogue
    clock: Clock
    compiled: dict[tuple[int, int, str, bool], _Compiled] = field(default_factory=dict, repr=False)
    under_way: set[asyncio.Task[None]] = field(default_factory=set, repr=False)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Beside the service."""
        task = asyncio.create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def stop(self) -> None:
        """When the service stops."""
        for task in tuple(self.under_way):
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)


async def trial_of(draft_id: int, tools: TrialTools, *, as_live: bool = False) -> Trial | NeedsTraining:
    """The draft as a release, twice the same; raises DraftMissing, ReleaseMissing, TrialRefused."""
    compiled = await _compiled(draft_id, tools, as_live)
    build = compiled.build
    if not await tools.store.has(build.id):
        if not await tools.store.has_model(build):
            return NeedsTraining(build.model_id, compiled.version)
        await tools.store.keep(build)
    return Trial(build.id, compiled.version, as_live)


async def start_training(draft_id: int, by: str, tools: TrialTools) -> None:
    """Beside the service; nothing where it is under way already. Raises as `trial_of`."""
    compiled = await _compiled(draft_id, tools, as_live=False)
    work = await tools.work.begin(training_key(compiled.build.model_id), by)
    if work is not None:
        tools.begin(_train(draft_id, compiled.build, work, tools))


async def training(model: str, tools: TrialTools) -> Work | None:
    return await tools.work.last(training_key(model))


def training_key(model: str) -> str:
    return f"training {model}"


class PhoneRefused(BotError):
    """A draft that no real phone gets, with what is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


async def put_phone(phone: TrialPhone, tools: TrialTools, *, as_live: bool = False) -> Trial | NeedsTraining:
    """Who has the phone is a person: only a draft that could be published goes there. Raises PhoneRefused too."""
    await _refuse_unfit(phone.draft_id, tools)
    trial = await trial_of(phone.draft_id, tools, as_live=as_live)
    if isinstance(trial, Trial):
        await tools.phones.put(replace(phone, release=trial.release))
    return trial


async def move_phones(draft_id: int, tools: TrialTools, *, as_live: bool = False) -> Trial | NeedsTraining:
    """What the draft's phones get when they next begin is the draft as it is now."""
    await _refuse_unfit(draft_id, tools)
    trial = await trial_of(draft_id, tools, as_live=as_live)
    if isinstance(trial, Trial):
        await tools.phones.move(draft_id, trial.release)
    return trial


async def _refuse_unfit(draft_id: int, tools: TrialTools) -> None:
    _, sources = await _sources(draft_id, tools, as_live=False)
    problems = await asyncio.to_thread(release_problems, sources)
    if problems:
        raise PhoneRefused(problems)


async def _compiled(draft_id: int, tools: TrialTools, as_live: bool) -> _Compiled:
    version, sources = await _sources(draft_id, tools, as_live)
    key = (draft_id, version, (await tools.releases.live()).id, as_live)
    if key not in tools.compiled:
        build = await asyncio.to_thread(_build, sources, as_live)
        tools.compiled[key] = _Compiled(build, version)
        while len(tools.compiled) > _KEPT:
            tools.compiled.pop(next(iter(tools.compiled)))
    return tools.compiled[key]


async def _sources(draft_id: int, tools: TrialTools, as_live: bool) -> tuple[int, Sources]:
    """What the draft would be made of, over what is live."""
    files = await tools.drafts.files(draft_id)
    live = (await tools.bases.live()).sources
    sources = sources_of_draft(files.files, live)
    return files.version, replace(sources, training=live.training) if as_live else sources


def _build(sources: Sources, as_live: bool) -> Build:
    """What breaks rules may be tried, up to where it leads nowhere; what cannot be read may not."""
    problems = policy_problems(sources.content)
    if not as_live:
        problems += check_sentences(sources.training.sentences, sources.training.mask)
    if problems:
        raise TrialRefused(problems)
    try:
        build = build_release(sources, whole=False)
    except ReleaseRefused as refused:
        raise TrialRefused(refused.problems) from refused
    load_release(build.files)  # what is kept can be loaded
    return build


async def _train(draft_id: int, build: Build, work: Work, tools: TrialTools) -> None:
    async def say(told: str) -> None:
        await tools.work.note(work, told)

    state, told = WorkState.FAILED, ""
    try:
        await tools.store.train(draft_id, build, say)
        state = WorkState.DONE
    except TrainingBroke as error:
        told = str(error)
    finally:
        await tools.work.end(work, state, told)
