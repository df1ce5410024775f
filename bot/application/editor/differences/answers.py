"""Two files of ready answers compared: what those who answer say, by the name of each answer (F5)."""

from collections.abc import Iterator

from bot.application.editor.differences.flows import BOTH, TextChange
from flows.ready_answers import ReadyAnswer, read_ready_answers


def answer_changes(before: str, after: str) -> Iterator[TextChange]:
    """In the order of the later file, then those that went."""
    old, new = read_ready_answers(before)[0], read_ready_answers(after)[0]
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name), new.get(name)
        known = now or was
        if known is not None and was != now:
            yield TextChange(f"Resposta pronta «{known.title}»", BOTH, _told(was), _told(now))


def _told(answer: ReadyAnswer | None) -> str:
    if answer is None:
        return ""
    said = answer.text or f"(o que o robô diz na etapa {answer.says_as})"
    when = "\n(também antes de confirmar quem é)" if answer.before_identity else ""
    return f"{answer.title}: {said}{when}"
