"""What a person types to prove who they are, brought to the form facts are compared in (I4)."""

from datetime import date

from pydantic import BaseModel

from bot.domain.documents import CNPJ_DIGITS, CPF_DIGITS, digits_of
from bot.domain.identity_policy import Factor

_DIGITS = {
    Factor.CPF_FULL: CPF_DIGITS,
    Factor.CPF_FIRST3: 3,
    Factor.CPF_LAST2: 2,
    Factor.CNPJ_FULL: CNPJ_DIGITS,
    Factor.CNPJ_FIRST3: 3,
}
_WHOLE_NAMES = {Factor.FULL_NAME, Factor.MOTHER_NAME, Factor.REPRESENTATIVE_NAME}
_DATE_DIGITS = 8


class IdentityForm(BaseModel):
    """One field for each factor a policy may ask; those not asked stay empty."""

    cpf_full: str = ""
    cpf_first3: str = ""
    cpf_last2: str = ""
    full_name: str = ""
    surname: str = ""
    mother_name: str = ""
    birth_date: str = ""
    address: str = ""
    cnpj_full: str = ""
    cnpj_first3: str = ""
    representative_name: str = ""
    registration_number: str = ""

    def facts(self) -> dict[Factor, str]:
        """Those that have the form of what they are; half a number or half a name is not given yet."""
        typed = {Factor(name): _cleaned(Factor(name), value) for name, value in self.model_dump().items()}
        return {factor: value for factor, value in typed.items() if value}


def _cleaned(factor: Factor, text: str) -> str:
    if factor in _DIGITS:
        digits = digits_of(text)
        return digits if len(digits) == _DIGITS[factor] else ""
    if factor is Factor.BIRTH_DATE:
        return _day_of(digits_of(text))
    words = text.split()
    return "" if factor in _WHOLE_NAMES and len(words) < 2 else " ".join(words)


def _day_of(digits: str) -> str:
    """03/04/1953 as 1953-04-03; empty when it is no day."""
    try:
        day = date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return ""
    return day.isoformat() if len(digits) == _DATE_DIGITS else ""
