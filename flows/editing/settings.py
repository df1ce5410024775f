"""Changes the small settings of a step and of a flow: switches, one word, lists of words."""

from collections.abc import Mapping, Sequence

from ruamel.yaml.comments import CommentedMap

from flows.editing.document import clean, open_flow
from flows.editing.fixed_steps import FIXED_STEPS
from flows.editing.refused import EditRefused
from flows.editing.values import drop, inline_map, inline_words, line, put
from flows.parsing import BEGINS
from flows.requirement_marks import with_marks_of, without_marks

FLAGS = ("alone", "tap_only", "end", "return")
WORDS = ("attach", "template", "options_from", "resume")
LISTS = ("sure", "expects")


def set_flag(text: str, step: str, name: str, is_on: bool) -> str:
    document = open_flow(text)
    found = _speaking(document.step(step), name, FLAGS)
    if bool(found.get(name)) == is_on:
        return text
    put(found, name, True) if is_on else drop(found, name)
    return document.written()


def set_word(text: str, step: str, name: str, word: str) -> str:
    """Which paper goes along, which template or list of options is used, where one resumes; no word: none."""
    document = open_flow(text)
    found = _speaking(document.step(step), name, WORDS)
    if found.get(name, "") == word:
        return text
    put(found, name, line(word)) if word else drop(found, name)
    return document.written()


def set_list(text: str, step: str, name: str, words: Sequence[str]) -> str:
    """What needs certainty here, and what answers are read as."""
    document = open_flow(text)
    found = _speaking(document.step(step), name, LISTS)
    if list(found.get(name) or ()) == list(words):
        return text
    put(found, name, inline_words(words)) if words else drop(found, name)
    return document.written()


def set_about(text: str, words: str) -> str:
    """What the flow is for; requirement ids, which no page shows, stay."""
    document = open_flow(text)
    before = " ".join(str(document.root.get("about", "")).split())
    told = " ".join(clean(words).split())
    if told in {before, without_marks(before)}:
        return text
    told = with_marks_of(before, told)
    if "about" in document.root:
        document.root["about"] = line(told)
    else:
        document.root.insert(1, "about", line(told))
    return document.written()


def set_interrupts(text: str, intents: Sequence[str]) -> str:
    """The intents that lead into this flow from any step that waits for something else."""
    document = open_flow(text)
    root = document.root
    if list(root.get("interrupts") or ()) == list(intents):
        return text
    if not intents:
        drop(root, "interrupts")
    elif "interrupts" in root:
        root["interrupts"] = inline_words(intents)
    else:
        root.insert(list(root).index("steps"), "interrupts", inline_words(intents))
    return document.written()


def set_begins(text: str, step: str, known: str) -> str:
    """We speak from this step unasked, to who is verified by then or not; no word: we do not."""
    document = open_flow(text)
    document.step(step)
    begins = document.root.get("begins") or {}
    if begins.get(step, "") == known:
        return text
    if f"{document.flow}.{step}" in FIXED_STEPS:
        raise EditRefused("fixed_step", "O sistema conta com esta etapa: quando o robô começa por ela não muda.")
    if known not in {"", *BEGINS}:
        raise EditRefused("unknown_word", "Esta opção não existe.")
    _put_begins(document.root, {**begins, step: known})
    return document.written()


def _put_begins(root: CommentedMap, begins: Mapping[str, str]) -> None:
    told = inline_map({step: known for step, known in begins.items() if known})
    if not told:
        drop(root, "begins")
    elif "begins" in root:
        root["begins"] = told
    else:
        root.insert(list(root).index("steps"), "begins", told)


def _speaking(step: CommentedMap, name: str, known: Sequence[str]) -> CommentedMap:
    if name not in known:
        raise EditRefused("unknown_word", f"Uma etapa não tem «{name}».")
    if "act" in step:
        raise EditRefused("silent_step", "Uma etapa de ação não tem esta opção.")
    return step
