"""Whether a message only says what is to be corrected ("quero mudar o e-mail"), without the new value itself."""

from bot.domain.reading.text import fold, vocabulary, words

_NAMED = vocabulary("""
quero queria preciso gostaria posso pode podem da tem como eu voce corrigir corrige mudar muda trocar troca alterar
altera atualizar atualiza arrumar arruma ajeitar conferir colocar passar mandar o a os as um uma de do da dos das no
na em pra para por favor meu minha meus minhas esse essa este esta outro outra novo nova errado errada errados
erradas errou mudou trocou mudei troquei nao ta e so mas aqui ai ja mais que sim ok dado dados cadastro telefone
telefones fone celular numero email mail endereco rua casa cep contato whatsapp zap entrega envio correto certo
manda mande mandem envia envie enviem enviar pro minha filha filho esposa marido mae pai dele dela la boleto boletos
""")


def names_only_what_to_correct(text: str) -> bool:
    """True of "o endereço tá errado", false of "rua das flores 20"."""
    return {word.plain for word in words(fold(text))} <= _NAMED
