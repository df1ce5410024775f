"""The fields of the ANS notice: its terms, what counts as an answer, and how often it is tried."""

from bot.application.editor.policy.fields import OURS, YES_NO, Bounds, Field, Kind, Option, Section

ANS = "Resolução Normativa ANS nº 593/2023."

NOTICE = Section(
    "notice",
    "Notificação da ANS: prazos e regras",
    "Os prazos da lei não podem ser afrouxados aqui. O texto tem uma parte só dele.",
    (
        Field(
            ("notice", "alert_from_day"),
            "o início do alerta",
            Kind.WHOLE,
            "A partir deste dia de atraso da mensalidade mais antiga o sistema avisa que a notificação está por sair.",
            OURS,
            "dias",
            Bounds.allowed("notice.alert_from_day"),
        ),
        Field(
            ("notice", "issue_by_day"),
            "o último dia para notificar",
            Kind.WHOLE,
            "Sai até o 50º dia de atraso da mensalidade mais antiga; depois dele sai também, marcada como tardia.",
            ANS,
            "dias",
            Bounds.allowed("notice.issue_by_day"),
        ),
        Field(
            ("notice", "answer_within_days"),
            "o prazo para pagar depois da notificação",
            Kind.WHOLE,
            "Dias corridos, sem interrupção, contados da notificação válida. Nunca menos de 10.",
            ANS,
            "dias",
            Bounds.allowed("notice.answer_within_days"),
        ),
        Field(
            ("notice", "acknowledgement"),
            "a resposta que vale como ciência",
            Kind.CHOICE,
            "Por WhatsApp ou SMS a notificação só vale se a pessoa responder. "
            "«Qualquer resposta» pede o nome de quem aprovou.",
            ANS,
            options=(Option("explicit", "só a confirmação expressa"), Option("any_reply", "qualquer resposta")),
        ),
        Field(
            ("notice", "full_text_first"),
            "o envio do texto inteiro antes da identidade",
            Kind.YES_NO,
            "Com «não», a pessoa confirma quem é antes de ler a notificação. «Sim» pede o nome de quem aprovou.",
            ANS,
            options=YES_NO,
        ),
        Field(
            ("notice", "approved_by"),
            "o nome de quem aprovou a exceção",
            Kind.TEXT,
            "Só é preciso quando uma das duas regras acima sai do padrão.",
            OURS,
            optional=True,
        ),
        Field(
            ("notice", "channels"),
            "os canais da notificação",
            Kind.CHOICES,
            "Tentados nesta ordem. Um SMS de notificação precisa de um número que receba resposta.",
            ANS,
            options=(Option("whatsapp", "WhatsApp"), Option("sms", "SMS")),
        ),
        Field(
            ("notice", "wait_days"),
            "o intervalo entre tentativas",
            Kind.WHOLE,
            "Sem resposta depois de tantos dias, tenta-se o próximo canal.",
            OURS,
            "dias",
            Bounds.allowed("notice.wait_days"),
        ),
        Field(
            ("notice", "max_attempts"),
            "o número de tentativas",
            Kind.WHOLE,
            "Depois da última, a pessoa vai para a lista de carta registrada ou telefone.",
            "Planilha de notificações: colunas da 1ª à 5ª tentativa.",
            "tentativas",
            Bounds.allowed("notice.max_attempts"),
        ),
    ),
)
