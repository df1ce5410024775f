"""Changes the small settings of a step and of a flow: switches, one word, lists of words."""

from collections.abc import Sequence

from ruamel.yaml.comments import CommentedMap

from flows.editing.document import clean, open_flow
from flows.editing.refused import EditRefused
from flows.editing.values import drop, inline_words, line, put

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
    document = open_flow(text)
    told = " ".join(clean(words).split())
    if document.root.get("about", "") == told:
        return text
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


def _speaking(step: CommentedMap, name: str, known: Sequence[str]) -> CommentedMap:
    if name not in known:
        raise EditRefused("unknown_word", f"Uma etapa não tem «{name}».")
    if "act" in step:
        raise EditRefused("silent_step", "Uma etapa de ação não tem esta opção.")
    return step
