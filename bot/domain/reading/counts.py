"""How many installments: "6x", "doze vezes", "em 6", "10 parcelas", "uma vez só"."""

import re

from bot.domain.reading.sketch import Sketch

_ONCE = re.compile(
    r"\b(?:a ?vista|(?:em |numa |de |n)?(?:uma|1) (?:unica )?(?:vez|parcela|pagamento)(?: so| unica)?|(?:1|em"
    r" um) ?x)\b(?! por todas)"
)
_TIMES = re.compile(r"(#++) ?(?:x|xs|×|veses|vezes|veiz|veis|vezs|vzs?)(?![a-z])")
_PARTS = re.compile(r"(#++) ?(?:parcelas?|parcelinhas?|prestacoes|prestacao|pagamentos)\b")
_IN = re.compile(r"\b(?:em|por) (?:ate |umas |uns )?(#++) ?(?:meses|mes)\b")
_IN_BARE = re.compile(
    r"\b(?:em|nas|umas) (?:ate )?(#++)(?=\s*(?:$|[?!.,;)\n]|(?:e|da|pode|sem|se|fica|por favor|no|de|como"
    r"|quanto|rola|consigo|tem)\b))"
)
_OF_MONEY = re.compile(r"(?<![#] )(#++)(?= ?de (?:r\$ ?)?(#++))")
_HISTORY = re.compile(
    r"\b(?:ja|liguei|paguei|mandei|falei|pedi|cobraram|cobrado|cobrada|ligaram|tentei|mandaram"
    r"|avisei)\b[^.!?#]{0,20}$"
)
# Installments there are, not installments wished.
_OWED = re.compile(
    r"\b(?:devo|deve|falta|faltam|paguei|tenho|devendo|essas|estas|as|das|nas|minhas|ultimas|primeiras)\s*$"
)
_OVERDUE = re.compile(r"\s*(?:atrasad|vencid|em aberto|em atraso|pendent|abert|que |ja )")
_LONGEST = 120


def read_counts(sketch: Sketch) -> None:
    for match in sketch.matches(_OF_MONEY):
        if _is_so_many_of(sketch, match):
            sketch.take("count", str(sketch.number(match).whole), match.span(1))
    for match in sketch.matches(_TIMES):
        _take(sketch, match, unless=_HISTORY)
    for match in sketch.matches(_PARTS):
        if not _OVERDUE.match(sketch.line[match.end() :]):
            _take(sketch, match, unless=_OWED)
    for match in [*sketch.matches(_IN), *sketch.matches(_IN_BARE)]:
        if 1 < sketch.number(match).whole <= 99:
            _take(sketch, match)


def read_once(sketch: Sketch) -> None:
    """One payment only: before numbers are lexed, as "uma" is one of them."""
    for match in sketch.matches(_ONCE):
        if re.search(r"1|so|unica|vista|^(?:em|numa|de|n)", match[0]):
            sketch.take("count", "1", match.span())


def _take(sketch: Sketch, match: re.Match[str], unless: re.Pattern[str] | None = None) -> None:
    count = sketch.number(match)
    if unless and unless.search(sketch.before(match.start())):
        return
    if 1 <= count.whole <= _LONGEST and count.hundredths % 100 == 0:
        sketch.take("count", str(count.whole), match.span())


def _is_so_many_of(sketch: Sketch, match: re.Match[str]) -> bool:
    """ "10 de 150": a small whole number of amounts."""
    many, each = sketch.number(match), sketch.number(match, 2)
    if many.is_amount or re.search(r"\b(?:dia|r\$) ?$", sketch.before(match.start())):
        return False
    return 2 <= many.whole <= 60 and each.whole >= 50
