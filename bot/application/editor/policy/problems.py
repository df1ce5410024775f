"""What the policy's own rules refuse, said in plain Portuguese beside the field it is about."""

import re

from bot.application.editor.policy.catalogue import BY_NAME
from bot.application.policy_document import TITLES_FILE, PolicyRefused, parse_policy

UNPLACED = "document"
_IS_PIX = "Preencha a chave, o nome e a cidade quando o Pix é um dos meios; deixe em branco quando não é."
# What the rule says, the field it is shown beside when the rule names none, and how it is said.
_SAID: tuple[tuple[str, str, str], ...] = (
    (
        "minimum_down_payment is below",
        ".minimum_down_payment",
        "A entrada mínima não fica abaixo da parcela mínima: a entrada é sempre maior que cada parcela.",
    ),
    ("larger discount than the lump sum", "", "O desconto parcelado não passa do desconto à vista."),
    ("first row must begin at day 0", "", "A primeira faixa começa no dia 0."),
    ("gap or overlap", "", "Há dias sem faixa, ou em duas faixas."),
    ("last row must have no to_day", "", "A última faixa não tem fim."),
    ("last_day comes before", ".last_day", "O último dia não vem antes do primeiro."),
    ("steps must grow", "", "As partes crescem e a última é 1."),
    ("pix must be given", ".pix.key", _IS_PIX),
    ("must be itemised or on_request", "", "Esconder a tarifa de quem pergunta não é uma opção."),
    ("is not a CNPJ", "", "Este CNPJ não existe: confira os dígitos."),
    (r"'^\d{6}$'", "", "Escreva seis dígitos."),
    (
        "would still not be identified",
        ".asks",
        "Quem responde a tudo o que é pedido ainda não ficaria identificado: peça mais dados ou exija menos.",
    ),
    ("needs any, all or n_of", ".all", "Diga que dados identificam a pessoa."),
    ("at_least is more than", ".at_least", "A quantidade é maior que a lista."),
    (
        "must ask cpf_full and have",
        ".unknown_phone.all",
        "De telefone desconhecido, o CPF inteiro e mais um dado são sempre exigidos.",
    ),
    ("need approved_by", ".approved_by", "Diga quem aprovou sair do padrão."),
    ("alert_from_day comes after", ".alert_from_day", "O alerta começa antes do último dia para notificar."),
    ("parties.office must be given", "parties.office.name", "Preencha os dados do escritório."),
    (
        "parties.creditor.ans_number is missing",
        "parties.creditor.ans_number",
        "A operadora precisa do registro na ANS.",
    ),
    ("appears twice", "", "Este código já está na tabela."),
    ("not YAML", "", "O arquivo não pode ser lido: confira os recuos, os dois-pontos e as aspas."),
    ("not a mapping", "", "O arquivo não é uma lista de campos e valores."),
    ("Extra inputs are not permitted", "", "Este campo não existe."),
    ("an SMS costs between", "", "Escreva um preço entre R$ 0,01 e R$ 5,00."),
    ("may not be negative", "", "O valor não pode ser negativo."),
    ("Field required", "", "Preencha este campo."),
    ("greater than or equal", "", "O valor é menor que o permitido."),
    ("less than or equal", "", "O valor é maior que o permitido."),
    ("at most", "", "O texto é longo demais."),
    ("at least 1", "", "Preencha este campo."),
)


# What is not a field by itself, by a part of its place.
_PARTS = (
    ("campaigns", "Campanhas"),
    ("small_debt", "Dívidas pequenas"),
    ("discount_table", "Tabela de descontos"),
    ("closing_statement", "Declaração obrigatória"),
)
_LINE = re.compile(re.escape(TITLES_FILE) + r" line (\d+)")


def refusals(policy_yml: str, titles_csv: str) -> tuple[str, ...]:
    """What keeps these texts from being a policy."""
    try:
        parse_policy(policy_yml, titles_csv)
    except PolicyRefused as refused:
        return refused.problems
    return ()


def problem_beside(problem: str) -> tuple[str, str]:
    """The name of the field, and what is said there."""
    place, colon, message = problem.partition(": ")
    if not colon:
        place, message = UNPLACED, problem
    for sign, beside, said in _SAID:
        if sign in message:
            is_whole = not beside.startswith(".")
            return (beside or place, said) if is_whole else (place + beside.removeprefix(f".{place}"), said)
    return place, "Este valor não é aceito aqui."


def in_words(problem: str) -> str:
    """The same where no form is at hand: the name of the field as its form has it, and what is wrong."""
    place, said = problem_beside(problem)
    label = _label(place)
    return f"{label}: {said}" if label else said


def _label(place: str) -> str:
    if line := _LINE.fullmatch(place):
        return f"Tabela de títulos, linha {line[1]}"
    parts = place.split(".")
    for length in range(len(parts), 0, -1):
        if field := BY_NAME.get(".".join(parts[:length])):
            return field.label
    return next((label for part, label in _PARTS if part in parts), "") + _row(parts)


def _row(parts: list[str]) -> str:
    """Rows of a table, and campaigns, are counted from one."""
    return "".join(f", {int(part) + 1}ª" for part in parts if part.isdecimal())
