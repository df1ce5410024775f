"""Whether a message asks us to stop writing (R3); in doubt the answer is no and the classifier decides."""

import re

_ALONE = re.compile(
    r"(?:por favor )?(?:stop|sair|parar|pare|parem|unsubscribe|descadastr(?:ar?|e|em|o)(?:-?me)?|me"
    r" descadastr(?:a|e|em)|quero (?:me )?descadastrar"
    r"|cancel(?:ar?|e|em) (?:a |minha |a minha )?inscricao|quero cancelar (?:a |minha |a minha )?inscricao|opt"
    r" ?out|remover|nao quero mais receber)(?: por favor| pf| ja| agora)?"
)
_MESSAGES = (
    r"(?:mensage\w*|msgs?|recados?|notificac\w*|sms|avisos?|whats?\w*|zap\w*|torpedos?|contatos?"
    r"|textos?|coisas?|isso|nada|propagandas?|spam)"
)
_WRITE = r"(?:mand|envi|escrev)(?:a|e|em|am|ar|er|ando)(?:-?me)?"
_THESE = r"(?:(?:essas?|estas?|esses?|suas?|tantas?|tantos?|as|os|mais|nenhuma?) )*"
_ENDS = r"(?=\s*(?:$|[,.;!\n]))"
_STOP = re.compile(
    r"\b(?:par|deix)(?:a|e|em|ar)(?: ja| logo)? de (?:(?:me|nos|ficar|fica) )*"
    rf"(?:{_WRITE}(?! (?:boleto|carta|e-?mail|cobranca|fatura))|receber(?: {_THESE}{_MESSAGES}|(?: mais)?{_ENDS})"
    rf"|(?:importun|perturb|incomod|lig)(?:ar|ando)|{_THESE}{_MESSAGES})"
    rf"|\b(?:chega de|par(?:a|e|em|ar) com) {_THESE}{_MESSAGES}"
)
_NO_MORE = re.compile(
    rf"\b(?:nao|nunca|n) (?:e pra |precisa |quero que (?:voces |vcs )?)?(?:me |nos )?{_WRITE} (?:(?:mais|nunca"
    rf" mais)(?: (?:nenhuma |nenhum |essas |esses |suas )?{_MESSAGES})?"
    rf"(?=\s*(?:$|[,.;!\n]|(?:para|pra|pro|por favor|nesse|neste|aqui|no|ok|pf)\b))|{_MESSAGES} (?:mais"
    rf"|nenhuma)\b|(?:mais )?nada\b)"
    rf"|\bnao (?:quero|desejo|gostaria de|aceito) (?:mais )?(?:receber|ter|ser) (?:mais )?(?:(?:nenhuma?|essas?"
    rf"|esses?|suas?|tais|as|os) )?(?:mais )?(?:{_MESSAGES}|contatad[oa])(?! d[eoa] boleto)"
    r"|\bnao quero mais receber(?=\s*(?:$|[,.;!\n]))"
    r"|\bnao (?:me |nos )?(?:perturb|incomod|importun|procur|contat|cham|lig|ligu)(?:e|em|a|am) (?:nunca"
    r" )?mais(?! tarde"
    r"| cedo)"
    r"|\bnao entr(?:e|em|a) (?:mais )?em contato(?: mais)?(?: comigo)?(?=\s*(?:$|[,.;!\n]|por favor))"
)
_NO_CONTACT = re.compile(
    r"\bnao (?:quero|desejo|autorizo) (?:mais )?(?:nenhuma? |o envio de |o )?(?:mensage\w*|msgs?|contatos?|sms"
    r"|notificac\w*|spam)"
    rf"|\bnao (?:quero|desejo) (?:mais )?que (?:voces |vcs )?(?:me )?{_WRITE}(?! (?:o |a |mais )?(?:boleto"
    rf"|carta|e-?mail|fatura|pix))"
    rf"|\bnao receber (?:mais )?{_THESE}{_MESSAGES}|\bnao entrar (?:mais )?em contato"
)
_REMOVE = re.compile(
    r"\b(?:me )?(?:tir|remov|retir|exclu|apag|delet|risc|bloque)\w* (?:o )?(?:me |eu )?(?:(?:d[aeo]s?|dess[ae]s?"
    r"|dest[ae]s?) (?:su?a |vossa )?(?:lista|cadastro de mensage\w*|grupo|base|contatos|lista de contatos|mailing)"
    r"|(?:o )?(?:meu|esse|este) (?:numero|telefone|contato|celular|whats\w*|zap|fone)(?! d[eoa] (?:boleto"
    r"|carteir|protocolo)))"
    r"|\b(?:sair|saia) d(?:a|essa|esta) (?:lista|sua lista)|\bdescadastr\w+ (?:o )?(?:meu )?(?:numero|telefone"
    r"|contato|celular)"
    r"|\bcancel\w+ (?:a |minha |a minha )?inscricao\b|\bcancel\w+ o (?:envio|recebimento) d[ae]s? (?:mensage\w*"
    r"|sms|notificac\w*)"
)
# Whoever says the number is wrong is not opting out as the debtor: asked, not decided here.
_SOMEBODY_ELSE = re.compile(
    r"\b(?:engano|numero errado|nao sou|nao e (?:dele|dela|meu|minha)|nao conheco|trocou de numero|faleceu"
    r"|falecid|morreu)"
)
_NEGATED = re.compile(r"\b(?:nao|sem)(?: (?:precisa|quero|e pra|era pra|pode|podem|pedi|pedi pra|pra|vou|posso))*\s$")


def asks_to_stop(folded: str) -> bool:
    said = re.sub(r"[^\S\n]+", " ", folded).strip()
    if _ALONE.fullmatch(said.strip(" .!,;*_\"'()-")):
        return True
    if _SOMEBODY_ELSE.search(said):
        return False
    if _NO_MORE.search(said) or _NO_CONTACT.search(said):
        return True
    return any(not _NEGATED.search(said[: match.start()]) for wish in (_STOP, _REMOVE) for match in wish.finditer(said))
