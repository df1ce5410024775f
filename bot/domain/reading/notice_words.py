"""What a message says of the notice itself: that it never came or did not open, or what if nobody answers (N2, N9)."""

import re

from bot.domain.reading.text import fold

_NO = r"\b(?:nao|n|num|nunca|nem)(?: me| nos| te)? "
_CAME = r"(?:recebi|recebemos|chegou|chegaram|veio|vi|vimos|enviaram|mandaram|enviou|mandou)"
_OPENS = r"(?:abriu|abre|abriram|carregou|carrega|baixou|baixa|consigo abrir|consegui abrir|ta abrindo|esta abrindo)"
_NOTICE, _PAPER = r"notifica\w+", r"(?:notifica\w+|documentos?|arquivos?|pdf)"
_SOME = r"(?:(?:essa?s?|esta|este|a|as|o|os|nenhuma?|qualquer|tal|sua|seu|uma?|da|do) )*"


def _never(paper: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_NO}(?:{_CAME}|{_OPENS}) {_SOME}{paper}\b|\b{paper} (?:\w+ ){{0,4}}?{_NO}(?:{_CAME}|{_OPENS})\b"
    )


_NOTICE_NEVER_CAME, _PAPER_NEVER_CAME = _never(_NOTICE), _never(_PAPER)
_DID_NOT_OPEN = re.compile(rf"(?:oi |mas |aqui |olha )*{_NO}{_OPENS}(?: (?:aqui|nada|isso|no meu celular|nao))*")
_NOTHING_CAME = re.compile(rf"(?:oi |mas |eu |aqui )*{_NO}{_CAME}(?: (?:nada|aqui|ainda|nao|isso|pra mim|de voces))*")
_SILENT = re.compile(
    r"\b(?:e se|se|caso|o que acontece se|que acontece se) (?:eu |a gente )?(?:nao|n|num) (?:te |lhe |lhes )?"
    r"(?:responder|responde|confirmar|confirmo|der ciencia|dar ciencia|tocar|clicar|assinar)\b"
)


_A_QUESTION = 12  # a longer message says something else too
_CLAUSE = re.compile(r"[,.;:!?\n]+")


def says_notice_never_came(text: str) -> bool:
    """ "Não recebi notificação nenhuma", "não abriu aqui"; a document without a name may be any other of ours."""
    said = _clauses(text)
    return any(_NOTICE_NEVER_CAME.search(each) for each in said) or (len(said) == 1 and _is(_DID_NOT_OPEN, said[0]))


def says_nothing_came(text: str) -> bool:
    """The same without a word of what: right after a notice, it is about the notice."""
    said = _clauses(text)
    is_paper = any(_PAPER_NEVER_CAME.search(each) for each in said)
    return says_notice_never_came(text) or is_paper or (len(said) == 1 and _is(_NOTHING_CAME, said[0]))


def asks_what_if_silent(text: str) -> bool:
    """ "E se eu não responder?": about the answer, and not about paying."""
    said = " ".join(_clauses(text))
    return bool(_SILENT.search(said)) and len(said.split()) <= _A_QUESTION


def _clauses(text: str) -> list[str]:
    plain = (" ".join(re.sub(r"[^\w\s]", " ", clause).split()) for clause in _CLAUSE.split(fold(text)))
    return [clause for clause in plain if clause]


def _is(pattern: re.Pattern[str], said: str) -> bool:
    return pattern.fullmatch(said) is not None
