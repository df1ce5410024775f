"""What the page of learning says of figures, progress and why a group is there."""

from bot.application.learning.evaluation import Change, Measured
from bot.application.learning.ports import Reason
from flows.intent_names import name_of

REASONS = {
    Reason.NOT_UNDERSTOOD: "O robô não entendeu",
    Reason.DOUBTFUL: "O robô ficou em dúvida",
    Reason.DENIED: "A pessoa disse que não era isso",
}
_STEPS = (
    ("before", "Perguntando ao robô de hoje", 5),
    ("training", "Treinando com as frases do rascunho", 35),
    ("trained", "Treino pronto", 70),
    ("after", "Perguntando ao robô com o rascunho", 80),
)


def progress(line: str) -> tuple[str, int]:
    """In words, and in hundredths of the way."""
    found = next((step for step in _STEPS if line.startswith(step[0])), None)
    return (found[1], found[2]) if found else ("Começando", 2)


def per_cent(part: float) -> str:
    """0.8734 -> 87,3%"""
    return f"{part * 100:.1f}%".replace(".", ",")


def points(before: float, after: float) -> str:
    """The difference in points, with its sign."""
    moved = round((after - before) * 100, 1)
    if moved == 0:
        return "igual"
    return f"{'+' if moved > 0 else '−'}{abs(moved):.1f}".replace(".", ",")


def moved(measured: Measured) -> list[Change]:
    """Intents that fared otherwise, the greatest loss first."""
    changed = [change for change in measured.changes if change.recall_before != change.recall_after]
    return sorted(changed, key=lambda change: (change.recall_after - change.recall_before, change.intent))


def verdict(measured: Measured) -> str:
    worse = ", ".join(f"«{name_of(change.intent)}»" for change in measured.worse_intents)
    if measured.is_worse_overall:
        return "O robô entende pior com este rascunho" + (f", sobretudo {worse}" if worse else "")
    if worse:
        return f"No geral o robô não entende pior, mas reconhece menos {worse}"
    if measured.f1_after > measured.f1_before:
        return "O robô entende melhor com este rascunho"
    return "O robô entende igual com este rascunho"
