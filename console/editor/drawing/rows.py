"""What a drawing holds, told in words: for whoever hears a page, or would rather read."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.application.editor.drawing import Drawing, Shape

KINDS = {
    "asks": "Pergunta e espera",
    "tells": "Diz e segue",
    "acts": "Faz",
    "ends": "Encerra",
    "returns": "Volta à pergunta",
    "flow": "Fluxo",
    "interrupt": "Pode interromper",
    "enter": "Entrada",
    "exit": "Outro fluxo",
}
_DOORS = {"enter", "exit"}


@dataclass(frozen=True)
class Row:
    """A shape and where it leads, each by the answers and the shape's name."""

    shape: Shape
    kind: str
    out: Sequence[tuple[str, Shape]]


def rows_of(drawing: Drawing) -> list[Row]:
    """Steps, or flows in the overview; doors are told with the steps that lead to them."""
    shapes = {shape.id: shape for shape in drawing.shapes}
    return [
        Row(
            shape,
            KINDS[shape.kind],
            [(line.label, shapes[line.target]) for line in drawing.lines if line.source == shape.id],
        )
        for shape in drawing.shapes
        if shape.kind not in _DOORS
    ]
