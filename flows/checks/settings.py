"""What every profile shares stays inside its bounds: how sure a reading must be, and words nobody may drop (I1, N9)."""

from collections.abc import Iterator

from flows.checks.case import words_in_content
from flows.intents import INTENTS
from flows.model import ContentSettings
from flows.names import names
from flows.parsing import SETTINGS_FILE
from flows.problems import Problem

# Below, a guess is taken for an answer; above, hardly anything people write is understood.
THRESHOLD = (0.2, 0.6)
SURE_THRESHOLD = (0.7, 0.95)
NEVER_BEFORE_IDENTITY = (
    *("dívida", "débito", "pendência financeira", "inadimplência", "em atraso", "cobrança", "acordo", "título"),
    *("boleto vencido", "SPC", "Serasa"),
)
NEVER_THREATENED = ("sob pena", "última chance", "máximo desconto", "medidas judiciais", "nome sujo", "penhora")
# In one burst with anything else, these are the ones answered.
ANSWERED_FIRST = ("self_harm", "opt_out", "ask_human", "contest_debt")
FILLERS = frozenset({"greet", "thank", "goodbye", "sent_sticker", "empty_message"})


def settings_problems(settings: ContentSettings) -> list[Problem]:
    found = [*_intents(settings), *_thresholds(settings), *_floors(settings)]
    return [Problem(code, "", "", (), message, file=SETTINGS_FILE) for code, message in found]


def _intents(settings: ContentSettings) -> Iterator[tuple[str, str]]:
    for intent in (*settings.priority, *settings.fillers):
        if intent not in INTENTS:
            yield "unknown_intent", f"a intenção «{intent}» não existe"
    for intent in settings.fillers:
        if intent in INTENTS - FILLERS:
            yield (
                "filler_lost",
                f"«{names().intent(intent)}» não pode ser mera cortesia: dita com outra coisa, seria ignorada",
            )
    for intent in ANSWERED_FIRST:
        if intent not in settings.priority:
            yield "priority_missing", f"«{names().intent(intent)}» precisa ser atendida antes do resto da mensagem"


def _thresholds(settings: ContentSettings) -> Iterator[tuple[str, str]]:
    given = {"threshold": (settings.threshold, THRESHOLD), "sure_threshold": (settings.sure_threshold, SURE_THRESHOLD)}
    for name, (value, (low, high)) in given.items():
        if not low <= value <= high:
            yield "threshold_out_of_bounds", f"«{name}» é {value:g}; fica entre {low:g} e {high:g}"


def _floors(settings: ContentSettings) -> Iterator[tuple[str, str]]:
    for word in NEVER_BEFORE_IDENTITY:
        if not words_in_content(word, settings.banned_before_identity):
            yield "banned_word_dropped", f"«{word}» não pode sair da lista do que não se diz antes da identidade"
    for word in NEVER_THREATENED:
        if not words_in_content(word, settings.threats):
            yield "threat_dropped", f"«{word}» não pode sair da lista de ameaças"
