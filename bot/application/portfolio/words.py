"""Names, documents, numbers and short answers as finance writes them in cells."""

import re
from datetime import date

from bot.application.portfolio.cells import Cell, CellRefused, text_of
from bot.domain.documents import CNPJ_DIGITS, CPF_DIGITS, digits_of, document_of
from bot.domain.people import Role
from bot.domain.phones import COUNTRY, normalised
from bot.domain.reading.text import fold

NOT_A_DOCUMENT = "CPF ou CNPJ inválido: confira os dígitos"
SCIENTIFIC = "o Excel trocou os dígitos por notação científica: formate a coluna como texto"
NOT_A_NAME = "não é um nome"
NOT_A_PHONE = "telefone inválido: use DDD e número"
NOT_AN_EMAIL = "e-mail inválido"
NOT_A_STATE = "UF desconhecida"
NOT_A_POSTAL_CODE = "CEP inválido"
NOT_A_ROLE = "papel desconhecido: use titular, dependente, agregado, agregado_desmembrado ou responsavel_financeiro"
NOT_YES_OR_NO = "responda SIM ou NÃO"
NOT_A_NUMBER = "não é um número de identificação"

REGISTRATION_DIGITS, TITLE_DIGITS, CODE_DIGITS, POSTAL_DIGITS = 8, 9, 3, 8
_STATES = "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO"
STATES = frozenset(_STATES.split())
_PARTICLES = frozenset({"da", "das", "de", "do", "dos", "e"})
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_WHOLE = re.compile(r"^(\d+)[.,]0$")  # 12.0, as a number became text
_PART_OF_NAME = re.compile(r"[^\s'’-]+")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_SEVERAL = re.compile(r"[/;,|]")
_LONGEST = 60
_YES_NO = {
    **dict.fromkeys(("sim", "s", "x", "1", "true", "verdadeiro", "yes"), True),
    **dict.fromkeys(("nao", "n", "0", "false", "falso", "no"), False),
}


def read_text(cell: Cell) -> str:
    return text_of(cell)


def read_name(cell: Cell) -> str:
    """A name all in capitals or all in small letters is written as people write it."""
    name = text_of(cell)
    if not any(letter.isalpha() for letter in name):
        raise CellRefused(NOT_A_NAME)
    return _capitalised(name) if name.isupper() or name.islower() else name


def read_document(cell: Cell) -> str:
    text = _number(cell)
    document = document_of(text)
    if document is None or len(digits_of(text)) > CNPJ_DIGITS:
        raise CellRefused(NOT_A_DOCUMENT)
    return document


def is_company(document: str) -> bool:
    return len(document) != CPF_DIGITS


def read_role(cell: Cell) -> Role:
    plain = "_".join(re.findall(r"[a-z]+", fold(text_of(cell))))
    try:
        return Role(plain)
    except ValueError as error:
        raise CellRefused(NOT_A_ROLE) from error


def read_phones(cell: Cell) -> tuple[str, ...]:
    """One or more numbers; the ninth digit is neither added nor dropped."""
    numbers = [number for part in _SEVERAL.split(_number(cell)) if (number := part.strip())]
    return tuple(dict.fromkeys(_phone(number) for number in numbers))


def read_email(cell: Cell) -> str:
    email = text_of(cell).lower()
    if not _EMAIL.fullmatch(email):
        raise CellRefused(NOT_AN_EMAIL)
    return email


def read_state(cell: Cell) -> str:
    state = text_of(cell).upper()
    if state not in STATES:
        raise CellRefused(NOT_A_STATE)
    return state


def read_postal_code(cell: Cell) -> str:
    digits = re.sub(r"[\s.-]", "", text_of(cell))
    if not digits.isdecimal() or not POSTAL_DIGITS - 1 <= len(digits) <= POSTAL_DIGITS:
        raise CellRefused(NOT_A_POSTAL_CODE)
    digits = digits.zfill(POSTAL_DIGITS)
    return f"{digits[:5]}-{digits[5:]}"


def read_yes_no(cell: Cell) -> bool:
    answer = _YES_NO.get(fold(text_of(cell)))
    if answer is None:
        raise CellRefused(NOT_YES_OR_NO)
    return answer


def read_registration(cell: Cell) -> str:
    return _identifier(cell, REGISTRATION_DIGITS)


def read_title_number(cell: Cell) -> str:
    return _identifier(cell, TITLE_DIGITS)


def read_code(cell: Cell) -> str:
    """Any code is taken in: one the policy does not know is for a person (T2)."""
    return _identifier(cell, CODE_DIGITS)


def _capitalised(name: str) -> str:
    words = [
        word if place and word in _PARTICLES else _PART_OF_NAME.sub(lambda part: part[0].capitalize(), word)
        for place, word in enumerate(name.lower().split())
    ]
    return " ".join(words)


def _identifier(cell: Cell, digits: int) -> str:
    """Leading zeros that a spreadsheet lost are put back, so that the same thing has one number."""
    text = _number(cell)
    if len(text) > _LONGEST or not any(sign.isalnum() for sign in text):
        raise CellRefused(NOT_A_NUMBER)
    return text.zfill(digits) if text.isdecimal() else text


def _number(cell: Cell) -> str:
    text = text_of(cell)
    if isinstance(cell, date):
        raise CellRefused(NOT_A_NUMBER)
    if text.isdecimal():
        return text
    if _SCIENTIFIC.fullmatch(text):
        raise CellRefused(SCIENTIFIC)
    return _WHOLE.sub(r"\1", text)


def _phone(text: str) -> str:
    """As it stands, or without the trunk zero somebody left after the country."""
    digits = digits_of(text)
    found = normalised(text) or normalised(digits.removeprefix(COUNTRY) if digits.startswith(f"{COUNTRY}0") else "")
    if found is None or any(letter.isalpha() for letter in text):
        raise CellRefused(NOT_A_PHONE)
    return found
