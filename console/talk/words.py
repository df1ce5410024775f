"""What staff read for the words the service keeps: reasons, states, factors, in plain Portuguese."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.application.agents.opening_talk import Hindrance
from bot.application.delivery_reasons import DeliveryReason
from bot.application.wording import long_day

CHANNELS = {"whatsapp": "WhatsApp", "sms": "SMS"}
REASONS: Mapping[str, str] = {
    "asked": "Pediu para falar com uma pessoa",
    "identity_locked": "Errou os dados de identidade e ficou bloqueado",
    "misunderstood": "O robô não entendeu duas vezes seguidas",
    "lawyer": "Falou de advogado, justiça ou Procon",
    "deceased": "Falecimento",
    "hospitalised": "Doença ou tratamento em curso",
    "self_harm": "Risco de vida: atender já",
    "broken_agreement": "Quer renegociar um acordo quebrado",
    "policy_exception": "Pede condição fora da política",
    "unknown_code": "Título de código desconhecido",
    "other_debts": "Pergunta por outras pendências",
    "tool_failure": "O robô falhou no meio da resposta",
    "bot_stopped": "O robô está parado",
    "media": "Mandou mídia que o robô não lê",
    "anger": "Está irritado",
    "hardship": "Sem condições de pagar",
    "stale": "Valores da carteira desatualizados",
    "prescribed": "Pergunta por título antigo, fora da cobrança",
    "later_date": "Quer vencimento além do limite",
    "plan_request": "Pede parcelamento",
    "power_of_attorney": "Quer tratar por outra pessoa",
    "takeover": "Assumida de dentro da conversa com o robô",
    "began": "Contato começado pela equipe",
}
OWNER_REASONS: Mapping[str, str] = {
    "accepted": "assumiu a conversa",
    "spoke": "assumiu a conversa ao escrever",
    "returned": "devolveu a conversa ao robô",
    "closed": "encerrou o atendimento",
    "began": "começou este contato",
}
DELIVERY: Mapping[str, str] = {
    "pending": "enviando",
    "sending": "enviando",
    "unknown": "conferindo o envio",
    "queued": "enviada",
    "accepted": "enviada",
    "sent": "enviada",
    "delivered": "entregue",
    "read": "lida",
    "failed": "não entregue",
    "undelivered": "não entregue",
    "superseded": "não foi enviada: uma pessoa assumiu antes",
}
TICKS: Mapping[str, str] = {"queued": "✓", "accepted": "✓", "sent": "✓", "delivered": "✓✓", "read": "✓✓"}
FAILURES: Mapping[str, str] = {
    DeliveryReason.WINDOW_CLOSED: "passaram 24 horas da última mensagem dele; só uma mensagem aprovada vai",
    DeliveryReason.RATE: "muitas mensagens ao mesmo tempo",
    DeliveryReason.OPT_OUT: "ele pediu para não receber mensagens",
    DeliveryReason.UNREACHABLE: "o número não está recebendo",
    DeliveryReason.INVALID_NUMBER: "o número não existe neste canal",
    DeliveryReason.REFUSED_BY_CHANNEL: "o canal recusou a mensagem",
    DeliveryReason.TEMPLATE: "a mensagem aprovada foi recusada",
    DeliveryReason.TEMPLATE_PENDING: "a mensagem ainda espera aprovação do WhatsApp",
    DeliveryReason.TEMPLATE_REJECTED: "o WhatsApp não aprovou esta mensagem",
    DeliveryReason.CREDENTIALS: "a conta de envio está com problema; avise o administrador",
    DeliveryReason.SENDER: "o número de envio está com problema; avise o administrador",
}
FACTORS: Mapping[str, str] = {
    "cpf_first3": "3 primeiros números do CPF",
    "cpf_last2": "2 últimos números do CPF",
    "cpf_full": "CPF inteiro",
    "full_name": "nome completo",
    "surname": "sobrenome",
    "mother_name": "nome da mãe",
    "birth_date": "data de nascimento",
    "address": "endereço",
    "cnpj_first3": "3 primeiros números do CNPJ",
    "cnpj_full": "CNPJ inteiro",
    "representative_name": "nome do representante",
    "registration_number": "número de registro",
}
CASES: Mapping[str, str] = {
    "already_paid": "Diz que já pagou",
    "contest": "Contestação",
    "cancel_plan": "Cancelamento do plano",
    "contact_update": "Mudança de contato",
    "data_protection": "Pedido sobre dados pessoais",
    "payroll": "Desconto em folha",
    "media": "Mídia recebida",
}
HINDRANCES: Mapping[Hindrance, str] = {
    Hindrance.OPTED_OUT: "Esta pessoa pediu para não receber mensagens nossas. Só ela pode começar a conversa.",
    Hindrance.LATER: "Fora do horário permitido para começar um contato.",
    Hindrance.OWNED: "Já existe uma conversa com esta pessoa em atendimento.",
    Hindrance.TALKING: "Esta pessoa está conversando com o robô agora. Abra a conversa e assuma.",
    Hindrance.BUSY: "Uma mensagem dela está chegando neste momento. Tente de novo em alguns segundos.",
    Hindrance.NO_SENDER: "Não há número nosso para este canal.",
    Hindrance.NO_CONTACT: "Este número não está mais no cadastro da pessoa. Procure de novo.",
    Hindrance.NO_WORDS: "Não há mensagem aprovada para esta situação.",
    Hindrance.NOT_APPROVED: "O WhatsApp ainda não aprovou esta mensagem.",
}


def name_of(email: str) -> str:
    """ana.souza@… is Ana Souza: staff have no other name here."""
    local = email.partition("@")[0]
    return " ".join(part.capitalize() for part in local.replace("_", ".").replace("-", ".").split(".") if part)


def day_of(day: date, today: date) -> str:
    if day == today:
        return "Hoje"
    if day == today - timedelta(days=1):
        return "Ontem"
    said = long_day(day)
    return said[:1].upper() + said[1:]


def left_until(end: datetime, now: datetime) -> str:
    """How long is left, as people say it: 3 h 12 min."""
    minutes = max(int((end - now).total_seconds() // 60), 0)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"
