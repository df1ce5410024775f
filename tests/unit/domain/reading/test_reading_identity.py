"""I4: identity factors as people type them."""

from datetime import date

import pytest

from bot.domain.reading.message import Expectation, read
from bot.domain.reading.shapes import is_cpf

TODAY = date(2026, 11, 21)
ASKED = Expectation(identity=True)
NOTHING = Expectation()


def values(text: str, expects: Expectation = ASKED) -> list[tuple[str, str]]:
    return [(entity.kind, entity.value) for entity in read(text, expects, TODAY).entities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123", [("cpf_first3", "123")]),
        ("045", [("cpf_first3", "045")]),
        ("os três primeiros são 1 2 3", [("cpf_first3", "123")]),
        ("os 3 primeiros são 123", [("cpf_first3", "123")]),
        ("3 primeiros: 123", [("cpf_first3", "123")]),
        ("um dois três", [("cpf_first3", "123")]),
        ("cento e vinte e três", [("cpf_first3", "123")]),
        ("zero quarenta e cinco", [("cpf_first3", "045")]),
        ("meia zero um", [("cpf_first3", "601")]),
        ("12 3", [("cpf_first3", "123")]),
        ("1.2.3", [("cpf_first3", "123")]),
        ("1-2-3", [("cpf_first3", "123")]),
        ("é 1, 2 e 3", [("cpf_first3", "123")]),
        ("１２３", [("cpf_first3", "123")]),
        ("123.456.789-09", [("cpf", "12345678909")]),
        ("123 456 789 09", [("cpf", "12345678909")]),
        ("123456789-09", [("cpf", "12345678909")]),
        ("12345678909", [("cpf", "12345678909")]),
        ("meu cpf é 123", [("cpf_first3", "123")]),
        ("oi bom dia 123", [("cpf_first3", "123")]),
        ("sim, 123", [("cpf_first3", "123")]),
        ("123 e 09", [("cpf_first3", "123"), ("cpf_last2", "09")]),
        ("123 09", [("cpf_first3", "123"), ("cpf_last2", "09")]),
        ("12309", [("cpf_first3", "123"), ("cpf_last2", "09")]),
        ("um dois três zero nove", [("cpf_first3", "123"), ("cpf_last2", "09")]),
        ("123.***.***-09", [("cpf_first3", "123"), ("cpf_last2", "09")]),
        ("começa com 123 e termina com 09", [("cpf_first3", "123"), ("cpf_last2", "09")]),
        ("final 09", [("cpf_last2", "09")]),
        ("09", [("cpf_last2", "09")]),
        ("maria da silva", [("name", "maria da silva")]),
        ("MARIA JOSE DE SOUSA", [("name", "MARIA JOSE DE SOUSA")]),
        ("João Antônio", [("name", "João Antônio")]),
        ("Joaquina Tolomeu", [("name", "Joaquina Tolomeu")]),
        ("Souza", [("name", "Souza")]),
        ("sobrenome souza", [("name", "souza")]),
        ("Maria Souza 123", [("name", "Maria Souza"), ("cpf_first3", "123")]),
        ("sou o João, 123", [("name", "João"), ("cpf_first3", "123")]),
        ("minha mãe é Ana Lima", [("mother_name", "Ana Lima")]),
        (
            "Maria Souza, 12345678909, mãe Ana Lima",
            [("name", "Maria Souza"), ("cpf", "12345678909"), ("mother_name", "Ana Lima")],
        ),
        ("Maria Souza, nascida em 10/05/1980", [("name", "Maria Souza"), ("birth_date", "1980-05-10")]),
        ("10/05/1980", [("birth_date", "1980-05-10")]),
        ("10/05/80", [("birth_date", "1980-05-10")]),
        ("10-05-1980", [("birth_date", "1980-05-10")]),
        ("10.05.1980", [("birth_date", "1980-05-10")]),
        ("10051980", [("birth_date", "1980-05-10")]),
        ("10 de maio de 1980", [("birth_date", "1980-05-10")]),
        ("dez de maio de mil novecentos e oitenta", [("birth_date", "1980-05-10")]),
        ("nasci em 10/05/1980", [("birth_date", "1980-05-10")]),
        ("12.345.678/0001-90", [("cnpj", "12345678000190")]),
        ("12.ABC.345/01DE-35", [("cnpj", "12ABC34501DE35")]),
    ],
)
def test_a_factor_is_accepted_in_any_form(text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text) == expected
    assert read(text, ASKED, TODAY).intent == "inform_identity"


@pytest.mark.parametrize(
    "text",
    [
        "não vou passar meu cpf",
        "nao vou passar meu cpf pra desconhecido",
        "não passo 123 nenhum",
        "é 123 mas pra que isso?",
        "quem é você",
        "Quem Mandou Isso",
        "golpe isso",
        "qual o motivo",
        "falar com atendente",
        "Ela faleceu",
        "a maria souza faleceu",
        "sou a esposa",
        "sou esposa da maria souza",
        "quero falar com a ana souza",
        "bom dia",
        "de",
        "tenho 82 anos",
    ],
)
def test_what_is_no_factor_is_not_a_try(text: str) -> None:
    """I3, C1: refusing or asking why is not a try."""
    assert read(text, ASKED, TODAY).intent is None


@pytest.mark.parametrize(
    "text",
    [
        "não lembro",
        "nao lembro meu cpf",
        "não sei de cabeça",
        "sei de cabeça não",
        "não sei meu cpf",
        "esqueci o numero",
    ],
)
def test_who_does_not_know_it_by_heart_refuses_nothing_and_tries_nothing(text: str) -> None:
    """C1, I3: something else is asked instead."""
    assert read(text, ASKED, TODAY).intent == "refuse_identity"
    assert read(text, Expectation(), TODAY).intent is None


@pytest.mark.parametrize(
    ("text", "intent"), [("não sou eu", "not_me"), ("sim", "affirm"), ("sou eu", "affirm"), ("não", "deny")]
)
def test_other_short_answers_hold_while_identity_is_asked(text: str, intent: str) -> None:
    assert read(text, ASKED, TODAY).intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "045",
        "123.456.789-09",
        "12345678909",
        "123 e 09",
        "os três primeiros são 1 2 3",
        "meu nome é joão da silva",
        "cpf: 123",
    ],
)
def test_a_plain_factor_is_one_even_when_nothing_is_expected(text: str) -> None:
    assert read(text, NOTHING, TODAY).intent == "inform_identity"


@pytest.mark.parametrize("text", ["67991234567", "(67) 99123-4567", "+5567991234567", "67 99123-4567", "3314-1010"])
def test_a_phone_is_no_cpf(text: str) -> None:
    assert [kind for kind, _ in values(text, NOTHING)] == ["phone"]
    assert read(text, NOTHING, TODAY).intent is None


def test_who_writes_may_say_their_name_beside_the_digits() -> None:
    """I4: in the very first message too."""
    assert ("cpf_first3", "159") in values("159 fabio aqui", NOTHING)
    assert values("paguei 159 ontem", NOTHING)[0][0] != "cpf_first3"


def test_an_email_is_read_whole() -> None:
    assert values("meu email é Ana.Lima@exemplo.invalid", NOTHING) == [("email", "ana.lima@exemplo.invalid")]


@pytest.mark.parametrize("text", ["450?", "maria souza", "comprei 3 coisas em 2019", "moro no 123"])
def test_without_an_expectation_doubt_is_left_to_the_classifier(text: str) -> None:
    assert read(text, NOTHING, TODAY).intent is None


@pytest.mark.parametrize(
    ("digits", "good"), [("12345678909", True), ("12345678900", False), ("11111111111", False), ("123", False)]
)
def test_check_digits_tell_a_cpf_from_a_phone(digits: str, good: bool) -> None:
    assert is_cpf(digits) is good


def test_an_entity_points_at_the_text_as_typed() -> None:
    text = "Olá, R$ 150,00 está bom"
    [entity] = read(text, NOTHING, TODAY).entities

    assert text[entity.start : entity.end] == entity.text == "R$ 150,00"


def test_two_digits_asked_for_are_no_option_of_an_older_question() -> None:
    """I4: options shown before stay with the conversation while the last two digits are asked."""
    asked = Expectation(identity=True, options=("identity:1", "ask_titles", "ask_human"))
    reading = read("03", asked, TODAY)

    assert (reading.intent, reading.payload) == ("inform_identity", None)
    assert values("é 03", asked) == [("cpf_last2", "03")]
    assert read("2", asked, TODAY).payload == "ask_titles"
    assert read("02", Expectation(options=asked.options), TODAY).payload == "ask_titles"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quadra 12 casa 4", []),
        ("rua 15 de novembro, 159", []),
        ("moro na casa da minha filha, meu cpf é 159", [("cpf_first3", "159")]),
        ("apto 159 e o cpf começa com 045", [("cpf_first3", "045")]),
    ],
)
def test_the_numbers_of_an_address_are_no_digits_of_a_cpf(text: str, expected: list[tuple[str, str]]) -> None:
    """I4: an address told where digits are asked is no wrong try."""
    assert [(kind, value) for kind, value in values(text) if kind.startswith("cpf")] == expected


@pytest.mark.parametrize("text", ["filho de Natália Barbosa", "sou filha da Natália Barbosa", "Natália Barbosa"])
def test_a_child_tells_the_mother_where_she_is_asked_for(text: str) -> None:
    """I2."""
    asked = Expectation(identity=True, mother=True)
    [(kind, name)] = values(text, asked)

    assert (read(text, asked, TODAY).intent, name) == ("inform_identity", "Natália Barbosa")
    assert kind == ("mother_name" if "filh" in text else "name")


def test_a_child_tells_the_mother_beside_own_numbers() -> None:
    """I2, I4."""
    assert values("318 filha de Teresa Prado") == [("cpf_first3", "318"), ("mother_name", "Teresa Prado")]
    assert values("minha mãe é a Teresa Prado") == [("mother_name", "Teresa Prado")]


def test_a_daughter_who_answers_gives_no_fact_of_the_holder() -> None:
    """I5: nothing is compared, and no try is spent."""
    reading = read("sou filha da dona Lúcia", ASKED, TODAY)

    assert reading.intent is None
    assert not [entity for entity in reading.entities if entity.kind == "mother_name"]
