"""Whether a message asks us to stop writing (R3), surely or perhaps, and whether it says the number is wrong (I5)."""

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
# Whoever answers for another is not opting out as the debtor: the classifier says who it is.
_SOMEBODY_ELSE = re.compile(
    r"\b(?:engano|numero errado|nao sou|nao e (?:dele|dela|meu|minha)|nao conheco|trocou de numero|faleceu"
    r"|falecid|morreu)"
)
_WRONG_NUMBER = re.compile(
    r"\b(?:(?:numero|telefone|celular|contato|fone) (?:ta |esta |e )?(?:o )?errado|errado o numero"
    r"|err(?:aram|ou|ei) (?:de |o )?numero|(?:e|foi|por|liga\w*|manda\w*|deve ser) engano|^engano"
    r"|trocou de (?:numero|telefone|celular)"
    r"|(?:numero|telefone|celular|contato) (?:nao e|n e|nunca foi|deixou de ser) (?:mais )?"
    r"(?:dele|dela|d?ess[ae]|d?est[ae])"
    r"|nao conheco (?:ess[ae]|est[ae]|ninguem|nenhuma?|quem))"
)
# What may mean the messages as well as the debt, the plan or the talk: asked once, never decided alone.
_PERHAPS = re.compile(
    r"(?:(?:ai|ah|aff|nossa|moca|moco|olha|gente|pelo amor de deus|por favor) )*(?:ja )?(?:"
    r"(?:chega|basta|ja deu|ja chega|to fora|parou|parem?|para)"
    r"(?: (?:disso|disto|ja|por favor|pra mim|de verdade|gente))*"
    r"|(?:eu )?(?:so )?(?:quero|queria|desejo) (?:me )?(?:sair|parar|encerrar)"
    r"(?: (?:fora|disso|disto|daqui|com isso|isso|por favor|agora|de vez))*"
    r"|me (?:tir\w+|exclu\w+|deix\w+ fora) (?:disso|disto|daqui|dai)(?: por favor)?"
    r"|(?:eu )?nao quero mais (?:isso|nada)(?: (?:com|de) voces?)?"
    r"|(?:eu )?nao quero (?:mais )?(?:saber|participar|nada) (?:mais )?(?:disso|disto)"
    r"|(?:eu )?nao quero mais (?:falar|conversa\w*|papo)(?: (?:com|sobre) \w+)?)"
)
_NEGATED = re.compile(r"\b(?:nao|sem)(?: (?:precisa|quero|e pra|era pra|pode|podem|pedi|pedi pra|pra|vou|posso))*\s$")


def asks_to_stop(folded: str) -> bool:
    """A wish for no more messages, whoever writes."""
    said = _one_line(folded)
    if _ALONE.fullmatch(said.strip(" .!,;*_\"'()-")):
        return True
    if _NO_MORE.search(said) or _NO_CONTACT.search(said):
        return True
    return any(not _NEGATED.search(said[: match.start()]) for wish in (_STOP, _REMOVE) for match in wish.finditer(said))


def opts_out(folded: str) -> bool:
    """A wish to stop that no other reading comes before: the debtor's own, or that of a wrong number."""
    said = _one_line(folded)
    return asks_to_stop(said) and (says_wrong_number(said) or not _SOMEBODY_ELSE.search(said))


def says_wrong_number(folded: str) -> bool:
    """Said outright that the number is not of whom we look for; "não sou eu" alone may be a husband (I5)."""
    return bool(_WRONG_NUMBER.search(_one_line(folded)))


def may_ask_to_stop(folded: str) -> bool:
    """ "Chega disso", "quero sair": the messages, the debt or the plan? One question settles it."""
    plain = re.sub(r"[.!,;*_\"'()-]+", " ", folded.replace("vcs", "voces").replace("vc ", "voce "))
    return not asks_to_stop(folded) and bool(_PERHAPS.fullmatch(" ".join(plain.split())))


def _one_line(folded: str) -> str:
    return re.sub(r"[^\S\n]+", " ", folded).strip()
