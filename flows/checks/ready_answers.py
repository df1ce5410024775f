"""Ready answers say what can be said: steps that are there, fields somebody fills, and no threats (F5, N9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.catalogue import ACTS, PROFILE_PLACEHOLDERS
from flows.checks.case import words_in
from flows.checks.texts import MAX_BODY, MAX_SEGMENTS
from flows.graph import placeholders
from flows.gsm7 import segments, to_gsm7
from flows.model import Content, ContentSettings, Profile
from flows.problems import Problem
from flows.ready_answers import READY_ANSWERS_FILE, SHARED, ReadyAnswer, read_ready_answers, ready_answers_of

_FILLED = PROFILE_PLACEHOLDERS.union(*(act.fills for act in ACTS.values()))
NO_STEP, NO_FIELD, THREAT, DISCLOSES = "unknown_step", "unknown_placeholder", "threat", "discloses"
TITLE_TOO_LONG, TOO_LONG, SMS_TOO_LONG = "title_too_long", "whatsapp_too_long", "sms_too_long"
LONGEST_TITLE = 40  # in the list of those who answer


@dataclass(frozen=True)
class Fault:
    """`about` is the word, field, step or count the fault is about."""

    code: str
    message: str
    about: str = ""


def ready_answer_problems(files: Mapping[str, str], content: Content) -> list[Problem]:
    found: list[Problem] = []
    for folder in (SHARED, *sorted(content.profiles)):
        path = f"{folder}/{READY_ANSWERS_FILE}"
        found += read_ready_answers(files.get(path, ""), path)[1]
    for slug, profile in sorted(content.profiles.items()):
        for answer in ready_answers_of(files, slug).values():
            file = f"{slug}/{READY_ANSWERS_FILE}"
            faults = answer_faults(answer, profile, content.settings)
            found += [Problem(one.code, "", "", (), one.message, slug, file) for one in faults]
    return list(dict.fromkeys(found))


def answer_faults(answer: ReadyAnswer, profile: Profile, settings: ContentSettings) -> Iterator[Fault]:
    """Of one answer as a profile's people would say it."""
    text, named = answer.text or _said_at(answer.says_as, profile), f"«{answer.id}»"
    if not text and answer.says_as:
        message = f"{named} usa o texto de «{answer.says_as}», que não diz nada neste perfil"
        yield Fault(NO_STEP, message, answer.says_as)
    for name in dict.fromkeys(placeholders(text)):
        if name not in _FILLED and name not in profile.globals:
            yield Fault(NO_FIELD, f"{named} usa {{{name}}}, que nada preenche", name)
    for word in words_in(text, settings.banned_before_identity if answer.before_identity else ()):
        yield Fault(DISCLOSES, f"{named} serve antes da identidade e diz «{word}»", word)
    for word in words_in(answer.text, settings.threats):
        yield Fault(THREAT, f"{named} diz «{word}»", word)
    yield from _too_long(answer, named)


def _too_long(answer: ReadyAnswer, named: str) -> Iterator[Fault]:
    if (title := len(answer.title)) > LONGEST_TITLE:
        yield Fault(TITLE_TOO_LONG, f"o título de {named} tem {title} letras; o limite é {LONGEST_TITLE}", str(title))
    words = answer.text
    for name in placeholders(words):
        words = words.replace(f"{{{name}}}", "")
    if (length := len(words)) > MAX_BODY:
        yield Fault(TOO_LONG, f"{named} tem {length} letras; o limite do WhatsApp é {MAX_BODY}", str(length))
    if (count := segments(to_gsm7(words))) > MAX_SEGMENTS:
        yield Fault(SMS_TOO_LONG, f"{named} ocupa {count} SMS sem os valores; o limite é {MAX_SEGMENTS}", str(count))


def _said_at(node: str, profile: Profile) -> str:
    flow, _, step = node.partition(".")
    found = profile.flows.get(flow)
    known = found.steps.get(step) if found else None
    return known.say.everywhere() if known is not None and known.say is not None else ""
