"""What a single message of a turn meant, as far as a notice cares, and how the same words are known again."""

import hashlib
import re

from bot.application.desk import Desk
from bot.domain.reading.cancellation import says_plan_was_cancelled
from bot.domain.reading.message import Expectation, read

SILENCE_TOLD = "silence_told"  # what an unanswered notice may lead to: told in this contact, or in this turn
ACKNOWLEDGES, NOT_UNDERSTOOD = "acknowledge_notice", "out_of_scope"
_CONTESTS, _CANCELS = "contest_debt", "cancel_plan"
_ENDED = "ended"  # counted by the flow that answers it
# Said beside "ciente", these decide what the message is.
_BEFORE_CIENTE = frozenset({"not_me", "third_party", "deceased", "contest_debt"})
_CLAUSES = re.compile(r"[.,;:!?\n]+|\s+(?:e|mas|e agora|porém)\s+")
_A_MACHINES_WORDS = 2  # whoever says one word twice is a person


def meant(desk: Desk, place: int) -> tuple[str, bool]:
    """The intent of one message, and whether a reader or a tap decided it."""
    reading = desk.readings[place]
    is_alone = len(desk.messages) == 1 and desk.intent is not None
    read_by_itself = desk.meanings[place].intent if place < len(desk.meanings) else None
    intent = (desk.intent if is_alone else None) or reading.intent or read_by_itself or NOT_UNDERSTOOD
    if intent not in _BEFORE_CIENTE and _says_ciente(desk, desk.messages[place].body):
        return ACKNOWLEDGES, True
    if intent == _CONTESTS and _asks_of_the_cancellation(desk, desk.messages[place].body):
        return _CANCELS, False
    return intent, reading.intent == intent


def same_words(masked: str) -> str:
    """A mark of a text, to know it when it comes again; none for a word or two, and no personal data in it."""
    plain = " ".join(masked.lower().split())
    if len(plain.split()) <= _A_MACHINES_WORDS:
        return ""
    return hashlib.sha256(plain.encode()).hexdigest()[:10]


def _asks_of_the_cancellation(desk: Desk, text: str) -> bool:
    """ "Já cancelaram, por que pago?" is answered first (C13); said again after the answer, it contests."""
    answered = int(desk.memory.get(_ENDED, "0")) - (_ENDED in desk.counted)
    return answered <= 0 and says_plan_was_cancelled(text)


def _says_ciente(desk: Desk, text: str) -> bool:
    """In so many words, whatever else the message says: "ciente, quanto é?"."""
    clauses = dict.fromkeys(clause.strip() for clause in [text, *_CLAUSES.split(text)])
    return any(read(clause, Expectation(), desk.today).intent == ACKNOWLEDGES for clause in clauses if clause)
