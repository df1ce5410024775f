"""Why what an agent wrote was not sent, in plain words, with what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from bot.application.agents.answer import TextRefused, WindowClosed
from bot.application.agents.opening_talk import Hindrance, NotBegun
from bot.application.agents.ports import AtCapacity, Taken, Unseen
from bot.application.agents.resuming_talk import NotNow
from bot.application.wording import MAX_BODY
from console.auth.pages import moment
from console.talk.timeline import Item
from console.talk.words import HINDRANCES, name_of

CONFLICT, UNPROCESSABLE = 409, 422


@dataclass(frozen=True)
class Refused:
    """What is told above the box; `unseen` are the messages to read before it is sent as it is."""

    status: int
    text: str
    unseen: tuple[Item, ...] = ()
    last_seen: int | None = None


type Refusal = Unseen | Taken | AtCapacity | WindowClosed | TextRefused | NotNow


def refused_by(why: Refusal, unseen: tuple[Item, ...] = ()) -> Refused:
    match why:
        case Unseen(lines):
            many = len(lines)
            told = "Chegou uma mensagem" if many == 1 else f"Chegaram {many} mensagens"
            text = f"{told} enquanto você escrevia. Nada foi enviado: leia antes."
            return Refused(CONFLICT, text, unseen, lines[-1].seq)
        case Taken(agent):
            who = name_of(agent) if agent else "Outra pessoa"
            return Refused(CONFLICT, f"{who} já está com esta conversa. Nada foi enviado, e seu texto continua aqui.")
        case AtCapacity(capacity):
            text = f"Você já está com {capacity} conversas, o limite. Encerre ou devolva uma para assumir esta."
            return Refused(CONFLICT, text)
        case WindowClosed():
            text = "Passaram 24 horas da última mensagem do cliente: o WhatsApp só aceita uma mensagem aprovada."
            return Refused(UNPROCESSABLE, f"{text} Nada foi enviado, e seu texto continua guardado.")
        case TextRefused(reason):
            too_long = f"A mensagem passa de {MAX_BODY} caracteres. Divida em duas."
            return Refused(UNPROCESSABLE, "Escreva a mensagem antes de enviar." if reason == "empty_text" else too_long)
        case NotNow(hindrance, not_before):
            return Refused(UNPROCESSABLE, hindered(hindrance, not_before))


def not_begun(why: NotBegun | AtCapacity) -> str:
    if isinstance(why, AtCapacity):
        return f"Você já está com {why.capacity} conversas, o limite. Encerre ou devolva uma antes de começar outra."
    if why.why is Hindrance.OWNED and why.agent:
        return f"{name_of(why.agent)} já está com a conversa desta pessoa."
    return hindered(why.why, why.not_before)


def hindered(why: Hindrance, not_before: datetime | None = None) -> str:
    from_when = f" Pode ser a partir de {moment(not_before)}." if not_before is not None else ""
    return f"{HINDRANCES[why]}{from_when}"
