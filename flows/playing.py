"""A problem's path as somebody can play it in the simulator: what to send at each wait, and which debtor it takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flows.graph import Graph, Node
from flows.intents import payload_intent
from flows.model import OTHERWISE
from flows.moves import ASKS_LEVEL
from flows.names import names
from flows.problems import Problem, places_of
from flows.spoken import NEXT_DAY, SENTENCES, TWICE, WORDS, ways_to_ask

FIRST_REQUEST, ANOTHER_FACTOR = "first_request", "another_factor"
BY_SLIP, ALSO_BY_PIX = ("close_agreement", "slip"), "pix"
type Place = tuple[str, str]  # a step, and the answer or outcome that leads on


class How(StrEnum):
    """How something is sent from a phone; `begin` is ours to do, not the debtor's."""

    TEXT = "text"
    TAP = "tap"
    FILE = "file"
    BEGIN = "begin"
    DATA = "data"  # nothing to send: the way goes on for a debtor of this kind only


@dataclass(frozen=True)
class Played:
    """One move on the way: at a step, what is sent and how; or, with nothing to send, what must be so."""

    step: str
    how: How
    sends: str = ""
    needs: str = ""  # the debtor or condition, in Portuguese


_NOBODY_COMES = frozenset({"step_unreachable", "flow_unused"})
_FILES = {
    "unreadable_media": "um áudio",
    "sent_document": "uma foto ou um PDF",
    "sent_location": "uma localização",
    "sent_sticker": "uma figurinha",
    "empty_message": "uma mensagem vazia",
}
_NEEDS = {
    ("open_contact", "known"): "um devedor do telefone cadastrado",
    ("open_contact", "unknown"): "um telefone que não está no cadastro",
    ("open_contact", "several"): "um telefone cadastrado para mais de uma pessoa",
    ("open_contact", "locked"): "quem já errou três vezes os dados nas últimas 24 horas",
    ("open_contact", "verified"): "quem confirmou a identidade há pouco",
    ("open_contact", "expired"): "quem confirmou a identidade há mais tempo do que ela vale",
    ("open_contact", "choose_creditor"): (
        "um telefone com títulos de mais de um credor; a conversa daqui já começa com um só: use um telefone de teste"
    ),
    ("check_identity", "verified"): "os dados certos do devedor",
    ("check_identity", "wrong"): "dados que não conferem com o cadastro",
    ("check_identity", "locked"): "três respostas erradas seguidas",
    ("check_identity", "holder_only"): "um dependente, e não o titular",
    ("check_identity", "ask_cnpj_first3"): "uma empresa, com CNPJ no cadastro",
    ("check_identity", "ask_cnpj_full"): "uma empresa, com CNPJ no cadastro",
    ("list_titles", "one"): "um devedor com títulos abertos de um só tipo",
    ("list_titles", "several"): "um devedor com títulos abertos de vários tipos",
    ("list_titles", "none"): "um devedor sem títulos em aberto",
    ("list_titles", "agreement"): "um devedor com acordo em andamento",
    ("list_titles", "broken"): "um devedor com acordo quebrado",
    ("list_titles", "prescribed"): "um devedor só com títulos de mais de cinco anos",
    ("list_titles", "unknown_code"): "um devedor com um código de título que a política não conhece",
    ("list_titles", "stale"): "uma carteira com data-base antiga demais",
    ("list_titles", "under_case"): "um devedor com tudo o que deve em análise, depois de contestar ou dizer que pagou",
    ("current_offer", "lump"): "um devedor que já recebeu hoje uma proposta à vista",
    ("current_offer", "plan"): "um devedor que já recebeu hoje uma proposta parcelada",
    ("current_offer", "expired"): "um devedor que recebeu uma proposta em outro dia e não respondeu",
    ("close_agreement", "already"): "um acordo que acabou de ser fechado nesta conversa",
    ("prepare_closing", "requoted_lump"): "uma proposta de ontem, de um valor que sobe a cada dia",
    ("prepare_closing", "requoted_plan"): "um parcelamento de ontem, de um valor que sobe a cada dia",
    ("record_reply", "registered"): "uma notificação já enviada a este número, ainda sem ciência",
    ("record_reply", "registered_plain"): "uma notificação já enviada a quem teve o plano cancelado, sem ciência",
    ("record_reply", "not_explicit"): "uma notificação já enviada a este número, ainda sem ciência",
    ("record_reply", "already"): "um devedor que já deu ciência da notificação",
    ("record_reply", "already_plain"): "um devedor de plano cancelado que já deu ciência da notificação",
    ("record_reply", "other_number"): "um devedor com dois telefones, notificado pelo outro e ainda sem resposta",
    ("explain_notice", "if_silent"): "uma notificação já enviada a este número, ainda sem ciência",
    ("explain_notice", "if_silent_plain"): "uma notificação já enviada a quem teve o plano cancelado, sem ciência",
    ("explain_notice", "if_silent_valid"): "um devedor que já deu ciência da notificação",
    ("explain_notice", "if_silent_valid_plain"): "um devedor de plano cancelado que já deu ciência da notificação",
    ("explain_notice", "nothing_changes"): "um devedor sem notificação a responder",
    ("open_case", "already"): "um devedor que já tem esse mesmo pedido em análise",
    ("case_status", "contested"): "um devedor com uma contestação em análise",
    ("case_status", "in_review"): "um devedor com um comprovante em análise",
    ("tell_news", "told"): "um devedor cujo pedido foi respondido pela equipe e que ainda não leu a resposta",
    ("agreement_status", "running"): "um devedor com acordo em andamento",
    ("agreement_status", "late"): "um devedor com um pagamento do acordo vencido",
    ("agreement_status", "letter"): "um devedor com acordo todo pago",
    ("agreement_status", "waiting_slip"): "um acordo fechado ontem ou hoje",
    ("asked_due_day", "asked_due"): "um devedor com acordo em andamento",
    ("next_payment", "upcoming"): "um devedor com acordo em andamento",
    ("second_copy", "reissued"): "um devedor com uma parcela vencida há pouco ou por vencer em poucos dias",
    ("second_copy", "requested"): "um devedor com uma parcela por vencer",
    ("second_copy", "used_up"): "um devedor que já mudou uma vez a data desta parcela",
    ("explain_composition", "nothing"): "um devedor sem títulos em aberto",
    ("next_negotiation", "one"): "um devedor com títulos de vários tipos, que escolheu tratar um de cada vez",
    ("hand_off", "staffed"): "dentro do horário de atendimento",
    ("hand_off", "later"): "fora do horário de atendimento",
    (ASKS_LEVEL, "verified"): "quem já confirmou a identidade",
    (ASKS_LEVEL, "unverified"): "quem ainda não confirmou a identidade",
}


def way_to(problem: Problem, graph: Graph) -> tuple[Played, ...]:
    """What somebody sends, in order, to come to where the problem is; nothing for a problem without a path."""
    places = places_of(problem.path)
    if not places:
        return ()
    moves = [move for number in range(len(places)) for move in _played(graph, places[number:])]
    begins = places[0][0]
    if begins != graph.start:
        return (Played(begins, How.BEGIN, needs="começa quando nós escrevemos primeiro"), *moves)
    return (*_opening(graph, places), *moves)


# What no act answers to anybody: a way through it is told, and nobody can go it.
NOBODY_HEARS = {("agreement_status", "settled"): "nenhum caso hoje: quem quitou recebe a carta junto com a resposta"}


def why_unplayed(problem: Problem) -> str:
    """Why nothing can be sent to see a problem, in Portuguese; empty where something can."""
    if problem.path:
        return ""
    if problem.code in _NOBODY_COMES:
        return "Ninguém chega aqui em conversa nenhuma, e é isso que está errado."
    return "Nenhuma conversa leva até aqui: o problema está no que foi escrito, não no caminho."


def _opening(graph: Graph, places: Sequence[Place]) -> list[Played]:
    """The first message is itself the request that the opening answers first."""
    start = places[0][0]
    for number, (name, label) in enumerate(places):
        node = graph.nodes.get(name)
        if node is not None and node.step.waits:
            break
        if node is not None and node.step.act == FIRST_REQUEST:
            usual = _sent(start, label) or _text(start, label, "greet")
            return _as_needed(usual, graph, _acts_before_the_next_question(graph, places[number + 1 :]))
    return [_text(start, "greet")]


def _played(graph: Graph, onward: Sequence[Place]) -> Iterator[Played]:
    """The moves at the first of these places."""
    name, label = onward[0]
    node = graph.nodes.get(name)
    if node is None or not label:
        return
    if node.step.act:
        needs = "" if node.step.act == FIRST_REQUEST else {**_NEEDS, **NOBODY_HEARS}.get((node.step.act, label), "")
        if label in node.unanswered:
            yield Played(
                name, How.DATA, needs=f"outra política do credor: na atual não há {_case(node.step.act, label)}"
            )
        elif needs:
            yield Played(name, How.DATA, needs=needs)
        elif node.step.act != FIRST_REQUEST and not _words(node, label) and len(node.outcomes) > 1:
            yield Played(name, How.DATA, needs=_case(node.step.act, label))
    elif node.listens or label in SENTENCES:
        yield from _as_needed(_said(node, label), graph, _acts_before_the_next_question(graph, onward[1:]))


def _acts_before_the_next_question(graph: Graph, onward: Sequence[Place]) -> list[Place]:
    """The steps of acts, each with what it has to answer."""
    found: list[Place] = []
    for name, label in onward:
        node = graph.nodes.get(name)
        if node is None or node.listens:
            break
        found.append((name, label))
    return found


def _as_needed(usual: Played, graph: Graph, acts: Sequence[Place]) -> list[Played]:
    """What makes the acts that follow answer as the way needs; else what is usually said there."""
    nodes = [(graph.nodes[name], label) for name, label in acts]
    words = max((_words(node, label) for node, label in nodes), key=len, default=())
    moves = [_worded(usual.step, each) for each in words] or [usual]
    is_twice = any((node.step.act, label) == TWICE for node, label in nodes)
    return moves * 2 if is_twice else moves


def _words(node: Node, label: str) -> Sequence[str]:
    act = node.step.act
    if act == ANOTHER_FACTOR:
        return ways_to_ask(label, node.unanswered)
    if (act, label) == BY_SLIP and ALSO_BY_PIX in node.unanswered:
        return ()  # nobody has to ask for the only means there is
    return WORDS.get((act, label), ())


def _worded(step: str, words: str) -> Played:
    return Played(step, How.DATA, needs=NEXT_DAY) if words == NEXT_DAY else Played(step, How.TEXT, words)


def _case(act: str, outcome: str) -> str:
    """In the words staff have for both."""
    return f"um caso em que a etapa «{names().act(act)}» dê em «{names().outcome(act, outcome)}»"


def _said(node: Node, label: str) -> Played:
    for button in node.step.buttons:
        if payload_intent(button.payload) == label:
            return Played(node.id, How.TAP, button.label)
    if label == "choose_option" and node.step.options_from:
        return Played(node.id, How.TAP, "1", "toque na primeira opção da lista")
    return _sent(node.id, label) or _text(node.id, label)


def _sent(step: str, label: str) -> Played | None:
    """What is not a sentence anybody might write."""
    if label in _FILES:
        return Played(step, How.FILE, _FILES[label])
    if label == "inform_identity":
        return Played(step, How.TEXT, "", "responda com o dado pedido, como está no cadastro do devedor")
    return None


def _text(step: str, intent: str, otherwise: str = OTHERWISE) -> Played:
    return Played(step, How.TEXT, SENTENCES.get(intent, SENTENCES[otherwise]))
