"""Short answers in any form: yes, no, not me, later, seen; and what follows a leading yes or no."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.reading.text import Word, phrases

_CLASSES: Mapping[str, frozenset[tuple[str, ...]]] = {
    # A yes that is nothing else, whatever comes after it.
    "sure": phrases("""
        sim; aham; fechado; fechou; combinado; aceito; eu aceito; topo; eu topo; sim senhor; sim senhora
        com certeza; claro que sim; sim claro; pode sim; quero sim; eu quero sim; sou sim; sim sou eu; sou eu sim
        sou eu mesmo; sou eu mesma; vamos fechar; pode fechar; consigo sim; posso sim; e sim; positivo
        afirmativo; de acordo; estou de acordo; concordo; eu concordo; confirmo; confirmado; negocio fechado
        quero fechar; gostaria sim; tenho sim; isso sim; sei sim; sem duvida; sim sei
    """),
    "firm": phrases("ok; beleza; ta bom"),
    "yes": phrases("""
        ta bem; ta otimo; ta certo; ta ok; ta; ta beleza; entao ta; tudo certo; pode ser; certo; certinho
        perfeito; otimo; show; joia; firmeza; tranquilo; exato; exatamente; correto; claro; isso mesmo; isso ai
        isso; e isso; e isso mesmo; e isso ai; fechada; de boa
    """),
    # Yes when nothing follows; the start of something else when a word does.
    "weak": phrases("""
        quero; eu quero; manda; manda ai; pode mandar; pode; pode enviar; pode fazer; pode gerar; podemos
        podemos sim; vamos; vamos la; bora; bora la; fecha; confirma; consigo; eu consigo; posso; eu posso
        sou eu; eu mesmo; eu mesma; ele mesmo; ela mesma; sou a propria; sou o proprio; e eu; e eu mesmo
        e eu mesma; eu sou; isto; isto mesmo; gostaria; tenho interesse; quero fazer; vou querer; e ela; e ele
        e ela mesma; e ele mesmo
    """),
    # Yes as a whole message only.
    "bare": phrases("e; sou; tudo bem"),
    "no": phrases("""
        nao; nunca; nem; negativo; jamais; nem pensar; de jeito nenhum; de jeito algum; de forma alguma
        de forma nenhuma; de maneira alguma; nao quero; eu nao quero; eu nao; nao mesmo; claro que nao
        com certeza nao; acho que nao; nao aceito; nao concordo; nao topo; nao vou querer; quero nao; nao senhor
        nao senhora; aceito nao; prefiro nao; melhor nao; nada disso; pode nao; hoje nao quero; nao quero nao
        nem a pau; nem morto; nem morta
    """),
    "not_me": phrases("""
        nao sou eu; nao sou; eu nao sou; nao e eu; nao sou essa pessoa; nao sou esta pessoa; nao sou ele
        nao sou ela; nao sou a pessoa; numero errado; o numero ta errado; ta errado o numero; pessoa errada
        e engano; foi engano; engano; deve ser engano; acho que e engano; numero ta errado; voce errou o numero
        voces erraram o numero; nao e o meu nome; nao e meu nome; nao me chamo assim; nao sou essa; nao sou esse
        nao e comigo
    """),
    "later": phrases("""
        pera; pera ai; pera um pouco; pera um pouquinho; espera; espera ai; espera um pouco; espere; espere ai
        espere um pouco; peraa; calma; calma ai; ainda nao; deixa eu ver; deixa eu pensar; deixa ver
        deixe eu ver; deixe eu pensar; vou pensar; vou ver; vou pensar e te falo; vou ver e te falo
        depois eu vejo; depois vejo; mais tarde; agora nao; um momento; so um momento; um minuto; so um minuto
        1 minuto; 1 min; um instante; so um instante; aguarda; aguarde; aguarda ai; um momentinho; um minutinho
        so um minutinho; preciso pensar; me deixa pensar; quero pensar; deixa pra depois; depois a gente ve
        outra hora; depois; vou analisar; deixa eu analisar; segura ai
    """),
    "acknowledge_notice": phrases("""
        ciente; to ciente; eu to ciente; fico ciente; ficamos ciente; dou ciencia; tomei ciencia
        to ciente da notificacao; ciente da notificacao; recebi a notificacao; recebi; recebido; recebida
        notificacao recebida; li e to ciente; li e recebi; recebi e to ciente; declaro ciencia
        declaro que to ciente; to ciente do aviso; ciente e de acordo; recebi o aviso; recebi sim; eu recebi
        recebi e li; to ciente disso; ja to ciente
    """),
    "thanks": phrases("""
        obrigado; muito obrigado; obrigado viu; agradeco
    """),
    "greet": phrases("""
        oi; ola; bom dia; boa tarde; boa noite; opa; oie; oi bom dia; ola bom dia; oi boa tarde; oi boa noite
        alo
    """),
    "filler": phrases("""
        por favor; favor; entao; viu; ne; moca; moco; amigo; amiga; querida; querido; senhor; senhora; meu bem
        gente; uai; ja; ai; mesmo; minha filha; meu filho; filha; filho; minha flor; meu anjo; meu amor; tche
    """),
}
_KNOWN = {phrase: name for name, entries in _CLASSES.items() for phrase in entries}
_LONGEST = max(len(phrase) for phrase in _KNOWN)

_CONNECTOR = re.compile(
    r"[\s,.;:!\-–—…]*\b(?:mas|porem|so que|contanto que|com tanto que|desde que|com a condicao d[eo]|contudo"
    r"|todavia|entretanto)\b[\s,:]*"
)
_CONDITION = re.compile(
    r"[\s,.;:!\-–—…]*\b(?:mas|porem|so que|contanto que|com tanto que|desde que|com a condicao d[eo]|se|so se"
    r"|somente se|apenas se|caso|menos|tirando|sem|"
    r"tir(?:a|e|em|ando|ar|arem)|baix(?:a|e|em)|abaix(?:a|e|em)|reduz(?:a|am)?|diminu\w+|descont(?:a|e|em)|a"
    r" nao ser|so quando|depois que)\b"
)
_LATER_CONDITION = re.compile(
    r"\b(?:mas|porem|so que|contanto que|desde que|com a condicao|caso)\b|\bse (?:for|tirar\w*|der|puder\w*|eu"
    r"|tiver\w*|fizer\w*|baix\w+|abaix\w+|parcel\w+|nao|o|a|voces?|vcs?|vc|ficar|cair|mudar\w*)\b"
)
# "Quando eu receber", "assim que cair o salário"; not "quando posso pagar?".
_WHEN = re.compile(
    r"[\s,.;:!\-–—…]*\b(?:so )?(?:quando|qdo|qnd|qndo|assim q(?:ue)?|logo q(?:ue)?|depois q(?:ue)?|n[ao] (?:dia|hora)"
    r" q(?:ue)?) (?!(?:e (?:que )?|que )?(?:eu )?(?:posso|podemos|devo|vou|vamos|vai|preciso|tenho|consigo|da|e)\b)"
    r"(?:\w+ ){0,3}?(?!valor\b|favor\b|por\b)\w*[aeio]r(?:em|mos)?\b"
)
_CLOSING_YES = re.compile(
    r"\W*(?:(?:so|somente|apenas|ai|ok|oi|bom dia) )?(?:se|quando|assim que|logo que|depois que) .{2,160}"
    r"\b(?:fecho|fechado|fechamos|aceito|topo"
    r"|combinado|pode ser|quero|pago)\W*"
)
# "Acho que sim", "talvez": a yes nobody may act on as if it were sure.
_HEDGED = re.compile(
    r"\W*(?:(?:ah|bom|hum+|olha|e)\W+)?(?:eu )?(?:(?:acho|creio|acredito|imagino|penso|suponho) q(?:ue|u)? "
    r"(?:sim|da|dou conta|consigo|posso|quero|vou|fecho|aceito|topo|pode(?: ser)?|ta bom|tudo bem)\b.{0,40}"
    r"|(?:talvez|provavelmente|quem sabe|pode ser que)\b.{0,40})\W*"
)
_IF = re.compile(r"\s*(?:so |somente |apenas )?(?:se|caso)\b")
_AFFIRMING = frozenset({"sure", "firm", "yes", "weak"})
_ENOUGH = 40  # nobody answers yes or no in more words
_PAUSE = re.compile(r"[,.;:!\n–—…-]")


@dataclass(frozen=True)
class Segment:
    name: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Lead:
    """A yes or no that opens a longer message: where it ends, where the rest begins."""

    name: str
    end: int
    rest: int
    conditional: bool


def segments(words: list[Word], folded: str) -> list[Segment]:
    """The words of a message cut into known answers, the longest first."""
    found: list[Segment] = []
    index = 0
    while index < min(len(words), _ENOUGH):
        name, length = _longest(words[index : _phrase_end(words, index, folded)])
        found.append(Segment(name, words[index].start, words[index + length - 1].end))
        index += length
    if index < len(words):
        found.append(Segment(None, words[index].start, words[-1].end))
    return found


def short_answer(parts: list[Segment], folded: str) -> str | None:
    """The intent of a message that is nothing but a short answer."""
    names = {part.name for part in parts} - {"filler"}
    plain = names - {"greet", "thanks"}
    if None in names or not plain:
        return "thank" if names == {"thanks"} and "?" not in folded else None
    if "not_me" in plain and plain <= {"not_me", "no"}:
        return "not_me"
    if "?" in folded:
        return None
    if plain == {"later"}:
        return "later"
    if "acknowledge_notice" in plain and plain <= {"acknowledge_notice", "sure", "firm", "yes"}:
        return "acknowledge_notice"
    return _yes_or_no(names, plain)


def only_agrees(parts: list[Segment]) -> bool:
    """ "Ok", "beleza", "tá bom": heard and agreed, which is less than a yes to a question."""
    return {part.name for part in parts} - {"filler"} <= {"firm", "yes"}


def _yes_or_no(names: set[str | None], plain: set[str | None]) -> str | None:
    if plain == {"no"}:
        return "deny"
    if not plain <= _AFFIRMING | {"bare"}:
        return None
    # "ok, obrigada" may be a farewell, "oi, tudo bem" a greeting.
    if names & {"thanks", "greet"} and "sure" not in plain:
        return None
    return "affirm"


def leading_answer(parts: list[Segment], folded: str) -> Lead | None:
    """A yes or no followed by something else, or None."""
    lead, index = _lead_name(parts, folded)
    if lead is None or index >= len(parts) or _only_thanks(parts[index:]):
        return None
    end, begin = parts[index - 1].end, parts[index].start
    rest = folded[end:]
    connector = _CONNECTOR.match(rest)
    if lead == "no":
        if not connector and not _PAUSE.search(folded[end:begin]):
            return None
        return Lead("deny", end, end + connector.end() if connector else begin, conditional=False)
    takes_back = parts[index].name in {"later", "no", "not_me"}
    conditional = takes_back or any(
        (_CONDITION.match(rest), _LATER_CONDITION.search(rest), _WHEN.search(rest), is_hedged(rest))
    )
    if "?" in folded[end:begin]:
        return None
    return Lead("affirm", end, end + connector.end() if connector else begin, conditional)


def _only_thanks(rest: list[Segment]) -> bool:
    """ "Ok, obrigada" as often says goodbye as yes: not cut into an answer and a courtesy."""
    return {part.name for part in rest} <= {"thanks", "greet", "filler"}


def closes_on_condition(folded: str) -> bool:
    """ "Se tirar os juros eu fecho": the condition comes first."""
    return bool(_CLOSING_YES.fullmatch(folded.strip()))


def is_hedged(folded: str) -> bool:
    """A yes said with a doubt: at a question that needs a certain answer it is asked again (P16)."""
    return bool(_HEDGED.fullmatch(folded))


def _lead_name(parts: list[Segment], folded: str) -> tuple[str | None, int]:
    index, name = 0, None
    while index < len(parts):
        part = parts[index]
        if part.name in {"filler", "greet"} and (name is None or index + 1 < len(parts)):
            index += 1
            continue
        if part.name == "no" and name is None:
            return "no", index + 1
        if part.name in {"sure", "firm"} or (part.name in _AFFIRMING and _stands_alone(parts, index, folded)):
            name = "yes"
            index += 1
            continue
        break
    return name, index


def _stands_alone(parts: list[Segment], index: int, folded: str) -> bool:
    """Whether a yes like "pode" ends there: "pode, manda", "pode ser mas…", and not "pode parcelar"."""
    part, following = parts[index], parts[index + 1] if index + 1 < len(parts) else None
    if following is None or _PAUSE.search(folded[part.end : following.start]):
        return True
    if _CONNECTOR.match(folded, part.end) or _IF.match(folded, part.end) or _WHEN.match(folded, part.end):
        return True
    return following.name in {"sure", "firm", "later"} or (part.name == "yes" and following.name in _AFFIRMING)


def _phrase_end(words: list[Word], index: int, folded: str) -> int:
    """A phrase is not said across a comma: "não, quero" is not "não quero"."""
    end = index + 1
    while end < min(len(words), index + _LONGEST) and not _PAUSE.search(folded[words[end - 1].end : words[end].start]):
        end += 1
    return end


def _longest(words: list[Word]) -> tuple[str | None, int]:
    for length in range(len(words), 0, -1):
        name = _KNOWN.get(tuple(word.plain for word in words[:length]))
        if name:
            return name, length
    return None, 1
