"""From content files to flows and profiles, with what is malformed named file by file, flow by flow, step by step."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from flows.catalogue import PAPERS
from flows.model import CHANNELS, Button, Content, ContentSettings, Flow, Profile, Step, Text
from flows.problems import Problem
from flows.reading import (
    Notes,
    flag_of,
    mapping_of,
    number_of,
    read_document,
    refuse_unknown,
    text_of,
    texts_of,
    words_by_key,
)
from flows.tree import read_tree
from flows.unanswered import POLICY_FILE, unanswered_under

SETTINGS_FILE = "settings.yml"
PROFILE_FILE = "profile.yml"
_FLOW_KEYS = {"flow", "about", "interrupts", "begins", "steps"}
_PROFILE_KEYS = {"name", "includes", "globals"}
_SETTINGS_KEYS = {
    *("threshold", "sure_threshold", "priority", "fillers", "banned_before_identity", "threats"),
    "template_samples",
}
_STEP_KEYS = {
    *("act", "with", "outcomes", "say", "again", "resume", "buttons", "options_from", "tap_only", "alone", "attach"),
    "template",
    *("expects", "wait", "sure", "next", "end", "return"),
}
ATTACHMENTS = PAPERS | {"pix_qr"}
BEGINS = frozenset({"verified", "unverified"})
HINTS = frozenset({"identity", "mother", "money", "count", "date", "yes_no", "competence", "time", "contact", "more"})


def load_content(folder: Path) -> tuple[Content, list[Problem]]:
    return parse_content(read_tree(folder))


def parse_content(files: Mapping[str, str]) -> tuple[Content, list[Problem]]:
    """Content from texts by path (as under flows/content/), and what could not be read; what could, is kept."""
    problems: list[Problem] = []
    settings, found = _settings_in(files.get(SETTINGS_FILE, ""))
    problems += found
    flows = _flows_by_folder(files, problems)
    profiles = {
        path.parts[0]: _read_profile(path.parts[0], files, flows, problems)
        for path in map(PurePosixPath, sorted(files))
        if len(path.parts) == 2 and path.name == PROFILE_FILE
    }
    return Content(settings, profiles), problems


@lru_cache(maxsize=16)
def _settings_in(text: str) -> tuple[ContentSettings, tuple[Problem, ...]]:
    notes = Notes(SETTINGS_FILE)
    return _read_settings(text, notes), tuple(notes.problems)


def _read_settings(text: str, notes: Notes) -> ContentSettings:
    given = read_document(text, notes)
    refuse_unknown(given, _SETTINGS_KEYS, notes)
    return ContentSettings(
        threshold=number_of(given.get("threshold"), 0.5, notes, "threshold"),
        sure_threshold=number_of(given.get("sure_threshold"), 0.8, notes, "sure_threshold"),
        priority=texts_of(given.get("priority"), notes, "priority"),
        fillers=texts_of(given.get("fillers"), notes, "fillers"),
        banned_before_identity=texts_of(given.get("banned_before_identity"), notes, "banned_before_identity"),
        threats=texts_of(given.get("threats"), notes, "threats"),
        template_samples=words_by_key(given.get("template_samples"), notes, "template_samples"),
    )


def _flows_by_folder(files: Mapping[str, str], problems: list[Problem]) -> dict[str, dict[str, Flow]]:
    """The flows of each folder ("common", "cassems", …) by their id."""
    folders: dict[str, dict[str, Flow]] = {}
    for name in sorted(files):
        path = PurePosixPath(name)
        if len(path.parts) != 3 or path.parts[1] != "flows" or path.suffix not in {".yml", ".yaml"}:
            continue
        own = folders.setdefault(path.parts[0], {})
        flow, found = _flow_in(name, files[name])
        problems += found
        if flow is not None and flow.id in own:
            Notes(name, flow.id, problems=problems).add(
                "duplicate_flow", f"o fluxo «{flow.id}» já está em {own[flow.id].file}"
            )
        elif flow is not None:
            own[flow.id] = flow
    return folders


def _read_profile(
    slug: str, files: Mapping[str, str], flows: Mapping[str, dict[str, Flow]], problems: list[Problem]
) -> Profile:
    notes = Notes(f"{slug}/{PROFILE_FILE}", problems=problems)
    given = read_document(files[notes.file], notes)
    refuse_unknown(given, _PROFILE_KEYS, notes)
    own: dict[str, Flow] = {}
    for folder in (*texts_of(given.get("includes"), notes, "includes"), slug):
        if folder not in flows and folder != slug:
            notes.add("unknown_include", f"não há fluxos na pasta «{folder}»")
        own.update(flows.get(folder, {}))
    name = text_of(given.get("name"), notes, "name") or slug
    unanswered = unanswered_under(files.get(f"{slug}/{POLICY_FILE}", ""))
    return Profile(slug, name, own, words_by_key(given.get("globals"), notes, "globals"), unanswered)


@lru_cache(maxsize=1024)
def _flow_in(name: str, text: str) -> tuple[Flow | None, tuple[Problem, ...]]:
    """A flow file read once: an edit changes one file of many."""
    notes = Notes(name)
    return _read_flow(text, notes), tuple(notes.problems)


def _read_flow(text: str, notes: Notes) -> Flow | None:
    given = read_document(text, notes)
    if not given:
        return None
    name = text_of(given.get("flow"), notes, "flow")
    if not name:
        notes.add("missing_key", "falta «flow», o nome do fluxo")
        return None
    notes = notes.at(name)
    refuse_unknown(given, _FLOW_KEYS, notes)
    steps = mapping_of(given.get("steps"), notes, "steps")
    if not steps:
        notes.add("missing_key", "o fluxo não tem etapas («steps»)")
        return None
    read = {step_id: _read_step(step_id, step, notes.at(name, step_id)) for step_id, step in steps.items()}
    about = text_of(given.get("about"), notes, "about")
    interrupts = texts_of(given.get("interrupts"), notes, "interrupts")
    return Flow(name, about, interrupts, read, notes.file, _read_begins(given.get("begins"), read, notes))


def _read_begins(value: object, steps: Mapping[str, Step], notes: Notes) -> dict[str, str]:
    begins = words_by_key(value, notes, "begins")
    for step, known in begins.items():
        _one_of(known, BEGINS, notes, f"begins.{step}")
        if step not in steps:
            notes.add("unknown_step", f"«begins» fala da etapa «{step}», que não existe neste fluxo")
    return {step: known for step, known in begins.items() if step in steps}


def _read_step(step_id: str, value: object, notes: Notes) -> Step:
    given = mapping_of(value, notes, "a etapa")
    refuse_unknown(given, _STEP_KEYS, notes)
    _refuse_mixed(given, notes)
    return Step(
        id=step_id,
        act=text_of(given.get("act"), notes, "act"),
        args=words_by_key(given.get("with"), notes, "with"),
        outcomes=words_by_key(given.get("outcomes"), notes, "outcomes"),
        say=_read_text(given.get("say"), notes, "say"),
        again=_read_text(given.get("again"), notes, "again"),
        resume=text_of(given.get("resume"), notes, "resume"),
        buttons=_read_buttons(given.get("buttons"), notes),
        options_from=text_of(given.get("options_from"), notes, "options_from"),
        tap_only=flag_of(given.get("tap_only"), notes, "tap_only"),
        alone=flag_of(given.get("alone"), notes, "alone"),
        template=text_of(given.get("template"), notes, "template"),
        attach=_one_of(text_of(given.get("attach"), notes, "attach"), ATTACHMENTS, notes, "attach"),
        expects=_read_hints(given.get("expects"), notes),
        wait=words_by_key(given["wait"], notes, "wait") if "wait" in given else None,
        sure=texts_of(given.get("sure"), notes, "sure"),
        next=text_of(given.get("next"), notes, "next"),
        end=flag_of(given.get("end"), notes, "end"),
        returns=flag_of(given.get("return"), notes, "return"),
    )


def _refuse_mixed(given: Mapping[str, Any], notes: Notes) -> None:
    """A step performs an act or speaks, and leads on in one way only."""
    if "act" in given:
        extra = sorted(set(given) & (_STEP_KEYS - {"act", "with", "outcomes"}))
        if extra:
            notes.add("mixed_step", f"uma etapa com «act» não pode ter também: {', '.join(extra)}")
        return
    if "outcomes" in given or "with" in given:
        notes.add("mixed_step", "«outcomes» e «with» só existem em etapas com «act»")
    ways = [way for way in ("wait", "next", "end", "return") if given.get(way) not in (None, False)]
    if len(ways) > 1 and ways != ["wait", "end"]:
        notes.add("mixed_step", f"a etapa segue por mais de um caminho: {', '.join(ways)}")
    if "again" in given and "resume" in given:
        notes.add("mixed_step", "use «again» ou «resume», não os dois")


def _read_text(value: object, notes: Notes, what: str) -> Text | None:
    if value is None:
        return None
    if isinstance(value, str):
        return Text(value.strip(), value.strip(), shared=True)
    given = mapping_of(value, notes, what)
    refuse_unknown(given, CHANNELS, notes)
    whatsapp, sms = (text_of(given.get(channel), notes, f"{what}.{channel}") for channel in CHANNELS)
    return Text(whatsapp, sms)


def _read_buttons(value: object, notes: Notes) -> tuple[Button, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        notes.add("wrong_type", "buttons deve ser uma lista de {label, intent}")
        return ()
    return tuple(_read_button(item, notes) for item in value)


def _read_button(value: object, notes: Notes) -> Button:
    given = mapping_of(value, notes, "buttons")
    refuse_unknown(given, {"label", "intent"}, notes)
    label, payload = (text_of(given.get(key), notes, f"buttons.{key}") for key in ("label", "intent"))
    if not label or not payload:
        notes.add("missing_key", "cada botão precisa de «label» e «intent»")
    return Button(label, payload)


def _read_hints(value: object, notes: Notes) -> tuple[str, ...]:
    hints = texts_of(value, notes, "expects")
    for hint in hints:
        _one_of(hint, HINTS, notes, "expects")
    return hints


def _one_of(word: str, known: frozenset[str], notes: Notes, what: str) -> str:
    if word and word not in known:
        notes.add("unknown_word", f"«{what}: {word}» não existe; use: {', '.join(sorted(known))}")
    return word
