"""Where to send something: a phone or an e-mail with the few words that go with one (P12)."""

import re

from bot.domain.reading.sketch import Sketch
from bot.domain.reading.text import fold, vocabulary

_PLACES = frozenset({"email", "phone"})
_AROUND = vocabulary("""
manda mandar mande mandem envia enviar envie enviem passa passar passe encaminha encaminhar pode podem poderia quero
queria prefiro gostaria favor me nos por para pra pro p no na nesse neste nessa desse deste o a os as um uma de do da
e é ser seja sim nao não ok tudo boleto boletos acordo contrato documento documentos papel isso tambem também entao
então email mail e-mail correio numero número telefone fone celular cel zap zapzap whats whatsapp wpp sms contato
endereco endereço certo correto errado outro outra meu minha meus novo nova atual esse este essa esta aqui ai aí lá la
eh segue anota anote anotar corrige corrigir corrija muda mudar mude troca trocar troque
esposa marido mulher esposo filho filha mae mãe pai irma irmã irmao irmão dele dela ddd mas que
""")


_SENDING = re.compile(
    r"\b(?:mand\w+|envi\w+|pass(?:a|ar|e)|encaminh\w+|quero receber"
    r"|(?:por|via|no|pelo|pro|para o|pra o)(?: meu)? e-? ?mail)\b"
)
_CHANGED = re.compile(r"\b(?:mud\w+|troc\w+|nov[oa]|atualiz\w+|corri\w+|errad\w*|alter\w+|outr[oa]|antig[oa])\b")
_EMAIL = re.compile(r"\be-? ?mail\b")


def asks_to_send(text: str) -> bool:
    """ "Por e-mail", "manda no 67 99999-1234": where to, and no word of a contact that changed."""
    folded = fold(text)
    return bool(_SENDING.search(folded)) and not _CHANGED.search(folded)


def names_email(text: str) -> bool:
    return bool(_EMAIL.search(fold(text)))


def says_where_to_send(sketch: Sketch) -> bool:
    """A place, and nothing said beside it that is not about sending there."""
    kinds = {entity.kind for entity in sketch.entities}
    return bool(kinds) and kinds <= _PLACES and {word.plain for word in sketch.words_outside()} <= _AROUND
