"""Two sets of content files compared, in words: policy, what is said, where steps lead, and sentences learned from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.application.editor.differences.answers import answer_changes
from bot.application.editor.differences.flows import TextChange, step_moves, text_changes
from bot.application.editor.differences.policy import notice_differences, policy_differences, title_differences
from bot.application.editor.differences.sentences import SentenceChange, sentence_changes
from bot.application.editor.differences.settings import setting_moves
from bot.application.editor.differences.wording import wording_changes
from bot.application.editor.drafts.drafts import SENTENCES
from bot.application.editor.script import words_of
from bot.application.policy_document import POLICY_FILE, TITLES_FILE
from flows.model import Flow
from flows.notice_text import NOTICE_FILE
from flows.parsing import PROFILE_FILE, SETTINGS_FILE, parse_content
from flows.phrase_names import PHRASES_FILE
from flows.ready_answers import READY_ANSWERS_FILE
from flows.requirement_marks import without_marks
from flows.step_names import STEP_NAMES_FILE, StepNames, read_step_names

COMMON = "common"
_WORDED = {POLICY_FILE: policy_differences, TITLES_FILE: title_differences, NOTICE_FILE: notice_differences}


@dataclass(frozen=True)
class ProfileDifferences:
    """What changed of one folder of content; `profile` is "common" for what all share."""

    profile: str
    policy: tuple[str, ...] = ()  # sentences: policy, table of codes and notice
    texts: tuple[TextChange, ...] = ()
    steps: tuple[str, ...] = ()  # sentences: added, removed, and ways that lead elsewhere

    def __bool__(self) -> bool:
        return bool(self.policy or self.texts or self.steps)


@dataclass(frozen=True)
class Differences:
    """`other_files` are those that changed with nothing of it told elsewhere."""

    profiles: tuple[ProfileDifferences, ...] = ()
    sentences: tuple[SentenceChange, ...] = ()
    other_files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.profiles or self.sentences or self.other_files)

    @property
    def changes_policy(self) -> bool:
        """Whether finance signs it (F2)."""
        return any(one.policy for one in self.profiles)


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Differences:
    """Of files by path, as a draft holds them: content, and sentences under nlu/."""
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    content = [path for path in changed if not path.startswith(SENTENCES)]
    old, new = _Read.of(before), _Read.of(after)
    folders = sorted({_folder(path) for path in content}, key=lambda one: (one == COMMON, one))
    profiles = [_of_folder(folder, content, old, new) for folder in folders]
    sentences = sentence_changes(_sentences(before), _sentences(after))
    told = set(_told(profiles, content)) | (
        {one for one in changed if one.startswith(SENTENCES)} if sentences else set()
    )
    others = tuple(path for path in changed if path not in told)
    return Differences(tuple(one for one in profiles if one), sentences, others)


@dataclass(frozen=True)
class _Read:
    """Files, with their flows by file and the names of their steps."""

    files: Mapping[str, str]
    flows: Mapping[str, Flow]
    names: StepNames

    @classmethod
    def of(cls, files: Mapping[str, str]) -> "_Read":
        content, _ = parse_content({path: text for path, text in files.items() if not path.startswith(SENTENCES)})
        flows = {flow.file: flow for profile in content.profiles.values() for flow in profile.flows.values()}
        return cls(files, flows, read_step_names(files.get(STEP_NAMES_FILE, ""))[0])


def _of_folder(folder: str, changed: Iterable[str], old: _Read, new: _Read) -> ProfileDifferences:
    own = [path for path in changed if _folder(path) == folder]
    groups = {**old.names.groups, **new.names.groups}
    names = StepNames(
        groups, {**_by_words(old, groups), **_by_words(new, groups), **old.names.steps, **new.names.steps}
    )
    pairs = [(old.flows.get(path), new.flows.get(path)) for path in own if "/flows/" in path]
    return ProfileDifferences(
        folder,
        tuple(line for name in _WORDED for line in _worded(f"{folder}/{name}", old.files, new.files)),
        (
            *(change for pair in pairs for change in text_changes(*pair, names)),
            *_answers(folder, old, new),
            *_shared(own, old, new),
        ),
        tuple(line for pair in pairs for moves in (step_moves, setting_moves) for line in moves(*pair, names)),
    )


def _answers(folder: str, old: _Read, new: _Read) -> list[TextChange]:
    path = f"{folder}/{READY_ANSWERS_FILE}"
    return list(answer_changes(old.files.get(path, ""), new.files.get(path, "")))


def _shared(own: Iterable[str], old: _Read, new: _Read) -> list[TextChange]:
    return [change for path in own if _is_wording(path) for change in wording_changes(path, old.files, new.files)]


def _is_wording(path: str) -> bool:
    return path in {PHRASES_FILE, SETTINGS_FILE} or PurePosixPath(path).name == PROFILE_FILE


def _folder(path: str) -> str:
    """What lies in none is everybody's."""
    return path.partition("/")[0] if "/" in path else COMMON


def _by_words(read: _Read, groups: Mapping[str, str]) -> dict[str, str]:
    """Steps nobody named, by their flow's name and what each does."""
    return {
        f"{flow.id}.{step_id}": f"{groups.get(flow.id) or without_marks(flow.about) or flow.id}: {words}"
        for flow in read.flows.values()
        for step_id, step in flow.steps.items()
        if (words := words_of(step))
    }


def _worded(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    compare = _WORDED.get(PurePosixPath(path).name)
    if compare is None or before.get(path) == after.get(path):
        return []
    if path not in before or path not in after:
        return [f"{'Entra' if path in after else 'Sai'} o arquivo {path}."]
    return compare(before[path], after[path])


def _told(profiles: Iterable[ProfileDifferences], content: Iterable[str]) -> Iterator[str]:
    by_folder = {one.profile: one for one in profiles}
    for path in content:
        found = by_folder.get(_folder(path))
        name = PurePosixPath(path).name
        is_flow, is_policy, is_answers = (
            "/flows/" in path,
            name in _WORDED,
            name == READY_ANSWERS_FILE or _is_wording(path),
        )
        is_said = (is_flow and (found.texts or found.steps)) or (is_answers and found.texts) if found else False
        if is_said or (found and is_policy and found.policy):
            yield path


def _sentences(files: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if path.startswith(SENTENCES)}
