"""Small flows written for tests of what is drawn, as files under flows/content/."""

from collections.abc import Mapping

from bot.application.editor.script import Script, read_scripts

OPENING = """
flow: opening
about: Recebe quem escreve (C1).
steps:
  open:
    act: first_request
    outcomes: {ask_human: human, "*": hello}
  hello:
    say:
      whatsapp: |
        {greeting}. Quer ver o que está em aberto?
      sms: Quer ver?
    again: Quer ver agora?
    buttons: [{label: Sim, intent: affirm}, {label: Quero parcelar, intent: "plan:6"}]
    wait: {affirm: offer.total, deny: bye, thank: bye, "*": open}
  bye:
    say: Até mais.
    end: true
"""
OFFER = """
flow: offer
about: Oferece.
steps:
  total:
    act: offer_lump_sum
    outcomes: {no_discount: full, handoff: human, "*": full}
  full:
    say: {whatsapp: "Total de {lump_total}.", sms: "Total {lump_total}."}
    wait: {affirm: opening.bye, deny: human}
    resume: total
"""
HUMAN = """
flow: human
about: Chama uma pessoa.
interrupts: [ask_human]
steps:
  call:
    act: hand_off
    with: {reason: asked}
    outcomes: {staffed: soon, later: soon}
  soon:
    say: Já vem alguém.
    return: true
"""
MISUNDERSTOOD = """
flow: misunderstood
about: Não entendeu.
steps:
  back: {return: true}
"""
NAMES = """
groups: {opening: Abertura, offer: Propostas, human: Chamar uma pessoa}
steps: {opening.hello: Cumprimentar}
"""
FILES = {
    "common/flows/opening.yml": OPENING,
    "common/flows/offer.yml": OFFER,
    "common/flows/human.yml": HUMAN,
    "common/flows/misunderstood.yml": MISUNDERSTOOD,
    "common/steps.yml": NAMES,
    "cassems/profile.yml": "name: Cassems\nincludes: [common]\n",
}


def written(more: Mapping[str, str] | None = None) -> Script:
    return read_scripts({**FILES, **(more or {})})["cassems"]


def long_flow(count: int = 60) -> str:
    """Questions in a row, each with ways ahead, ways back, a way everybody has and a way out."""
    steps = [f"  s{at}:\n{_step(at, count)}" for at in range(1, count + 1)]
    return "\n".join(["flow: long_one", "about: Um fluxo comprido.", "steps:", *steps])


def _step(at: int, count: int) -> str:
    def ahead(by: int) -> str:
        return f"s{min(at + by, count)}"

    if at == count:
        return "    say: Até mais.\n    end: true"
    if at % 4 == 0:
        return f"    act: asked_charges\n    outcomes: {{lump: {ahead(1)}, plan: {ahead(2)}, '*': human}}"
    if at % 5 == 0:
        return f"    say: Certo, anotei o que me disse na etapa {at}.\n    next: {ahead(1)}"
    back = f"s{max(at - 3, 1)}"
    waits = f"affirm: {ahead(1)}, deny: {ahead(3)}, ask_discount: s4, later: {back}, goodbye: opening.bye"
    text = f"Esta é a pergunta de número {at}, com palavras que ocupam duas linhas?"
    return f"    say: {text}\n    again: De novo, a {at}?\n    wait: {{{waits}}}"
