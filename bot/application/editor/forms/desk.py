"""A part of a form saved in a draft, or told that somebody else changed it meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.application.editor.drafts.drafts import Drafts, Edit, StaleDraft
from bot.application.editor.drafts.edits import last_change
from bot.application.editor.forms.forms import FormFile, changed_labels, fill_in, forms_in, parts_of, seen_mark
from bot.application.editor.policy.fields import Section
from bot.application.editor.policy.tables import Typed

_TRIES, _MOST_WORDS = 8, 300


@dataclass(frozen=True)
class FormSent:
    """What was typed in a part of a form, and the mark of the part as it was seen."""

    form: str
    part: str
    typed: Typed
    seen: str


@dataclass(frozen=True)
class FormSaved:
    is_changed: bool


@dataclass(frozen=True)
class FormRefused:
    """By field, what is wrong; `stale` when somebody changed the part meanwhile."""

    wrong: dict[str, str]
    stale: StaleDraft | None = None


class FormMissing(Exception):
    """No such form, or no such part of it, in the draft."""


async def save_part(draft_id: int, by: str, sent: FormSent, drafts: Drafts) -> FormSaved | FormRefused:
    """Raises FormMissing, and DraftMissing for a draft that is not open."""
    answer: FormSaved | FormRefused | StaleDraft | None = None
    for _ in range(_TRIES):
        answer = await _tried(draft_id, by, sent, drafts)
        if not isinstance(answer, StaleDraft):
            return answer
    return FormRefused({}, answer if isinstance(answer, StaleDraft) else None)


async def _tried(draft_id: int, by: str, sent: FormSent, drafts: Drafts) -> FormSaved | FormRefused | StaleDraft:
    files = (await drafts.files(draft_id)).files
    file, part = found_in(forms_in(files), sent.form, sent.part)
    if seen_mark(part, file) != sent.seen:
        return FormRefused({}, await last_change(draft_id, file.path, drafts))
    text, wrong = fill_in(part, sent.typed, file, files)
    if wrong:
        return FormRefused(wrong)
    if text == file.text:
        return FormSaved(False)
    what = f"Ficha «{file.form.title}»: muda {', '.join(changed_labels(part, file, text))}"[:_MOST_WORDS]
    written = await drafts.write(Edit(draft_id, by, what, {file.path: file.text}, {file.path: text}))
    return written if isinstance(written, StaleDraft) else FormSaved(True)


def found_in(forms: Sequence[FormFile], form: str, part: str) -> tuple[FormFile, Section]:
    file = next((one for one in forms if one.id == form), None)
    found = next((one for one in parts_of(file) if one.id == part), None) if file is not None else None
    if file is None or found is None:
        raise FormMissing(form)
    return file, found
