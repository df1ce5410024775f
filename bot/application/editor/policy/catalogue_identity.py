"""The identity fields: which factors open a conversation, in each of the four situations."""

from bot.application.editor.policy.fields import Bounds, Field, Kind, Option, Section

SOURCE = "Regra do credor; Lei Geral de Proteção de Dados, art. 6º (segurança e prevenção)."
FACTORS = (
    Option("cpf_first3", "3 primeiros dígitos do CPF"),
    Option("cpf_last2", "2 últimos dígitos do CPF"),
    Option("cpf_full", "CPF inteiro"),
    Option("full_name", "nome completo"),
    Option("surname", "sobrenome"),
    Option("mother_name", "nome da mãe"),
    Option("birth_date", "data de nascimento"),
    Option("address", "endereço"),
    Option("cnpj_first3", "3 primeiros dígitos do CNPJ"),
    Option("cnpj_full", "CNPJ inteiro"),
    Option("representative_name", "nome do representante"),
    Option("registration_number", "número de matrícula"),
)
CPF_ANY_FORM = Option("cpf", "CPF (inteiro, ou início e fim no telefone conhecido)")
SITUATIONS = {
    "active": "quando nós começamos a conversa",
    "receptive": "quando a pessoa nos escreve",
    "unknown_phone": "de telefone desconhecido",
    "company": "de empresa",
}


def _of(situation: str, when: str) -> tuple[Field, ...]:
    place, needs = ("identity", situation), (*FACTORS, CPF_ANY_FORM)
    return (
        Field(
            (*place, "asks"),
            f"os dados pedidos {when}",
            Kind.CHOICES,
            "O que o robô pergunta. Quem responde a tudo precisa ficar identificado.",
            SOURCE,
            options=FACTORS,
        ),
        Field(
            (*place, "all"),
            f"os dados obrigatórios {when}",
            Kind.CHOICES,
            "Todos estes precisam conferir."
            + (" De telefone desconhecido o CPF inteiro é sempre um deles." if situation == "unknown_phone" else ""),
            SOURCE,
            options=needs,
            optional=True,
        ),
        Field(
            (*place, "any"),
            f"os dados que bastam {when}",
            Kind.CHOICES,
            "Além dos obrigatórios, um destes basta.",
            SOURCE,
            options=needs,
            optional=True,
        ),
        Field(
            (*place, "n_of", "at_least"),
            f"a quantidade de dados da lista {when}",
            Kind.WHOLE,
            "Quantos dados da lista abaixo precisam conferir. Em branco quando não há lista.",
            SOURCE,
            "dados",
            Bounds.of(1, 12),
            optional=True,
        ),
        Field(
            (*place, "n_of", "factors"),
            f"a lista de dados a escolher {when}",
            Kind.CHOICES,
            "Desta lista, quaisquer uns servem, na quantidade acima.",
            SOURCE,
            options=needs,
            optional=True,
        ),
        Field(
            (*place, "min_facts"),
            f"o mínimo de dados {when}",
            Kind.WHOLE,
            "De telefone desconhecido nunca menos de dois."
            if situation == "unknown_phone"
            else "Quantos dados no mínimo.",
            SOURCE,
            "dados",
            Bounds.of(2 if situation == "unknown_phone" else 1, 12),
            optional=True,
        ),
    )


_ABOUT = "Nada sobre a dívida é dito antes que os dados confiram."
_TRIES = Section(
    "identity_tries",
    "Identidade: tentativas",
    _ABOUT,
    (
        Field(
            ("identity", "tries", "known_phone"),
            "as tentativas no telefone conhecido",
            Kind.WHOLE,
            "Depois delas a conversa trava e uma pessoa assume.",
            SOURCE,
            "tentativas",
            Bounds.allowed("identity.tries.known_phone"),
        ),
        Field(
            ("identity", "tries", "unknown_phones"),
            "as tentativas de telefones desconhecidos",
            Kind.WHOLE,
            "Somadas entre todos os telefones desconhecidos.",
            SOURCE,
            "tentativas",
            Bounds.allowed("identity.tries.unknown_phones"),
        ),
        Field(
            ("identity", "tries", "per_hours"),
            "o período das tentativas",
            Kind.WHOLE,
            "Em quantas horas as tentativas se contam.",
            SOURCE,
            "horas",
            Bounds.allowed("identity.tries.per_hours"),
        ),
        Field(
            ("identity", "lasts_hours"),
            "a duração da confirmação",
            Kind.WHOLE,
            "Sem mensagem por tantas horas, a pessoa confirma de novo quem é, e o robô diz isso.",
            "Padrão da casa: pode mudar.",
            "horas",
            Bounds.allowed("identity.lasts_hours"),
        ),
    ),
)
IDENTITY = (
    *(Section(f"identity_{one}", f"Identidade {when}", _ABOUT, _of(one, when)) for one, when in SITUATIONS.items()),
    _TRIES,
)
