"""What staff read in place of an intent: a short Portuguese name, a hint of when it applies, and one example."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IntentName:
    """How an intent is told to somebody who writes no programs."""

    intent: str
    name: str
    hint: str
    example: str


INTENT_NAMES: dict[str, IntentName] = {
    name.intent: name
    for name in (
        IntentName("greet", "Cumprimento", "Só cumprimenta, sem pedir nada", "boa tarde"),
        IntentName("thank", "Agradecimento", "Agradece", "muito obrigada pela ajuda"),
        IntentName("goodbye", "Despedida", "Encerra a conversa com educação", "tchau, até mais"),
        IntentName("affirm", "Sim", "Concorda ou aceita o que foi proposto", "pode ser, fechado"),
        IntentName("deny", "Não", "Recusa o que foi proposto", "não fica bom pra mim"),
        IntentName("repeat", "Não entendeu", "Pede para repetir ou explicar de novo", "não entendi essa parte"),
        IntentName("inform_identity", "Diz quem é", "Informa nome, CPF ou data de nascimento", "meu nome é Maria"),
        IntentName("refuse_identity", "Não quer se identificar", "Recusa passar dados", "não vou passar meu CPF"),
        IntentName("not_me", "Não é a pessoa", "Número errado ou pessoa desconhecida", "aqui não é da casa dele"),
        IntentName("third_party", "Fala por outra pessoa", "Parente ou quem paga por ela", "sou a esposa dele"),
        IntentName("deceased", "Falecimento", "A pessoa procurada faleceu", "ela faleceu ano passado"),
        IntentName(
            "hospitalised", "Doença ou internação", "Está doente, internado ou em tratamento", "estou internado"
        ),
        IntentName("self_harm", "Risco de vida", "Fala em tirar a própria vida", "não aguento mais viver"),
        IntentName("hardship", "Dificuldade para pagar", "Sem dinheiro ou sem trabalho", "esse mês não consigo pagar"),
        IntentName("later", "Deixar para depois", "Agora não; prefere outra hora", "me chama amanhã"),
        IntentName("ask_titles", "O que está em aberto", "Quanto deve e de quais meses", "quanto tem em aberto?"),
        IntentName(
            "ask_composition", "De que é feito o valor", "Juros, multa e honorários", "como chegou nesse valor?"
        ),
        IntentName("pay_lump_sum", "Pagar à vista", "Quer pagar tudo de uma vez", "quero quitar à vista"),
        IntentName("ask_installments", "Parcelar", "Quer parcelas ou um número delas", "dá pra fazer em 6 vezes?"),
        IntentName("counter_offer", "Contraproposta", "Oferece um valor ou uma entrada", "se for 120 por mês eu fecho"),
        IntentName("ask_discount", "Pedir desconto", "Acha caro ou pede para baixar", "tem mais desconto?"),
        IntentName("choose_due_date", "Data do pagamento", "Escolhe ou pergunta o vencimento", "pode ser dia 10?"),
        IntentName("ask_pix", "Pedir Pix", "Quer pagar por Pix ou a chave", "posso pagar no Pix?"),
        IntentName("ask_boleto", "Pedir boleto", "Quer o boleto ou o código de barras", "manda o boleto"),
        IntentName("ask_second_copy", "Segunda via", "Boleto vencido, perdido ou com erro", "preciso da segunda via"),
        IntentName("ask_status", "Situação do pagamento", "Baixa, recibo, acordo já feito", "já receberam?"),
        IntentName("already_paid", "Já pagou", "Diz que pagou, com ou sem comprovante", "paguei mês passado"),
        IntentName(
            "contest_debt", "Não reconhece a dívida", "Contesta o valor ou a cobrança", "essa dívida não existe"
        ),
        IntentName("acknowledge_notice", "Ciência da notificação", "Recebeu a carta ou o aviso", "já fiquei ciente"),
        IntentName("ask_plan_return", "Volta do plano", "Se o plano volta a funcionar", "se eu pagar o plano volta?"),
        IntentName("cancel_plan", "Cancelar o plano", "Não quer mais o plano", "pode cancelar o plano"),
        IntentName("ask_bureau", "Nome negativado", "Serasa, SPC, protesto, nome sujo", "como limpo meu nome?"),
        IntentName("other_debts", "Outras dívidas", "Pergunta se há mais alguma", "mais alguma dívida?"),
        IntentName("ask_who", "Quem está falando", "Pergunta quem é e em nome de quem", "quem é você?"),
        IntentName("ask_is_it_real", "É de verdade?", "Desconfia de golpe, quer conferir", "como sei que não é golpe?"),
        IntentName(
            "ask_human", "Falar com uma pessoa", "Quer atendente, ligação ou áudio", "quero falar com atendente"
        ),
        IntentName("opt_out", "Parar mensagens", "Não quer mais ser procurado", "para de me mandar mensagem"),
        IntentName("complaint", "Reclamação", "Reclama de nós ou ofende", "fui mal atendida"),
        IntentName("lawyer", "Advogado ou Justiça", "Processo, Procon ou advogado", "meu advogado vai procurar vocês"),
        IntentName("update_contact", "Mudar contato", "Novo telefone, e-mail ou endereço", "mudei de número"),
        IntentName("data_request", "Dados pessoais", "Pedido sobre os próprios dados", "que dados vocês têm de mim?"),
        IntentName("out_of_scope", "Outro assunto", "Nada que se trate aqui", "hoje tá um calor danado"),
        IntentName("choose_option", "Escolhe uma opção", "Toca em uma das opções mostradas", "a segunda opção"),
        IntentName("unreadable_media", "Áudio ou vídeo", "Mensagem que não se lê", "um áudio"),
        IntentName(
            "sent_document", "Documento enviado", "Foto ou PDF, talvez um comprovante", "uma foto de comprovante"
        ),
        IntentName("sent_location", "Localização", "Envia onde está", "um ponto no mapa"),
        IntentName("sent_sticker", "Figurinha", "Envia uma figurinha", "uma figurinha"),
        IntentName("empty_message", "Mensagem vazia", "Nada escrito", "uma mensagem em branco"),
    )
}

# Chosen by number or by tap, never taught by sentences.
_NOT_TAUGHT = frozenset({"choose_option"})


def name_of(intent: str) -> str:
    """The Portuguese name; an intent nobody named is told as it is."""
    known = INTENT_NAMES.get(intent)
    return known.name if known else intent


def teachable(intents: frozenset[str]) -> list[IntentName]:
    """Those a sentence may teach, in the order people look for them."""
    return [name for name in INTENT_NAMES.values() if name.intent in intents - _NOT_TAUGHT]
