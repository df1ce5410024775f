"""CPF and CNPJ numbers: check digits, zeros lost in a spreadsheet, and masks."""

import re

CPF_DIGITS = 11
CNPJ_DIGITS = 14
_CPF_WEIGHTS = tuple(range(11, 1, -1))
_CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
_MOST_ZEROS_LOST = 4


def digits_of(text: str) -> str:
    """Only the digits of what was typed."""
    return re.sub(r"\D", "", text, flags=re.ASCII)


def is_cpf(digits: str) -> bool:
    return len(digits) == CPF_DIGITS and _has_check_digits(digits, _CPF_WEIGHTS)


def is_cnpj(digits: str) -> bool:
    return len(digits) == CNPJ_DIGITS and _has_check_digits(digits, _CNPJ_WEIGHTS)


def cpf_from(root: str) -> str:
    """The CPF with these nine first digits."""
    first = _check_digit(root, _CPF_WEIGHTS[1:])
    return root + first + _check_digit(root + first, _CPF_WEIGHTS)


def cnpj_from(root: str) -> str:
    """The CNPJ with these twelve first digits."""
    first = _check_digit(root, _CNPJ_WEIGHTS[1:])
    return root + first + _check_digit(root + first, _CNPJ_WEIGHTS)


def document_of(text: str) -> str | None:
    """The CPF or CNPJ in a cell, with leading zeros a spreadsheet lost put back; None when it is neither."""
    digits = digits_of(text)
    cpf, cnpj = digits.zfill(CPF_DIGITS), digits.zfill(CNPJ_DIGITS)
    if len(digits) >= CPF_DIGITS - _MOST_ZEROS_LOST and is_cpf(cpf):
        return cpf
    if len(digits) >= CNPJ_DIGITS - _MOST_ZEROS_LOST and is_cnpj(cnpj):
        return cnpj
    return None


def masked(document: str) -> str:
    """What may be shown of a number: the middle of a CPF, the root's end and branch of a CNPJ."""
    if len(document) == CPF_DIGITS:
        return f"***.{document[3:6]}.{document[6:9]}-**"
    if len(document) == CNPJ_DIGITS:
        return f"**.***.{document[5:8]}/{document[8:12]}-**"
    return "*" * len(document)


def formatted(document: str) -> str:
    """A number as people write it."""
    if len(document) == CPF_DIGITS:
        return f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"
    if len(document) == CNPJ_DIGITS:
        return f"{document[:2]}.{document[2:5]}.{document[5:8]}/{document[8:12]}-{document[12:]}"
    return document


def _has_check_digits(digits: str, weights: tuple[int, ...]) -> bool:
    """Modulo 11 twice; the second digit weighs one place more. A single repeated digit is no document."""
    if not (digits.isascii() and digits.isdigit()) or len(set(digits)) == 1:
        return False
    return digits[-2:] == _check_digit(digits[:-2], weights[1:]) + _check_digit(digits[:-1], weights)


def _check_digit(digits: str, weights: tuple[int, ...]) -> str:
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return str(0 if rest < 2 else 11 - rest)
