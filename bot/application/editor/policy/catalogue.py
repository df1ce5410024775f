"""Every field of policy.yml that a manager may change, section by section, with the rule beside it and its source."""

from decimal import Decimal

from bot.application.editor.policy.catalogue_identity import IDENTITY
from bot.application.editor.policy.catalogue_notice import NOTICE
from bot.application.editor.policy.catalogue_parties import CLOSING, PARTIES
from bot.application.editor.policy.fields import OURS, YES_NO, Bounds, Field, Kind, Option, Section
from bot.application.editor.steps.sms_price import SMS_PRICE
from bot.application.policy_limits import LONGEST_PIX_CITY, LONGEST_PIX_NAME, MOST_OF_AN_SMS

NEGOTIATION = Section(
    "negotiation",
    "Negociação",
    "O que o robô pode oferecer e em que passos. Os descontos ficam na parte seguinte.",
    (
        Field(
            ("negotiation", "negotiates"),
            "a negociação pelo robô",
            Kind.YES_NO,
            "Com «não», o robô cobra o valor inteiro e passa qualquer plano ou desconto para uma pessoa.",
            "Decisão do credor.",
            options=YES_NO,
        ),
        Field(
            ("negotiation", "minimum_down_payment"),
            "a entrada mínima",
            Kind.MONEY,
            "A entrada é sempre maior que cada parcela; por isso este mínimo não fica abaixo do mínimo da parcela. "
            "Conta antes da tarifa.",
            "Regra do credor: R$ 100,00.",
            "R$",
            Bounds.of(0),
        ),
        Field(
            ("negotiation", "minimum_installment"),
            "a parcela mínima",
            Kind.MONEY,
            "Nenhuma parcela fica abaixo deste valor, antes da tarifa. "
            "Se os mínimos não deixam plano nenhum, só o pagamento à vista é oferecido.",
            "Regra do credor: R$ 75,00.",
            "R$",
            Bounds.of(0),
        ),
        Field(
            ("negotiation", "lump_sum_steps"),
            "os passos do desconto à vista",
            Kind.SHARES,
            "Que parte do desconto à vista é dada em cada passo, do menor para o maior. O último é sempre 1.",
            OURS,
            "partes",
        ),
        Field(
            ("negotiation", "installment_fractions"),
            "os passos do número de parcelas",
            Kind.SHARES,
            "Que parte do máximo de parcelas é oferecida em cada passo, de poucas para muitas. O último é sempre 1.",
            OURS,
            "partes",
        ),
    ),
)

UPDATING = Section(
    "updating",
    "Multa e juros",
    "Só valem para o que vem em branco no arquivo do credor: o que vem preenchido é usado como veio.",
    (
        Field(
            ("updating", "fine_percent"),
            "a multa por atraso",
            Kind.PERCENT,
            "Cobrada uma vez sobre o valor original. Não passa de 2 %.",
            "O mesmo teto do Código de Defesa do Consumidor, art. 52, § 1º.",
            "%",
            Bounds.allowed("updating.fine_percent"),
        ),
        Field(
            ("updating", "interest_percent_per_month"),
            "os juros ao mês",
            Kind.PERCENT,
            "Juros simples, contados por dia de atraso. Não passam de 1 % ao mês.",
            "O mesmo teto do Código Tributário Nacional, art. 161, § 1º.",
            "% ao mês",
            Bounds.allowed("updating.interest_percent_per_month"),
        ),
    ),
)

PAYMENT = Section(
    "payment",
    "Pagamento",
    "Como se paga, a tarifa do boleto e os prazos.",
    (
        Field(
            ("payment", "means"),
            "os meios de pagamento",
            Kind.CHOICES,
            "O que o robô oferece para pagar. Com Pix, preencha também a chave e os nomes abaixo.",
            "Decisão do credor.",
            options=(Option("boleto", "boleto"), Option("pix", "Pix")),
        ),
        Field(
            ("payment", "slip_fee"),
            "a tarifa por boleto",
            Kind.MONEY,
            "Soma-se a cada boleto, à vista ou parcelado; no Pix não há tarifa. "
            "Atenção: cobrar esta tarifa é contestado na Justiça.",
            "Regra do credor: R$ 2,50.",
            "R$",
            Bounds.of(0),
        ),
        Field(
            ("payment", "fee_disclosure"),
            "a informação da tarifa",
            Kind.CHOICE,
            "Quem pergunta como o valor foi feito sempre ouve a composição, e o acordo escrito sempre a discrimina. "
            "Esconder não é uma opção.",
            "Código de Defesa do Consumidor, art. 6º, III (informação clara).",
            options=(Option("itemised", "discriminada em toda oferta"), Option("on_request", "dita quando perguntam")),
        ),
        Field(
            ("payment", "first_due_within_days"),
            "o prazo do primeiro vencimento",
            Kind.WHOLE,
            "O primeiro vencimento é no máximo tantos dias corridos à frente; o cliente pode escolher antes.",
            "Regra do credor: 7 dias.",
            "dias",
            Bounds.allowed("payment.first_due_within_days"),
        ),
        Field(
            ("payment", "reissue", "days_before"),
            "a reemissão antes do vencimento",
            Kind.WHOLE,
            "Um boleto que vence dentro destes dias é emitido de novo com outra data, uma vez, sem nova negociação.",
            "Regra do credor: 5 dias.",
            "dias",
            Bounds.allowed("payment.reissue.days_before"),
        ),
        Field(
            ("payment", "reissue", "days_after"),
            "a reemissão depois do vencimento",
            Kind.WHOLE,
            "Um boleto vencido há até tantos dias é emitido de novo com outra data, uma vez, sem nova negociação.",
            "Regra do credor: 5 dias.",
            "dias",
            Bounds.allowed("payment.reissue.days_after"),
        ),
        Field(
            ("payment", "pix", "key"),
            "a chave Pix",
            Kind.TEXT,
            "A chave que recebe. Fica em branco quando o Pix não é um dos meios.",
            "Banco Central: código Pix copia e cola.",
            optional=True,
        ),
        Field(
            ("payment", "pix", "merchant_name"),
            "o nome no código Pix",
            Kind.TEXT,
            "Até 25 letras, sem acento: é o que o banco mostra a quem paga.",
            "Banco Central: código Pix copia e cola.",
            "letras",
            Bounds.of(1, LONGEST_PIX_NAME),
            optional=True,
        ),
        Field(
            ("payment", "pix", "merchant_city"),
            "a cidade no código Pix",
            Kind.TEXT,
            "Até 15 letras, sem acento.",
            "Banco Central: código Pix copia e cola.",
            "letras",
            Bounds.of(1, LONGEST_PIX_CITY),
            optional=True,
        ),
    ),
)

LIMITS = Section(
    "limits",
    "Limites da cobrança",
    "Quando um título, um arquivo ou um acordo deixa de ser assunto do robô.",
    (
        Field(
            ("limits", "prescription_years"),
            "a idade máxima de um título",
            Kind.WHOLE,
            "Mais velho que isso, o título não entra em contato, oferta nem notificação: "
            "quem pergunta é respondido por uma pessoa, por escrito.",
            "Código Civil, art. 206, § 5º, I: prescreve em 5 anos.",
            "anos",
            Bounds.allowed("limits.prescription_years"),
        ),
        Field(
            ("limits", "base_date_max_age_days"),
            "a idade máxima do arquivo do credor",
            Kind.WHOLE,
            "Com arquivo mais velho, o robô não diz valor nenhum e chama uma pessoa.",
            OURS,
            "dias",
            Bounds.allowed("limits.base_date_max_age_days"),
        ),
        Field(
            ("limits", "agreement_broken_after_days"),
            "o prazo para um acordo ser quebrado",
            Kind.WHOLE,
            "Depois de tantos dias de atraso o acordo é dado por quebrado: um novo só com uma pessoa.",
            OURS,
            "dias",
            Bounds.allowed("limits.agreement_broken_after_days"),
        ),
        Field(
            ("limits", "bad_payer_after_days"),
            "o prazo para mau pagador",
            Kind.WHOLE,
            "Uma parcela atrasada há mais que isso, ou duas em atraso. O nome do estado nunca é mostrado ao cliente.",
            OURS,
            "dias",
            Bounds.allowed("limits.bad_payer_after_days"),
        ),
    ),
)

HOURS = Section(
    "hours",
    "Horário de atendimento",
    "Quando há pessoas para atender. Fora dele o robô diz quando alguém responde e guarda o lugar na fila.",
    (
        Field(
            ("hours", "weekdays"),
            "o horário de segunda a sexta",
            Kind.HOURS,
            "Escreva como 08:00-18:00. Em branco: ninguém atende nesses dias.",
            OURS,
            optional=True,
        ),
        Field(
            ("hours", "saturdays"),
            "o horário de sábado",
            Kind.HOURS,
            "Escreva como 08:00-12:00. Em branco: ninguém atende aos sábados.",
            OURS,
            optional=True,
        ),
        Field(
            ("hours", "closed_on_holidays"),
            "o fechamento nos feriados",
            Kind.YES_NO,
            "Com «sim», feriado é como domingo.",
            OURS,
            options=YES_NO,
        ),
    ),
)

MESSAGES = Section(
    "messages",
    "Mensagens",
    "O que custa mandar.",
    (
        Field(
            SMS_PRICE,
            "o preço de um SMS",
            Kind.MONEY,
            "Só mostra, ao lado de cada texto, quanto o SMS custa: não entra em conta de cliente nenhum. "
            "Um texto longo vai em mais de um SMS. Em branco: aparece só quantos são.",
            "O contrato com quem entrega os SMS.",
            "R$",
            Bounds(Decimal("0.01"), Decimal(MOST_OF_AN_SMS.cents) / 100),
            optional=True,
        ),
    ),
)

SECTIONS: tuple[Section, ...] = (
    NEGOTIATION,
    UPDATING,
    PAYMENT,
    CLOSING,
    NOTICE,
    *IDENTITY,
    LIMITS,
    HOURS,
    MESSAGES,
    PARTIES,
)
BY_NAME = {field.name: field for section in SECTIONS for field in section.fields}
