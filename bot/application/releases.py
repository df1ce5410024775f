"""A release freezes flows, texts, policy, training data and model under one content hash, and never changes (F2)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

import yaml

from bot.application.phrases import PhraseTexts
from bot.application.policy_checks import policy_problems
from bot.application.policy_document import POLICY_FILE, TITLES_FILE, parse_policy
from bot.application.wording import Texts, read_texts
from bot.domain.errors import BotError
from bot.domain.policy import Policy
from bot.domain.reading.mask import mask
from flows.checks import check_files, check_sentences
from flows.compile import CONFIG_FILE, GRAPH_FILE, NLU_FILE, TEXTS_FILE, Training, compile_project
from flows.compiled import expects, waiting_steps
from flows.form_reading import forms_by_profile
from flows.forms import Form
from flows.notice_text import NOTICE_FILE, NoticeText, read_notice
from flows.parsing import SETTINGS_FILE, parse_content
from flows.problems import ContentBroken, Problem
from flows.ready_answers import ReadyAnswer, ready_answers_of
from flows.step_names import STEP_NAMES_FILE, StepNames, read_step_names

ENGINE_VERSION = 3  # grows when the same content would have to be compiled or trained anew
CONTENT_FOLDER, SENTENCES_FOLDER, MANIFEST_FILE = "content", "sentences", "manifest.json"
PHRASES_FILE = "common/phrases.yml"
_ID_LENGTH = 12


class ReleaseRefused(BotError):
    """Content that may not be published, with every reason (F3)."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ReleaseMissing(BotError):
    """A release that is not in the store, or no release made live yet."""

    def __init__(self, release_id: str | None) -> None:
        super().__init__(f"no release {release_id}" if release_id else "no release is live")
        self.release_id = release_id


@dataclass(frozen=True)
class Sources:
    """All a release is made of: content files by path, sentences by file, the pipeline, and the masking."""

    content: Mapping[str, str]
    training: Training
    engine: str = ""  # of the code that trains: another one makes another model of the same sentences


@dataclass(frozen=True)
class Build:
    """A compiled release: its files by path, its id, and the id of the model it needs."""

    id: str
    model_id: str
    files: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class PackedRelease:
    """A release as it is stored and sent: its files by path, and its trained model."""

    files: Mapping[str, str]
    model: bytes


@dataclass(frozen=True)
class KeptRelease:
    """A stored release, without what is in it."""

    id: str
    engine: int
    model_id: str
    made_at: datetime

    @property
    def fits(self) -> bool:
        """Whether this engine can serve it."""
        return self.engine == ENGINE_VERSION


@dataclass(frozen=True, repr=False)
class LoadedRelease:
    """What the service needs of a release while it answers."""

    id: str
    graph: Mapping[str, Any]
    texts: Texts
    policies: Mapping[str, Policy]
    phrases: PhraseTexts = field(default_factory=dict)
    notices: Mapping[str, NoticeText] = field(default_factory=dict)  # by profile; one without issues none
    ready_answers: Mapping[str, Mapping[str, ReadyAnswer]] = field(default_factory=dict)  # by profile, then name
    not_before_identity: tuple[str, ...] = ()  # words nobody reads before it (I1)
    forms: Mapping[str, tuple[Form, ...]] = field(default_factory=dict)  # by profile, the usual one first
    step_names: StepNames = field(default_factory=StepNames)

    def __repr__(self) -> str:
        return f"LoadedRelease({self.id!r})"  # its content is 700 kB, and a task holding it is printed for a signal

    def policy(self, profile: str) -> Policy:
        return self.policies[profile]

    def expects(self, profile: str, step: str) -> list[str]:
        return expects(self.graph, profile, step)

    def waiting_steps(self, profile: str) -> list[str]:
        """Where a person may hand the conversation back to (H4)."""
        return list(waiting_steps(self.graph, profile))


class Releases(Protocol):
    """The releases at hand while conversations are answered."""

    async def live(self) -> LoadedRelease: ...

    async def get(self, release_id: str) -> LoadedRelease: ...


class ReleaseStore(Protocol):
    """Where releases lie, each written whole or not at all; models are shared by those that need the same."""

    def has(self, release_id: str) -> bool: ...

    def writing(self, release_id: str, files: Mapping[str, str]) -> AbstractContextManager[Path]:
        """A folder with the files, which becomes the release when the block ends well."""
        ...

    def put_model(self, folder: Path, model_id: str, train: Callable[[Path], None]) -> None:
        """Place the model in the folder: the one kept, or else the one `train` writes."""
        ...


class Trainer(Protocol):
    def train(self, project: Path, out: Path) -> None:
        """Train a compiled project into one model file; raises TrainingFailed."""
        ...


def release_problems(sources: Sources) -> list[Problem]:
    """Everything that keeps these sources from being published."""
    sentences = check_sentences(sources.training.sentences, sources.training.mask)
    return check_files(sources.content) + policy_problems(sources.content) + sentences


def build_release(sources: Sources, *, whole: bool = True) -> Build:
    """Compile; raises ReleaseRefused when a reference leads nowhere. The same sources always give the same build.

    One that need not be `whole` goes as far as it leads: what is only tried, to see where it breaks.
    """
    content, problems = parse_content(sources.content)
    if problems:
        raise ReleaseRefused(problems)
    try:
        project = compile_project(content, sources.training, whole=whole)
    except ContentBroken as error:
        raise ReleaseRefused(error.problems) from error
    sentences = _inside(SENTENCES_FOLDER, sources.training.sentences)
    files = {**project, **_inside(CONTENT_FOLDER, sources.content), **sentences}
    release_id = _digest({**files, "engine": sources.engine})
    trained_from = {name: project[name] for name in (NLU_FILE, CONFIG_FILE)}
    model_id = _digest({**trained_from, "engine": sources.engine})
    manifest = {"id": release_id, "model": model_id, "engine": ENGINE_VERSION, "trained_by": sources.engine}
    return Build(release_id, model_id, {**files, MANIFEST_FILE: json.dumps(manifest, indent=1) + "\n"})


def sources_of(files: Mapping[str, str]) -> Sources:
    """What a stored release was built from, so that it can be checked, changed and built again."""
    training = Training(_of_folder(SENTENCES_FOLDER, files), files[CONFIG_FILE], mask)
    return Sources(_of_folder(CONTENT_FOLDER, files), training, json.loads(files[MANIFEST_FILE])["trained_by"])


def ensure_release(build: Build, store: ReleaseStore, trainer: Trainer) -> str:
    """Have the release in the store, trained only when no kept model fits; twice is once. Gives its id."""
    if not store.has(build.id):
        with store.writing(build.id, build.files) as folder:
            store.put_model(folder, build.model_id, lambda out: trainer.train(folder, out))
    return build.id


def engine_of(files: Mapping[str, str]) -> int:
    """The engine a release was made for; another may not read its model."""
    return int(json.loads(files[MANIFEST_FILE])["engine"])


def model_of(files: Mapping[str, str]) -> str:
    """The model a release needs."""
    return str(json.loads(files[MANIFEST_FILE])["model"])


def load_release(files: Mapping[str, str]) -> LoadedRelease:
    """A release from its files, as they lie in its folder."""
    content = _of_folder(CONTENT_FOLDER, files)
    return LoadedRelease(
        id=json.loads(files[MANIFEST_FILE])["id"],
        graph=json.loads(files[GRAPH_FILE]),
        texts=read_texts(json.loads(files[TEXTS_FILE])),
        policies={profile: _policy(content, profile) for profile in _profiles_with_policy(content)},
        phrases=yaml.load(content.get(PHRASES_FILE, ""), yaml.CSafeLoader) or {},
        notices={profile: read_notice(text)[0] for profile, text in _files_of_profiles(content, NOTICE_FILE).items()},
        ready_answers={profile: ready_answers_of(content, profile) for profile in _profiles_with_policy(content)},
        not_before_identity=_never_before_identity(content),
        forms=forms_by_profile(content)[0],
        step_names=read_step_names(content.get(STEP_NAMES_FILE, ""))[0],
    )


def _inside(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


def _of_folder(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    inside = f"{folder}/"
    return {name.removeprefix(inside): text for name, text in files.items() if name.startswith(inside)}


def _never_before_identity(content: Mapping[str, str]) -> tuple[str, ...]:
    settings = yaml.load(content.get(SETTINGS_FILE, ""), yaml.CSafeLoader) or {}
    return tuple(settings.get("banned_before_identity", ()))


def _profiles_with_policy(content: Mapping[str, str]) -> list[str]:
    return sorted(_files_of_profiles(content, POLICY_FILE))


def _files_of_profiles(content: Mapping[str, str], name: str) -> dict[str, str]:
    """The files of that name by profile."""
    paths = [PurePosixPath(path) for path in content]
    return {path.parts[0]: content[str(path)] for path in paths if len(path.parts) == 2 and path.name == name}


def _policy(content: Mapping[str, str], profile: str) -> Policy:
    return parse_policy(content[f"{profile}/{POLICY_FILE}"], content.get(f"{profile}/{TITLES_FILE}", ""))


def _digest(files: Mapping[str, str]) -> str:
    whole = json.dumps([ENGINE_VERSION, sorted(files.items())], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:_ID_LENGTH]
