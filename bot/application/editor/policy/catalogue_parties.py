"""The fields that name who is owed and who speaks, and the statement every closing ends with."""

from bot.application.editor.policy.fields import YES_NO, Field, Kind, Section

NAMED = "Todo documento de cobrança traz nome, CNPJ e endereço do credor (Código de Defesa do Consumidor, art. 42-A)."


def _organisation(key: str, whose: str, *, has_ans: bool) -> tuple[Field, ...]:
    place = ("parties", key)
    said = (
        Field((*place, "name"), f"o nome {whose}", Kind.TEXT, "Como o cliente lê.", NAMED),
        Field((*place, "cnpj"), f"o CNPJ {whose}", Kind.TEXT, "Os dígitos de controle são conferidos.", NAMED),
        Field((*place, "address"), f"o endereço {whose}", Kind.TEXT, "Rua, número, bairro, cidade, UF e CEP.", NAMED),
        Field((*place, "phone"), f"o telefone {whose}", Kind.TEXT, "Como as pessoas escrevem: 67 3314-1010.", NAMED),
    )
    ans = Field(
        (*place, "ans_number"),
        f"o registro na ANS {whose}",
        Kind.TEXT,
        "Seis dígitos. Sem ele nenhuma notificação é emitida.",
        "Resolução Normativa ANS nº 593/2023.",
        optional=True,
    )
    return (*said, ans) if has_ans else said


PARTIES = Section(
    "parties",
    "Quem cobra",
    "O credor, o escritório quando há um, e onde o cliente confere que a cobrança é verdadeira.",
    (
        *_organisation("creditor", "do credor", has_ans=True),
        *_organisation("office", "do escritório", has_ans=False),
        Field(
            ("parties", "attendant"), "o nome do atendente", Kind.TEXT, "Como o robô se apresenta.", "Regra do credor."
        ),
        Field(
            ("parties", "official_phone"),
            "o telefone oficial",
            Kind.TEXT,
            "Onde o cliente confirma que a conversa, o boleto ou a notificação é de verdade.",
            "Regra do credor.",
        ),
        Field(
            ("parties", "portal"),
            "o endereço do portal",
            Kind.TEXT,
            "Página do credor para o cliente.",
            "Regra do credor.",
        ),
        Field(
            ("parties", "protocol_prefix"),
            "o começo do protocolo",
            Kind.TEXT,
            "Seis dígitos: o registro na ANS, ou outro número de quem não tem registro.",
            "Agência Nacional de Saúde Suplementar: protocolo de atendimento.",
        ),
    ),
)

CLOSING = Section(
    "closing",
    "Fechamento do acordo",
    "O que é dito, palavra por palavra, depois do «sim» do cliente.",
    (
        Field(
            ("closing_statement",),
            "a declaração obrigatória",
            Kind.LINES,
            "Uma frase por linha. Nenhum acordo é fechado sem ela.",
            "Texto do credor, enviado como está.",
        ),
        Field(
            ("uses_credit_bureau",),
            "o uso de cadastro de inadimplentes",
            Kind.YES_NO,
            "Com «não», o robô não fala de SPC nem Serasa, salvo para dizer que o credor não usa.",
            "Decisão do credor; Código de Defesa do Consumidor, art. 43.",
            options=YES_NO,
        ),
        Field(
            ("asks_if_aware",),
            "a pergunta se a pessoa sabe da pendência",
            Kind.YES_NO,
            "Com «sim», depois da identidade o robô pergunta se a pessoa sabia, antes de mostrar os títulos.",
            "Regra do credor.",
            options=YES_NO,
            optional=True,
        ),
    ),
)
