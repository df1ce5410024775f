"""What the policy's own rules refuse, said in plain Portuguese beside the field it is about."""

from bot.application.policy_document import PolicyRefused, parse_policy

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
    ("Field required", "", "Preencha este campo."),
    ("greater than or equal", "", "O valor é menor que o permitido."),
    ("less than or equal", "", "O valor é maior que o permitido."),
    ("at most", "", "O texto é longo demais."),
    ("at least 1", "", "Preencha este campo."),
)


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
