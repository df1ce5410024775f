"""One row of a portfolio: a person, their phones and perhaps a title, or what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from bot.application.portfolio import figures, words
from bot.application.portfolio.cells import Cell, CellRefused, checked, is_blank
from bot.application.portfolio.columns import CANCELLED, TITLE_COLUMNS
from bot.application.portfolio.ports import PortfolioRow
from bot.domain.conversation import Channel
from bot.domain.people import Person, Role
from bot.domain.titles import Title

BLANK = "está em branco"
HOLDER_MISSING = "informe o CPF do titular"
OWN_HOLDER = "o CPF do titular é o da própria pessoa"
HOLDER_OF_A_HOLDER = "quem é titular não tem outro titular"
NEEDS_A_HOLDER = frozenset({Role.DEPENDANT, Role.AGGREGATE, Role.PAYER})


@dataclass(frozen=True)
class Problem:
    """A cell that refuses its row, and why."""

    column: str
    reason: str


@dataclass
class RowCells:
    """The cells of one row, read by column; problems are gathered, not raised."""

    cells: Mapping[str, Cell]
    problems: list[Problem] = field(default_factory=list)

    def read[T](self, column: str, reader: Callable[[Cell], T]) -> T | None:
        """The cell's content, or None when it is blank or refused."""
        cell = self.cells[column]
        if is_blank(cell):
            return None
        try:
            return reader(checked(cell))
        except CellRefused as refused:
            self.refuse(column, refused.reason)
            return None

    def need[T](self, column: str, reader: Callable[[Cell], T]) -> T | None:
        """Like `read`, for a cell that must not be blank."""
        if is_blank(self.cells[column]):
            self.refuse(column, BLANK)
        return self.read(column, reader)

    def refuse(self, column: str, reason: str) -> None:
        self.problems.append(Problem(column, reason))


def read_row(cells: Mapping[str, Cell], creditor: str, today: date) -> PortfolioRow | list[Problem]:
    """The row, when every cell in it is right; else all that is wrong."""
    row = RowCells(cells)
    person = _person(row, creditor, today)
    phones = _phones(row)
    title = _title(row)
    if row.problems or person is None:
        return row.problems
    return PortfolioRow(person, phones, title)


def _person(row: RowCells, creditor: str, today: date) -> Person | None:
    registration = row.need("matricula", words.read_registration)
    role = row.need("papel", words.read_role)
    name = row.need("nome", words.read_name)
    document = row.need("cpf", words.read_document)
    if name is not None and document is not None and words.is_company(document):
        name = row.read("nome", words.read_text)  # "ABC LTDA" is how a company writes itself
    facts = {
        "holder_document": _holder(row, role, document),
        "mother_name": row.read("nome_mae", words.read_name),
        "birth_date": row.read("data_nascimento", partial(figures.read_birth, today=today)),
        "email": row.read("email", words.read_email),
        "address": row.read("endereco", words.read_text),
        "city": row.read("cidade", words.read_name),
        "state": row.read("uf", words.read_state),
        "postal_code": row.read("cep", words.read_postal_code),
        "plan_name": row.read("plano_nome", words.read_text),
        "plan_registration": row.read("plano_registro_ans", words.read_text),
        "plan_cancelled": CANCELLED in row.cells and bool(row.read(CANCELLED, words.read_yes_no)),
        "accepts_whatsapp": bool(row.read("aceita_whatsapp", words.read_yes_no)),
    }
    if registration is None or role is None or name is None or document is None:
        return None
    return Person(0, creditor, registration, role, name, document, **facts)  # type: ignore[arg-type]


def _holder(row: RowCells, role: Role | None, document: str | None) -> str | None:
    """Whose titles these people stand beside; a holder's own CPF there says nothing more."""
    holder = row.read("titular_cpf", words.read_document)
    if is_blank(row.cells["titular_cpf"]):
        if role in NEEDS_A_HOLDER:
            row.refuse("titular_cpf", HOLDER_MISSING)
        return None
    if holder is None or document is None or role is None:
        return holder
    if role in NEEDS_A_HOLDER and holder == document:
        row.refuse("titular_cpf", OWN_HOLDER)
    if role is Role.HOLDER and holder != document:
        row.refuse("titular_cpf", HOLDER_OF_A_HOLDER)
    return None if holder == document else holder


def _phones(row: RowCells) -> tuple[tuple[Channel, str], ...]:
    columns = ((Channel.WHATSAPP, "whatsapp"), (Channel.SMS, "sms"))
    return tuple((channel, phone) for channel, name in columns for phone in row.read(name, words.read_phones) or ())


def _title(row: RowCells) -> Title | None:
    """A row without a title only registers the person."""
    if all(is_blank(row.cells[column]) for column in TITLE_COLUMNS):
        return None
    number = row.need("titulo_numero", words.read_title_number)
    code = row.need("titulo_codigo", words.read_code)
    competence = row.need("competencia", figures.read_competence)
    due_date = row.need("vencimento", figures.read_date)
    principal = row.need("valor_principal", figures.read_principal)
    fine, interest = row.read("multa", figures.read_charge), row.read("juros", figures.read_charge)
    if number is None or code is None or competence is None or due_date is None or principal is None:
        return None
    return Title(number, code, competence, due_date, principal, fine, interest)
