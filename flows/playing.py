"""A problem's path as somebody can play it in the simulator: what to send at each wait, and which debtor it takes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flows.graph import Graph, Node
from flows.intents import payload_intent
from flows.model import OTHERWISE
from flows.moves import ASKS_LEVEL, DOUBT
from flows.names import names
from flows.problems import Problem

FIRST_REQUEST = "first_request"
_PLACE = re.compile(r"(?P<node>\S+)(?: \[(?P<label>.+)\])?")


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


# One short sentence for each intent that is surely read as it: of nlu/data, or of the readers.
SENTENCES = {
    "greet": "oi",
    "affirm": "sim",
    "deny": "não",
    "refuse_identity": "não vou passar meus dados",
    "ask_titles": "o que eu devo?",
    "pay_lump_sum": "quero pagar à vista",
    "ask_installments": "quero parcelar",
    "counter_offer": "consigo 150 por mês",
    "ask_discount": "tem desconto?",
    "choose_due_date": "pode ser dia 10",
    "ask_pix": "quero pagar por pix",
    "ask_boleto": "quero pagar no boleto",
    "ask_second_copy": "segunda via do boleto",
    "ask_status": "paguei ontem, já caiu?",
    "ask_human": "quero falar com uma pessoa",
    "not_me": "não sou eu",
    "third_party": "sou a esposa dele",
    "contest_debt": "não reconheço essa dívida",
    "already_paid": "já paguei",
    "acknowledge_notice": "estou ciente",
    "hardship": "estou desempregado, não tenho como pagar",
    "later": "depois eu vejo isso",
    "opt_out": "parem de me mandar mensagem",
    "ask_who": "quem é?",
    "ask_is_it_real": "isso é golpe?",
    "ask_composition": "como chegaram nesse valor?",
    "ask_plan_return": "se eu pagar o plano volta?",
    "cancel_plan": "quero cancelar o plano",
    "ask_bureau": "meu nome está no serasa?",
    "other_debts": "tenho outras dívidas?",
    "deceased": "o titular faleceu",
    "lawyer": "vou procurar meu advogado",
    "hospitalised": "estou internado",
    "complaint": "vou reclamar de vocês",
    "update_contact": "mudei de telefone",
    "repeat": "pode repetir?",
    "thank": "obrigado",
    "goodbye": "tchau",
    "self_harm": "não aguento mais viver",
    "data_request": "quero saber quais dados vocês têm meus",
    "choose_option": "1",
    "out_of_scope": "qual a capital da França?",
    DOUBT: "sim, mas só se tirar os juros",
    OTHERWISE: "qual a capital da França?",
    "não entendida": "qual a capital da França?",
    "nova mensagem": "oi",
}
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
    ("open_contact", "choose_creditor"): "um telefone com títulos de mais de um credor",
    ("check_identity", "verified"): "os dados certos do devedor",
    ("check_identity", "wrong"): "dados que não conferem com o cadastro",
    ("check_identity", "locked"): "três respostas erradas seguidas",
    ("check_identity", "holder_only"): "um dependente, e não o titular",
    ("list_titles", "one"): "um devedor com títulos abertos de um só tipo",
    ("list_titles", "several"): "um devedor com títulos abertos de vários tipos",
    ("list_titles", "none"): "um devedor sem títulos em aberto",
    ("list_titles", "agreement"): "um devedor com acordo em andamento",
    ("list_titles", "broken"): "um devedor com acordo quebrado",
    ("list_titles", "prescribed"): "um devedor só com títulos de mais de cinco anos",
    ("list_titles", "unknown_code"): "um devedor com um código de título que a política não conhece",
    ("list_titles", "stale"): "uma carteira com data-base antiga demais",
    ("hand_off", "staffed"): "dentro do horário de atendimento",
    ("hand_off", "later"): "fora do horário de atendimento",
    (ASKS_LEVEL, "verified"): "quem já confirmou a identidade",
    (ASKS_LEVEL, "unverified"): "quem ainda não confirmou a identidade",
}


def way_to(problem: Problem, graph: Graph) -> tuple[Played, ...]:
    """What somebody sends, in order, to come to where the problem is; nothing for a problem without a path."""
    places = [matched for place in problem.path if (matched := _PLACE.fullmatch(place))]
    if not places:
        return ()
    moves = [move for place in places for move in _played(graph, place["node"], place["label"] or "")]
    begins = places[0]["node"]
    if begins != graph.start:
        return (Played(begins, How.BEGIN, needs="começa quando nós escrevemos primeiro"), *moves)
    return (Played(begins, How.TEXT, _opening_words(graph, places)), *moves)


def _opening_words(graph: Graph, places: Sequence[re.Match[str]]) -> str:
    """The first message is itself the request that the opening answers first."""
    for place in places:
        node = graph.nodes.get(place["node"])
        if node is not None and node.step.waits:
            break
        if node is not None and node.step.act == FIRST_REQUEST:
            return SENTENCES.get(place["label"] or "", SENTENCES["greet"])
    return SENTENCES["greet"]


def _played(graph: Graph, name: str, label: str) -> Iterator[Played]:
    node = graph.nodes.get(name)
    if node is None or not label:
        return
    if node.step.act:
        needs = "" if node.step.act == FIRST_REQUEST else _NEEDS.get((node.step.act, label), "")
        if needs:
            yield Played(name, How.DATA, needs=needs)
        elif node.step.act != FIRST_REQUEST and len(node.outcomes) > 1:
            yield Played(name, How.DATA, needs=_case(node.step.act, label))
    elif node.listens or label in SENTENCES:
        yield _said(node, label)


def _case(act: str, outcome: str) -> str:
    """In the words staff have for both."""
    return f"um caso em que a etapa «{names().act(act)}» dê em «{names().outcome(act, outcome)}»"


def _said(node: Node, label: str) -> Played:
    for button in node.step.buttons:
        if payload_intent(button.payload) == label:
            return Played(node.id, How.TAP, button.label)
    if label in _FILES:
        return Played(node.id, How.FILE, _FILES[label])
    if label == "choose_option" and node.step.options_from:
        return Played(node.id, How.TAP, "1", "toque na primeira opção da lista")
    if label == "inform_identity":
        return Played(node.id, How.TEXT, "", "responda com o dado pedido, como está no cadastro do devedor")
    return Played(node.id, How.TEXT, SENTENCES.get(label, SENTENCES[OTHERWISE]))
