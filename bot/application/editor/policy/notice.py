"""The text of the ANS notice as a form (N1): each part once, also where the cancelled plan's text shares it."""

import re

import yaml

from bot.application.editor.policy.fields import Bounds, Field, Kind, Section
from flows.checks.notice import notice_problems

_LAW = "Resolução Normativa ANS nº 593/2023."
_BRACES = "As palavras entre chaves são preenchidas pelo sistema: não as apague."
_PARTS = {
    "operator": ("de quem notifica", "Nome, CNPJ, registro na ANS e endereço da operadora."),
    "people": ("da pessoa notificada", "A pessoa notificada e os beneficiários do plano."),
    "plan": ("do plano", "Nome do plano, número de registro e matrícula."),
    "fees": ("do que está em aberto", "Cada mensalidade, o atraso e o total atualizado."),
    "pay": ("de como pagar", "Como e até quando pagar."),
    "term": ("do que pode acontecer", "A consequência dita como possibilidade («poderá»), com o prazo."),
    "contest": ("do direito de contestar", "O direito de contestar e como."),
    "contact": ("dos canais de contato", "Por onde falar com quem notifica."),
    "data": ("dos dados atualizados", "O pedido de manter os dados atualizados."),
    "protocol": ("do protocolo", "Como confirmar o recebimento e o protocolo."),
}
_NAMED = re.compile(r"«(\w+)»")


def notice_section(text: str) -> Section:
    """The fields of this notice."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    parts = {key: _parts_of(root, key) for key in ("sections", "cancelled")}
    shared = {name for name, node in parts["cancelled"].items() if node is parts["sections"].get(name)}
    fields = [
        Field(("title",), "o título da notificação", Kind.TEXT, "O que vem no alto.", _LAW, bounds=Bounds.of(1, 120)),
        Field(
            ("fee_line",),
            "a linha de cada mensalidade",
            Kind.TEXT,
            f"Repetida para cada mensalidade. {_BRACES}",
            _LAW,
            bounds=Bounds.of(1, 300),
        ),
        *(one for name in parts["sections"] for one in _of(("sections", name), is_shared=name in shared)),
        *(one for name in parts["cancelled"] if name not in shared for one in _of(("cancelled", name))),
    ]
    about = "O que a lei manda dizer, parte por parte. Uma parte que falte impede a publicação."
    return Section("notice_text", "Texto da notificação", about, tuple(fields))


def notice_refusals(text: str) -> dict[str, str]:
    """What is wrong with a notice, by field."""
    found: dict[str, str] = {}
    for problem in notice_problems(text, ""):
        variant, _, rest = problem.message.rpartition("cancelled: ")
        named = _NAMED.search(rest)
        place = f"{'cancelled' if variant or problem.message != rest else 'sections'}.{named[1]}.text" if named else ""
        found.setdefault("fee_line" if named and named[1] == "fee_line" else place or "title", _said(rest))
    return found


def _said(message: str) -> str:
    """Parts are called here by what they say."""
    for name, (words, _) in _PARTS.items():
        message = message.replace(f"a parte «{name}»", f"a parte {words}")
    return f"{message[:1].upper()}{message[1:]}."


def _parts_of(root: yaml.Node | None, key: str) -> dict[str, yaml.Node]:
    if not isinstance(root, yaml.MappingNode):
        return {}
    found = next((value for name, value in root.value if name.value == key), None)
    return {name.value: value for name, value in found.value} if isinstance(found, yaml.MappingNode) else {}


def _of(place: tuple[str, str], *, is_shared: bool = False) -> tuple[Field, Field]:
    words, says = _PARTS.get(place[1], (f"da parte «{place[1]}»", ""))
    whose = " no plano já cancelado" if place[0] == "cancelled" else ""
    also = " Vale também para o plano já cancelado." if is_shared else ""
    never = " Sem aviso de cancelamento e sem falar em retorno." if whose else ""
    return (
        Field(
            (*place, "heading"),
            f"o título {words}{whose}",
            Kind.TEXT,
            f"O título desta parte.{also}",
            _LAW,
            bounds=Bounds.of(1, 120),
        ),
        Field(
            (*place, "text"),
            f"o texto {words}{whose}",
            Kind.PARAGRAPH,
            f"{says} {_BRACES}{also}{never}".strip(),
            _LAW,
            bounds=Bounds.of(1, 3000),
        ),
    )
