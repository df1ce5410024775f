"""Identity factors people type (I4): parts of a CPF, names, births, several in one message."""

import re

from bot.domain.reading.calendar import real_date
from bot.domain.reading.names import FAMILY, KNOWN, PARTICLES, is_name
from bot.domain.reading.numbers import Number, runs
from bot.domain.reading.sketch import NUMBER, Sketch
from bot.domain.reading.text import Word, vocabulary

FACTORS = frozenset(
    {"cpf", "cpf_first3", "cpf_last2", "digits", "cnpj", "birth_date", "name", "mother_name", "phone", "date"}
)
_DECIDING = FACTORS - {"phone", "date"}
# "Os 3 primeiros são 123": the 3 is no digit of anybody's CPF.
_HOW_MANY = re.compile(
    r"\b(?:(?:os |as )?(?:3|tres|treis|dois|duas|2) (?:primeir[oa]s?|ultim[oa]s?|finais|iniciais|digitos"
    r"|numeros)|(?:primeir[oa]s?|ultim[oa]s?|finais) (?:3|tres|treis|dois|2)"
    r"(?: digitos| numeros)?(?= ?(?:sao|e|:|do|\d)))\b"
)
# "Quadra 12, casa 4": digits of an address, never of a CPF.
_ADDRESS_CUE = re.compile(
    r"\b(?:quadra|qd|casa|rua|avenida|av|lote|lt|apto?|apartamento|bloco|conjunto|conj|km|travessa|setor|andar)\b"
    r"(?:(?!cpf|digit|primeir|ultim|numeros|fina)[ .,:ºª/a-z0-9-]){0,40}$"
)
_LAST_CUE = re.compile(r"\b(?:final|finais|ultimos|ultimas|termina(?: em| com)?)\b[^#]{0,30}$")
_CPF_CUE = re.compile(r"\b(?:cpf|primeiros|primeiras|iniciais|comeca|digitos)\b")
_MOTHER = re.compile(
    r"\b(?:nome d[ae] (?:minha )?mae|minha mae|mae)\b(?: (?:e|se chama|chama|chamava|era))?(?: (?:a dona|dona"
    r"|a)\b)?[\s:,-]*"
)
# Said where she is asked for, or beside one's own numbers; else it may be a daughter who answers for her mother (I5).
_CHILD = re.compile(r"\bfilh[oa] d[aeo] (?:dona )?[\s:,-]*")
_NAMED = re.compile(
    r"\b(?:(?:meu |o )?nome(?: completo)?(?: e)?|me chamo|sobrenome(?: e)?|(?:eu )?sou [ao]|aqui (?:e|fala)"
    r" (?:[ao] )?|sou)\b[\s:,-]*"
)
_FORGOT = re.compile(
    r"\b(?:nao (?:me )?(?:lembro|recordo)|nao (?:sei|tenho|guardo)[^.!?]{0,20} (?:de cor|de cabeca|decorado|na cabeca)"
    r"|(?:sei|tenho) de c(?:or|abeca) nao|nao sei (?:o |os |meu )?(?:meu )?(?:cpf|numeros?|digitos)|esqueci)\b"
)
_FILLERS = vocabulary("""
o os a as e é eh são sao meu minha cpf cnpj numero numeros nº num digito digitos primeiro primeiros primeira
primeiras iniciais ultimo ultimos final finais inicio comeca começa termina com por de do da dos das em nasci
nascimento nascida nascido nasc data dn mae mãe nome completo sobrenome sou aqui eu mesmo mesma segue ta esta ai
aí pode anotar anota sim oi ola olá bom boa dia tarde noite ok claro certo entao então obrigado obrigada favor
titular beleza ser seria fala chamo me se chama isso ah tres três dois 3 2 moço moça senhora senhor doc
documento pra pro la lá no na e-mail
""")
_CHILDREN = vocabulary("filho filha dona")


def forgets(folded: str) -> bool:
    """They would give what is asked, and do not know it: no refusal, and no try (C1)."""
    return _FORGOT.search(folded) is not None


def drop_how_many(sketch: Sketch) -> list[tuple[int, int]]:
    """Spans that say how many digits were asked, kept from being read as digits."""
    spans = [match.span() for match in sketch.matches(_HOW_MANY)]
    for start, end in spans:
        blank = re.sub(r"[0-9]|tres|treis|dois|duas", lambda match: " " * len(match[0]), sketch.line[start:end])
        sketch.line = sketch.line[:start] + blank + sketch.line[end:]
    return spans


def read_factors(sketch: Sketch, *, asked: bool) -> None:
    """Digits left over: parts of a CPF where one is asked for or named, plain digits elsewhere."""
    hinted = asked or bool(_CPF_CUE.search(sketch.folded))
    alone = hinted or ("?" not in sketch.folded and _only_fillers(sketch))
    for run in runs(sketch.line, sketch.free_numbers()):
        if asked or not all(number.in_words for number in run) or _spelled(run):
            in_address = _ADDRESS_CUE.search(sketch.folded, 0, run[0].start) is not None
            _take_run(sketch, run, hinted and not in_address, alone=alone and not in_address)


def read_names(sketch: Sketch, *, asked: bool, mother: bool = False) -> None:
    """Names told as such anywhere, and bare names where one is asked for."""
    cues = [_MOTHER, _CHILD] if mother or (asked and _gave_numbers(sketch)) else [_MOTHER]
    for match in [match for cue in cues for match in sketch.matches(cue)]:
        _take_name(sketch, _words_from(sketch, match.end()), "mother_name", alone=False)
    for match in sketch.matches(_NAMED):
        clear = "nome" in match[0] or "chamo" in match[0]
        if asked or clear:
            _take_name(sketch, _words_from(sketch, match.end()), "name", alone=True)
    if asked:
        for run in _free_runs(sketch):
            _take_name(sketch, run, "name", alone=_known_alone(sketch, run))


def says_only_factors(sketch: Sketch) -> bool:
    """Whether nothing but factors, and the words around them, was written."""
    factors = [entity for entity in sketch.entities if entity.kind in FACTORS]
    if not any(entity.kind in _DECIDING for entity in factors) or len(factors) != len(sketch.entities):
        return False
    told = _FILLERS | _CHILDREN if any(entity.kind == "mother_name" for entity in factors) else _FILLERS
    return all(word.plain in told for word in sketch.words_outside())


def _only_fillers(sketch: Sketch) -> bool:
    """ "159 fabio aqui": who writes says their name beside the digits, as on the phone."""
    told = _FILLERS | KNOWN
    return all(word.plain in told for word in sketch.words_outside() if sketch.line[word.start] != NUMBER)


def _spelled(run: list[Number]) -> bool:
    return len(run) >= 3 and all(number.whole < 10 for number in run)


def _take_run(sketch: Sketch, run: list[Number], hinted: bool, *, alone: bool) -> None:
    digits = "".join(number.digits for number in run)
    span = (run[0].start, run[-1].end)
    sizes = [len(number.digits) for number in run]
    if len(digits) == 11:
        sketch.take("cpf", digits, span)
    elif sizes in ([3, 2], [2, 3]) and alone:
        first, last = run if sizes[0] == 3 else reversed(run)
        sketch.take("cpf_first3", first.digits, (first.start, first.end))
        sketch.take("cpf_last2", last.digits, (last.start, last.end))
    elif len(digits) == 5 and hinted:
        _take_five(sketch, run, digits)
    elif len(digits) == 3 and (hinted or (alone and len(run) in (1, 3))):
        sketch.take("cpf_first3", digits, span)
    elif len(digits) == 2 and hinted:
        sketch.take("cpf_last2", digits, span)
    elif len(digits) == 8 and hinted and (born := _birth(digits)):
        sketch.take("birth_date", born, span)
    else:
        for number in run if len(digits) <= 2 else [run[0]]:
            value = number.digits if len(digits) <= 2 else digits
            sketch.take("digits", value, (number.start, number.end) if len(digits) <= 2 else span)


def _take_five(sketch: Sketch, run: list[Number], digits: str) -> None:
    """ "12309" and "um dois três zero nove": the first three, then the last two."""
    start, end = run[0].start, run[-1].end
    cut = start + 3 if len(run) == 1 else next((n.end for n, size in _running(run) if size >= 3), end - 1)
    sketch.take("cpf_first3", digits[:3], (start, cut))
    sketch.take("cpf_last2", digits[3:], (cut, end))


def _running(run: list[Number]) -> list[tuple[Number, int]]:
    total, sizes = 0, []
    for number in run:
        total += len(number.digits)
        sizes.append((number, total))
    return sizes


def _birth(digits: str) -> str | None:
    found = real_date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    return found.isoformat() if found else None


def _words_from(sketch: Sketch, start: int) -> list[Word]:
    """The words from a place to the next mark, number or value."""
    stop = re.compile(
        r"[,.;:!?\n#A-Z()]| e (?=(?:o |a |meu |minha )?(?:cpf|nasc|mae"
        r"|nome))"
    ).search(sketch.line, start)
    end = stop.start() if stop else len(sketch.line)
    return [word for word in sketch.words if start <= word.start and word.end <= end]


def _free_runs(sketch: Sketch) -> list[list[Word]]:
    """Stretches of words that are no filler, cut at marks and at what is already understood."""
    found: list[list[Word]] = [[]]
    for word in sketch.words_outside():
        near = not found[-1] or re.fullmatch(r"[ '’-]*", sketch.line[found[-1][-1].end : word.start])
        if not near:
            found.append([])
        if word.plain in PARTICLES and found[-1]:
            found[-1].append(word)
        elif word.plain in _FILLERS:
            found.append([])
        else:
            found[-1].append(word)
    return [trimmed for run in found if (trimmed := _trimmed(run))]


def _trimmed(run: list[Word]) -> list[Word]:
    while run and run[-1].plain in PARTICLES:
        run = run[:-1]
    return run


def _known_alone(sketch: Sketch, run: list[Word]) -> bool:
    """One word is a name beside a digit factor, or when it is a well-known surname and all that was said."""
    return _gave_numbers(sketch) or (len(sketch.words) == 1 and run[0].plain in FAMILY)


def _gave_numbers(sketch: Sketch) -> bool:
    return any(entity.kind.startswith(("cpf", "birth")) for entity in sketch.entities)


def _take_name(sketch: Sketch, run: list[Word], kind: str, *, alone: bool) -> None:
    run = _trimmed(run)
    if not run or not all(word.plain.isalpha() for word in run):
        return
    start, end = run[0].start, run[-1].end
    if not sketch.line[start:end].replace(" ", "").isascii() or re.search(r"[A-Z#]", sketch.line[start:end]):
        return
    written = [sketch.text[word.start : word.end] for word in run]
    if is_name(written, alone_is_enough=alone):
        sketch.take(kind, sketch.text[start:end], (start, end))
