"""Changes what a step says on a channel, and what it offers to be tapped."""

from collections.abc import Sequence

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from flows.editing.document import clean, open_flow
from flows.editing.refused import EditRefused
from flows.editing.values import drop, inline_map, keep_comment, line, own_map, put
from flows.model import CHANNELS, Button

SAID = ("say", "again")


def set_text(text: str, step: str, said: str, channel: str, words: str) -> str:
    """`said` is "say" or "again", `channel` one of both or "" for one text on both; no words: nothing is said there."""
    document = open_flow(text)
    found = document.step(step)
    _refuse_silent(found, said, channel)
    told, now = clean(words), _texts(found.get(said))
    wanted = {name: told if channel in ("", name) else now.get(name, "") for name in CHANNELS}
    if wanted == {name: now.get(name, "") for name in CHANNELS}:
        return text
    if not any(wanted.values()):
        drop(found, said)
    elif not channel:
        put(found, said, line(told))
    else:
        put(found, said, _by_channel(found, said, wanted))
    return document.written()


def set_buttons(text: str, step: str, buttons: Sequence[Button]) -> str:
    """The buttons of a step, all of them; none: it has none."""
    document = open_flow(text)
    found = document.step(step)
    _refuse_silent(found, "say", "")
    wanted = [{"label": clean(one.label), "intent": one.payload} for one in buttons]
    if wanted == [dict(one) for one in found.get("buttons") or ()]:
        return text
    if wanted:
        put(found, "buttons", CommentedSeq([inline_map(one) for one in wanted]))
    else:
        drop(found, "buttons")
    return document.written()


def _by_channel(step: CommentedMap, said: str, wanted: dict[str, str]) -> CommentedMap:
    texts = own_map(step, said)
    for name, words in wanted.items():
        before = texts.get(name)
        if not words:
            drop(texts, name)
        elif before is None or clean(str(before)) != words:
            texts[name] = keep_comment(line(words), before)
    return texts


def _texts(value: object) -> dict[str, str]:
    """What is said now, by channel, however it is written."""
    if isinstance(value, str):
        return dict.fromkeys(CHANNELS, clean(value))
    return {str(name): clean(str(words)) for name, words in value.items()} if isinstance(value, dict) else {}


def _refuse_silent(step: CommentedMap, said: str, channel: str) -> None:
    if said not in SAID or channel not in ("", *CHANNELS):
        raise EditRefused("unknown_word", f"Não há texto «{said}» no canal «{channel}».")
    if "act" in step:
        raise EditRefused("silent_step", "Esta etapa faz uma ação e não fala. Crie outra etapa para o texto.")
