"""Ready answers say what can be said: steps that are there, fields somebody fills, and no threats (F5, N9)."""

from collections.abc import Iterator, Mapping

from flows.catalogue import ACTS, PROFILE_PLACEHOLDERS
from flows.checks.case import words_in
from flows.graph import placeholders
from flows.model import Content, Profile
from flows.problems import Problem
from flows.ready_answers import READY_ANSWERS_FILE, SHARED, ReadyAnswer, read_ready_answers, ready_answers_of

_FILLED = PROFILE_PLACEHOLDERS.union(*(act.fills for act in ACTS.values()))
NO_STEP, NO_FIELD, THREAT, DISCLOSES = "unknown_step", "unknown_placeholder", "threat", "discloses"


def ready_answer_problems(files: Mapping[str, str], content: Content) -> list[Problem]:
    found: list[Problem] = []
    for folder in (SHARED, *sorted(content.profiles)):
        path = f"{folder}/{READY_ANSWERS_FILE}"
        found += read_ready_answers(files.get(path, ""), path)[1]
    for slug, profile in sorted(content.profiles.items()):
        for answer in ready_answers_of(files, slug).values():
            file = f"{slug}/{READY_ANSWERS_FILE}"
            faults = _faults(answer, profile, content)
            found += [Problem(code, "", "", (), message, slug, file) for code, message in faults]
    return list(dict.fromkeys(found))


def _faults(answer: ReadyAnswer, profile: Profile, content: Content) -> Iterator[tuple[str, str]]:
    text = answer.text or _said_at(answer.says_as, profile)
    if not text and answer.says_as:
        yield NO_STEP, f"«{answer.id}» usa o texto de «{answer.says_as}», que não diz nada neste perfil"
    for name in dict.fromkeys(placeholders(text)):
        if name not in _FILLED and name not in profile.globals:
            yield NO_FIELD, f"«{answer.id}» usa {{{name}}}, que nada preenche"
    for word in words_in(text, content.settings.banned_before_identity if answer.before_identity else ()):
        yield DISCLOSES, f"«{answer.id}» serve antes da identidade e diz «{word}»"
    for word in words_in(text, content.settings.threats):
        if answer.text:
            yield THREAT, f"«{answer.id}» diz «{word}»"


def _said_at(node: str, profile: Profile) -> str:
    flow, _, step = node.partition(".")
    found = profile.flows.get(flow)
    known = found.steps.get(step) if found else None
    return known.say.everywhere() if known is not None and known.say is not None else ""
