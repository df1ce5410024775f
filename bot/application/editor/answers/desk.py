"""One edit of a ready answer of a draft: saved, refused beside a field, or told what somebody else made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.application.editor.answers.answers import Answer, answer_in, answer_mark, answers_in, path_of
from bot.application.editor.answers.writing import code_for, with_answer, without_answer
from bot.application.editor.drafts.drafts import Draft, Drafts, Edit, StaleDraft
from bot.application.editor.drafts.edits import BusyDraft, last_change
from bot.application.editor.steps.values import Values, is_unpaired
from flows.checks.ready_answers import LONGEST_TITLE
from flows.checks.texts import MAX_BODY
from flows.editing.document import clean
from flows.ready_answers import SHARED, ReadyAnswer

_TRIES = 8  # others may write other answers of the same file meanwhile
_LONGEST_TEXT = 2 * MAX_BODY  # names of values are longer than their codes


@dataclass(frozen=True)
class AnswerEdit:
    """`name` is empty for a new answer; `wanted` None takes it out; `seen` is the mark it had."""

    folder: str
    name: str
    wanted: ReadyAnswer | None
    seen: str


@dataclass(frozen=True)
class AnswerSaved:
    name: str


@dataclass(frozen=True)
class StaleAnswer:
    """What the answer is now, and who made it so."""

    now: Answer | None
    change: StaleDraft


async def edit_answer(draft_id: int, by: str, edit: AnswerEdit, drafts: Drafts) -> AnswerSaved | StaleAnswer:
    """Raises DraftMissing for a draft that is not open."""
    path = path_of(edit.folder)
    for _ in range(_TRIES):
        files = (await drafts.files(draft_id)).files
        now = answer_in(files, edit.folder, edit.name)
        if edit.name and (now is None or answer_mark(now) != edit.seen):
            return StaleAnswer(now, await last_change(draft_id, path, drafts))
        name, after = _written(files, edit)
        if after == files.get(path, ""):
            return AnswerSaved(name)
        change = Edit(draft_id, by, _told(edit, now), {path: files.get(path)}, {path: after})
        if isinstance(await drafts.write(change), Draft):
            return AnswerSaved(name)
    raise BusyDraft


def refusals(wanted: ReadyAnswer, values: Values, steps: set[str]) -> dict[str, str]:
    """By field, why it cannot be saved; what may be saved and not published is told by the checks."""
    wrong = {}
    if not wanted.title:
        wrong["title"] = "Dê um nome à resposta."
    elif len(wanted.title) > LONGEST_TITLE:
        wrong["title"] = f"O nome passa de {LONGEST_TITLE} letras."
    if wanted.says_as and wanted.says_as not in steps:
        wrong["says_as"] = "Esta etapa não diz nada neste credor. Escolha outra."
    elif not wanted.text and not wanted.says_as:
        wrong["text"] = "Escreva o texto, ou escolha uma etapa."
    elif said := _text_refused(wanted.text, values):
        wrong["text"] = said
    return wrong


def asked(form: Mapping[str, str], values: Values) -> ReadyAnswer:
    """What a form says, with values by their codes."""
    from_step = form.get("source") == "step"
    return ReadyAnswer(
        form.get("answer", ""),
        " ".join(clean(form.get("title", "")).split()),
        "" if from_step else values.as_codes(clean(form.get("text", ""))),
        form.get("says_as", "") if from_step else "",
        form.get("before_identity") == "yes",
    )


def _text_refused(text: str, values: Values) -> str:
    if len(text) > _LONGEST_TEXT:
        return f"O texto passa de {MAX_BODY} letras, o limite do WhatsApp."
    if is_unpaired(text):
        return "Há uma chave { ou } sem par."
    unknown = values.unknown(text)
    return f"Não existe o valor «{unknown[0]}». Escolha um da lista." if unknown else ""


def _written(files: Mapping[str, str], edit: AnswerEdit) -> tuple[str, str]:
    text = files.get(path_of(edit.folder), "")
    if edit.wanted is None:
        return edit.name, without_answer(text, edit.name)
    taken = {one.id for folder in {path.partition("/")[0] for path in files} for one in answers_in(files, folder)}
    name = edit.name or code_for(edit.wanted.title, taken)
    return name, with_answer(text, replace(edit.wanted, id=name))


def _told(edit: AnswerEdit, now: Answer | None) -> str:
    whose = "de todos os credores" if edit.folder == SHARED else f"de {edit.folder.capitalize()}"
    title = edit.wanted.title if edit.wanted is not None else now.ready.title if now else edit.name
    if edit.wanted is None and now is not None and now.is_shared and edit.folder != SHARED:
        return f"Resposta pronta «{title}» {whose}: volta à de todos"
    if edit.wanted is None:
        return f"Resposta pronta «{title}» {whose} tirada"
    return f"{'Resposta' if edit.name else 'Nova resposta'} pronta «{title}» {whose}"
