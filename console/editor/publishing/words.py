"""What the pages of publishing say of stages, of what is lacking, and of how a version came to be live."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.application.editor.publishing.reviews import Request, Stage, Work
from bot.application.publications import How

HOWS = {
    How.PUBLISHED: "Publicada",
    How.ROLLED_BACK: "Voltou ao ar",
    How.CHECKOUT: "Instalada com o programa",
    How.STOPPED: "Robô parado",
    How.RESUMED: "Robô religado",
}
WRONG = {
    "note": "Diga em uma frase o que muda e por quê: é o que fica no histórico.",
    "same": "O rascunho é igual ao que está no ar: não há o que publicar.",
    "author": "Você começou, mudou ou pediu esta publicação. Outra pessoa precisa dizer sim.",
    "same_person": "Você já deu o outro sim. A revisão e a assinatura são de duas pessoas.",
    "void": "O rascunho, ou o que está no ar, mudou depois do pedido. Confira a diferença e peça de novo.",
    "ended": "Este pedido já terminou.",
    "not_needed": "Nada da política mudou: não é preciso assinatura.",
    "moves": "O destino das conversas em andamento mudou enquanto você lia. Veja de novo antes de aprovar.",
    "refused": "O rascunho tem problemas: corrija e peça de novo.",
    "preparing": "Ainda não está pronto para publicar.",
    "review": "Falta a revisão de outra pessoa.",
    "signature": "Falta a assinatura do financeiro.",
    "tick": "Há um aviso. Para publicar mesmo assim, marque a caixa.",
    "busy": "Outra publicação está sendo preparada. Esta começa quando ela terminar.",
    "unfit": "Esta versão foi feita por um programa mais antigo e não pode mais ir ao ar.",
    "never": "Esta versão nunca esteve no ar.",
    "unsure": "Nada foi parado: marque a caixa para confirmar.",
}
_STAGES = (
    (Stage.CHECKING, "Conferir fluxos, textos e política", 5),
    (Stage.BUILDING, "Montar a versão", 25),
    (Stage.TRAINING, "Treinar com as frases novas", 35),
    (Stage.TALKING, "Tocar as conversas de ensaio", 60),
    (Stage.MEASURING, "Comparar o entendimento, antes e depois", 75),
)
_ONLY_TRAINED = {Stage.TRAINING, Stage.MEASURING}


@dataclass(frozen=True)
class StageRow:
    """`state`: done, now, next, wrong or skipped."""

    name: str
    state: str
    told: str = ""


def percent(request: Request) -> int:
    begun = next(at for stage, _, at in _STAGES if stage is request.stage)
    return begun + _share(request.told) * 15 // 100


def stages(request: Request, work: Work) -> Sequence[StageRow]:
    order = [stage for stage, _, _ in _STAGES]
    now = order.index(request.stage)
    rows = []
    for number, (stage, name, _) in enumerate(_STAGES):
        if stage in _ONLY_TRAINED and not request.wish.changes_sentences:
            rows.append(StageRow(name, "skipped", "as frases são as mesmas"))
        else:
            rows.append(StageRow(name, _state(number, now, work), request.told if number == now else ""))
    return rows


def _state(number: int, now: int, work: Work) -> str:
    if work is Work.READY or number < now:
        return "done"
    if work is Work.WAITING or number > now:
        return "next"
    return "now" if work is Work.RUNNING else "wrong"


def _share(told: str) -> int:
    """Of "3/12", in hundredths."""
    done, _, of = told.partition("/")
    return 100 * int(done) // int(of) if done.isdecimal() and of.isdecimal() and int(of) else 0
