"""What a step's panel shows below its words: what is read in an answer, where certainty is asked, what goes along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.application.editor.drafts.edits import seen_digest
from bot.application.editor.script import Script
from bot.application.editor.steps.changes import At
from bot.application.editor.steps.fields import list_told
from bot.application.editor.steps.view import Choosable, StepView
from flows.intents import INTENTS
from flows.model import Step
from flows.names import names
from flows.parsing import ATTACHMENTS, HINTS

# By what a manager calls them, the commonest first.
READ_AS = {
    "yes_no": "sim ou não, dito de qualquer jeito",
    "money": "valores em reais",
    "count": "número de parcelas",
    "date": "dias e datas de pagamento",
    "time": "hora ou dia para falar",
    "competence": "meses, como «a de março»",
    "contact": "telefone ou e-mail",
    "more": "«ok» e «tá bom» como quem agradece",
    "identity": "dados que confirmam quem é (CPF, nome, nascimento)",
    "mother": "nome da mãe, mesmo sozinho",
}
PAPERS_CALLED = {
    "pix_qr": "Imagem do código Pix",
    "notice_pdf": "Notificação (PDF)",
    "agreement_pdf": "Acordo (PDF)",
    "clearance_pdf": "Carta de quitação (PDF)",
}


@dataclass(frozen=True)
class Tick:
    code: str
    name: str
    is_on: bool


@dataclass(frozen=True)
class Ticks:
    """`was` is the list as the file holds it, to be compared when two people change it."""

    options: Sequence[Tick]
    was: str


BEGINS_CALLED = {
    "": "Não",
    "unverified": "Sim, com quem ainda não confirmou quem é",
    "verified": "Sim, com quem já confirmou quem é",
}


@dataclass(frozen=True)
class OfFlow:
    """What is of the flow the step is in; an intent another flow has is taken: it names that flow."""

    name: str
    about: str
    interrupts: Ticks
    taken: Mapping[str, str]
    begins: Sequence[Tick]  # whether we speak from this step unasked
    digest: str


@dataclass(frozen=True)
class More:
    reads: Ticks
    sure: Ticks
    papers: Sequence[Tick]
    resume: Choosable
    flow: OfFlow


def more_of(script: Script, view: StepView, files: Mapping[str, str]) -> More:
    step = view.step
    return More(
        reads=_ticks(
            {code: READ_AS.get(code, code) for code in (*READ_AS, *sorted(HINTS - READ_AS.keys()))}, step.expects
        ),
        sure=_ticks(_waited(step), step.sure),
        papers=[Tick(code, PAPERS_CALLED.get(code, code), code == step.attach) for code in sorted(ATTACHMENTS)],
        resume=_resume(script, view),
        flow=_of_flow(script, view, files),
    )


def _of_flow(script: Script, view: StepView, files: Mapping[str, str]) -> OfFlow:
    flow = script.profile.flows[view.id.partition(".")[0]]
    named = dict(sorted(((code, names().intent(code)) for code in INTENTS), key=lambda one: one[1].casefold()))
    entered = {intent: entry.partition(".")[0] for intent, entry in script.graph.interrupts.items()}
    return OfFlow(
        name=script.flow_name(flow.id),
        about=" ".join(script.about(flow.id).split()),
        interrupts=_ticks(named, flow.interrupts),
        taken={intent: script.flow_name(other) for intent, other in entered.items() if other != flow.id},
        begins=[Tick(code, name, code == flow.begins.get(view.step.id, "")) for code, name in BEGINS_CALLED.items()],
        digest=seen_digest(files, At(view.at.path)),
    )


def _waited(step: Step) -> dict[str, str]:
    """What certainty may be asked of: what is waited for by its name."""
    codes = [on for on in step.wait or () if on in INTENTS] + [on for on in step.sure if on not in (step.wait or ())]
    return {code: names().intent(code) for code in codes}


def _ticks(named: dict[str, str], chosen: Sequence[str]) -> Ticks:
    return Ticks([Tick(code, name, code in chosen) for code, name in named.items()], list_told(chosen))


def _resume(script: Script, view: StepView) -> Choosable:
    goal = script.graph.nodes[view.id].resume or view.step.resume
    return Choosable(goal, script.step_name(goal) if goal in script.graph.nodes else goal)
