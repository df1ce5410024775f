"""What an agent does on a conversation's page: takes it, writes, notes, passes it on, sends approved words (H2, R3)."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response, status

from bot.application.agents import answer
from bot.application.agents.notes import NoteRefused, add_note
from bot.application.agents.ports import AgentLine, AtCapacity, ConversationMissing, Spoken, Unseen
from bot.application.agents.ready_answers import answers_at
from bot.application.agents.resuming_talk import send_words
from bot.application.agents.roles import Right
from bot.application.agents.talk_models import Span
from bot.application.agents.transferring import NotThere, Passed, transfer
from console.auth.cookies import HOME
from console.auth.pages import GUARDED, go, render
from console.auth.refusals import NothingHere
from console.auth.session import console_router
from console.talk.deps import AtConversation, Here
from console.talk.forms import NoteForm, ReplyForm, TransferForm, WordsForm
from console.talk.refused import CONFLICT, UNPROCESSABLE, Refusal, Refused, refused_by
from console.talk.router import ONE
from console.talk.timeline import Item, lines_since
from console.talk.view import page, reader_of, talking, values_of
from console.talk.words import name_of

CHANGED, SENT = "talk:changed", "talk:sent"  # what the page's script hears of


def answering_router() -> APIRouter:
    router = console_router("/inbox", Right.ANSWER)
    router.add_api_route(f"{ONE}/composer", show_composer, methods=["GET"])
    router.add_api_route(f"{ONE}/answers", show_answers, methods=["GET"])
    router.add_api_route(f"{ONE}/accept", accept, methods=["POST"])
    router.add_api_route(f"{ONE}/messages", say, methods=["POST"])
    router.add_api_route(f"{ONE}/template", say_approved, methods=["POST"])
    router.add_api_route(f"{ONE}/notes", note, methods=["POST"])
    router.add_api_route(f"{ONE}/transfer", pass_on, methods=["POST"])
    return router


async def show_composer(here: AtConversation) -> Response:
    """The box as it must be now: the page asks when the window closes under it."""
    seen = await talking(here.id, here.member, here.talk)
    values = values_of(seen, last_seen=await _newest(here))
    return render(here.request, "talk/_composer.html", **values)


async def show_answers(here: AtConversation) -> Response:
    seen = await talking(here.id, here.member, here.talk)
    return render(here.request, "talk/_answers.html", answers=await answers_at(seen.opened), **values_of(seen))


async def accept(here: AtConversation) -> Response:
    taken = await _of_one(answer.accept(here.id, here.member, here.talk.tools))
    return await _done(here) if taken is None else await _not_sent(here, _Tried(taken))


async def say(form: Annotated[ReplyForm, Form()], here: AtConversation) -> Response:
    line = AgentLine(here.id, here.member.email, form.text, form.last_seen)
    said = await _of_one(answer.speak(line, here.talk.tools))
    if isinstance(said, Spoken):
        return await _done(here, said.seq)
    return await _not_sent(here, _Tried(said, form.text, form.last_seen))


async def say_approved(form: Annotated[WordsForm, Form()], here: AtConversation) -> Response:
    line = AgentLine(here.id, here.member.email, "", form.last_seen)
    said = await _of_one(send_words(line, form.step, here.talk))
    if isinstance(said, Spoken):
        return await _done(here, said.seq, draft=form.draft)
    return await _not_sent(here, _Tried(said, form.draft, form.last_seen))


async def note(form: Annotated[NoteForm, Form()], here: AtConversation) -> Response:
    kept = await _of_one(add_note(here.id, form.text, here.member, (here.talk.tools, here.talk.notes)))
    if not isinstance(kept, NoteRefused):
        return await _part(here, "talk/_note.html")
    told = "Escreva a nota antes de guardar." if kept is NoteRefused.EMPTY else "A nota é longa demais: divida em duas."
    return await _part(here, "talk/_note.html", Refused(UNPROCESSABLE, told), note=form.text)


async def pass_on(form: Annotated[TransferForm, Form()], here: AtConversation) -> Response:
    on = (here.talk.tools, here.talk.transfers, here.talk.rota)
    passed = await _of_one(transfer(here.id, form.to or None, form.note, here.member, on))
    if isinstance(passed, Passed):
        return _anew(here)
    return await _part(here, "talk/_transfer.html", Refused(CONFLICT, _not_passed(passed)), note=form.note)


@dataclass(frozen=True)
class _Tried:
    """What somebody tried to send, on which screen, and why it was not."""

    why: Refusal
    draft: str = ""
    last_seen: int = 0


async def _of_one[T](asked: Awaitable[T]) -> T:
    try:
        return await asked
    except ConversationMissing as missing:
        raise NothingHere from missing


async def _done(here: Here, seq: int | None = None, *, draft: str = "") -> Response:
    """An empty box again; without a script, the page anew."""
    if not here.is_a_part:
        return go(here.request, f"{HOME}/inbox/{here.id}#composer")
    seen = await talking(here.id, here.member, here.talk)
    values = values_of(seen, draft=draft, last_seen=seq if seq is not None else await _newest(here))
    answered = render(here.request, "talk/_composer.html", **values)
    answered.headers["HX-Trigger"] = CHANGED if seq is None else SENT
    return answered


async def _newest(here: Here) -> int:
    lines = await here.talk.threads.lines(here.id, Span(limit=1))
    return max((one.line.seq for one in lines), default=0)


async def _not_sent(here: Here, tried: _Tried) -> Response:
    """Nothing went out, and nothing written is lost; what came meanwhile is there to be read."""
    seen = await talking(here.id, here.member, here.talk)
    unseen: tuple[Item, ...] = ()
    if isinstance(tried.why, Unseen):
        unseen = await lines_since(here.id, tried.last_seen, reader_of(seen), here.talk)
    refused = refused_by(tried.why, unseen)
    if not here.is_a_part:
        return await page(here, seen, draft=tried.draft, refused=refused)
    last_seen = refused.last_seen if refused.last_seen is not None else tried.last_seen
    values = values_of(seen, draft=tried.draft, refused=refused, last_seen=last_seen)
    answered = render(here.request, "talk/_composer.html", status=refused.status, **values)
    answered.headers["HX-Trigger"] = CHANGED
    return answered


async def _part(here: Here, template: str, refused: Refused | None = None, *, note: str = "") -> Response:
    """A form of the page's side again, by itself; without a script, the page anew."""
    if not here.is_a_part and refused is None:
        return go(here.request, f"{HOME}/inbox/{here.id}")
    seen = await talking(here.id, here.member, here.talk)
    if not here.is_a_part:
        return await page(here, seen, refused=refused)
    code = refused.status if refused is not None else status.HTTP_200_OK
    answered = render(here.request, template, status=code, **{**values_of(seen), "told": refused, "note": note})
    answered.headers["HX-Trigger"] = CHANGED
    return answered


def _anew(here: Here) -> Response:
    """Passed on: the page is shown anew, as it is somebody else's now."""
    path = f"{HOME}/inbox/{here.id}"
    if not here.is_a_part:
        return go(here.request, path)
    return Response(status_code=status.HTTP_204_NO_CONTENT, headers={**GUARDED, "HX-Redirect": path})


def _not_passed(why: answer.NotTheirs | NotThere | AtCapacity | answer.Moved) -> str:
    match why:
        case NotThere(email):
            return f"{name_of(email)} não está on-line ou não tem vaga agora. Escolha outra pessoa ou a fila."
        case AtCapacity(capacity):
            return f"Essa pessoa já está com {capacity} conversas, o limite dela."
        case answer.Moved():
            return "A conversa mudou de mãos neste instante. Veja com quem está antes de tentar de novo."
        case answer.NotTheirs():
            return "Só quem está com a conversa pode passá-la adiante."
