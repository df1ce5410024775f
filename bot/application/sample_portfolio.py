"""An invented portfolio with the columns of a real one: nobody in it exists; a seed always gives the same people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.application.portfolio.columns import COLUMNS
from bot.domain.documents import cpf_from
from bot.domain.people import Role

DEFAULT_PEOPLE, DEFAULT_SEED = 240, 1908  # its first person shows the whole ladder

_GIVEN = (
    "Ana Antônio Beatriz Bruno Camila Carlos Diego Eduardo Eliane Fábio Fernanda Gabriela Gustavo Helena Henrique Igor"
    " Isabela João Juliana Karina Larissa Leonardo Marcelo Marina Natália Nelson Patrícia Paulo Rafael Renata Sabrina"
    " Sérgio Tatiane Vinícius Wesley Yara"
)
_FAMILY = (
    "Almeida Araújo Barbosa Brandão Cardoso Conceição Dias Esteves Ferreira Gonçalves Horta Ibrahim Jardim Lacerda"
    " Machado Nogueira Oliveira Pacheco Queiroz Ramalho Siqueira Teixeira Uchôa Vasconcelos Xavier Zanetti"
)
_MOTHERS = (
    "Ana Beatriz Camila Daniela Eliane Fernanda Gabriela Helena Isabela Juliana Karina Larissa Marina Natália Patrícia"
    " Renata Sabrina Tatiane Vanessa Yara"
)
GIVEN, FAMILY, MOTHERS = _GIVEN.split(), _FAMILY.split(), _MOTHERS.split()
CREDITORS = ("cassems", "cassems", "assefaz")  # as often as they stand here
PLACES = (  # city, state, area code, first digits of the postal code
    ("Campo Grande", "MS", "67", "79002"),
    ("Dourados", "MS", "67", "79800"),
    ("Manaus", "AM", "92", "69005"),
    ("Brasília", "DF", "61", "70040"),
    ("São Paulo", "SP", "11", "01310"),
    ("Curitiba", "PR", "41", "80010"),
)
PLANS = ("Família", "Completo", "Essencial")
CODES = ("059", "085", "060", "050", "054", "052", "070", "003", "002", "001")
UNKNOWN_CODE = "099"
AGES = (12, 33, 38, 47, 62, 89, 90, 91, 120, 240, 359, 360, 361, 480, 700, 1400)  # days overdue: the policy's limits
PRESCRIBED_AGE = 1900
ROLES = {Role.HOLDER: 82, Role.DEPENDANT: 8, Role.AGGREGATE: 4, Role.PAYER: 4, Role.SPLIT_AGGREGATE: 2}
WITHOUT_TITLES = frozenset({Role.DEPENDANT, Role.AGGREGATE, Role.PAYER})
SEVERAL_CODES, RARE, ACCEPTS = 0.25, 0.01, 0.85
LOWEST_CENTS, HIGHEST_CENTS = 4_500, 210_000

type Row = dict[str, str]


@dataclass(frozen=True)
class _Holder:
    creditor: str
    document: str


def invent_portfolio(people: int, seed: int, today: date) -> Iterator[Row]:
    """The rows of so many people, by column; another day moves the dates and nothing else."""
    chance, taken, holders = Random(seed), set[str](), list[_Holder]()
    for _ in range(people):
        person = _person(chance, taken, holders)
        titles = [] if Role(person["papel"]) in WITHOUT_TITLES else _titles(chance, taken, today)
        for title in titles or [{}]:
            yield dict.fromkeys(COLUMNS, "") | person | title


def _person(chance: Random, taken: set[str], holders: list[_Holder]) -> Row:
    role = chance.choices(list(ROLES), list(ROLES.values()))[0] if holders else Role.HOLDER
    beside = chance.choice(holders) if role in WITHOUT_TITLES else None
    creditor = beside.creditor if beside else chance.choice(CREDITORS)
    document = cpf_from(_digits(chance, taken, 9))
    if role is Role.HOLDER:
        holders.append(_Holder(creditor, document))
    names = chance.choice(GIVEN), *chance.sample(FAMILY, 2)
    return {
        "credor": creditor,
        "matricula": _digits(chance, taken, 8),
        "papel": role.value,
        "titular_cpf": beside.document if beside else "",
        "nome": " ".join(names),
        "cpf": document,
        "nome_mae": f"{chance.choice(MOTHERS)} {names[-1]}",
        "data_nascimento": f"{date(1948, 1, 1) + timedelta(days=chance.randrange(48 * 365)):%d/%m/%Y}",
        "aceita_whatsapp": "SIM" if chance.random() < ACCEPTS else "NÃO",
        **_contacts(chance, taken),
        **_plan(chance),
    }


def _contacts(chance: Random, taken: set[str]) -> Row:
    """After the ninth digit comes a 0, where no mobile number of Brazil has one."""
    city, state, area, postal = chance.choice(PLACES)
    phone = f"+55{area}90{_digits(chance, taken, 7)}"
    return {
        "whatsapp": phone,
        "sms": phone,
        "email": f"pessoa{_digits(chance, taken, 6)}@exemplo.invalid",
        "endereco": f"Rua {chance.choice(FAMILY)}, {chance.randint(1, 1999)}",
        "cidade": city,
        "uf": state,
        "cep": f"{postal}-{chance.randint(100, 999)}",
    }


def _plan(chance: Random) -> Row:
    number, year, digit = chance.randint(400_000, 499_999), chance.randint(10, 23), chance.randint(0, 9)
    return {"plano_nome": chance.choice(PLANS), "plano_registro_ans": f"{number}/{year}-{digit}"}


def _titles(chance: Random, taken: set[str], today: date) -> list[Row]:
    several = chance.random() < SEVERAL_CODES
    code = chance.choice(CODES)
    ages = chance.sample(AGES, chance.randint(1, 4))
    return [
        _title(chance, taken, chance.choice(CODES) if several else code, today - timedelta(days=age))
        for age in sorted(PRESCRIBED_AGE if chance.random() < RARE else age for age in ages)
    ]


def _title(chance: Random, taken: set[str], code: str, due: date) -> Row:
    cents = chance.randint(LOWEST_CENTS, HIGHEST_CENTS)
    return {
        "titulo_numero": _digits(chance, taken, 9),
        "titulo_codigo": UNKNOWN_CODE if chance.random() < RARE else code,
        "competencia": f"{due:%m/%Y}",
        "vencimento": f"{due:%d/%m/%Y}",
        "valor_principal": brazilian(cents),
    }


def brazilian(cents: int) -> str:
    """1.234,56"""
    return f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"


def _digits(chance: Random, taken: set[str], count: int) -> str:
    """So many digits, never the same twice."""
    while True:
        digits = f"{chance.randrange(10**count):0{count}d}"
        if digits not in taken:
            taken.add(digits)
            return digits
