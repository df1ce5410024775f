"""What is drawn of flows: names instead of codes, doors to other flows, and no more lines than can be read (F1)."""

import pytest

from bot.application.editor.drawing import FEW, Drawing, Line, Shape, draw_flow, draw_overview
from tests.unit.application.editor.written_flows import long_flow, written


def drawn(flow: str) -> Drawing:
    found = draw_flow(written(), flow)
    assert found is not None
    return found


def shape(drawing: Drawing, name: str) -> Shape:
    return next(one for one in drawing.shapes if one.id == name)


def lines_from(drawing: Drawing, source: str) -> list[Line]:
    return [line for line in drawing.lines if line.source == source]


def test_a_flow_is_titled_by_its_name_and_tells_what_it_is_for_without_our_numbers() -> None:
    drawing = drawn("opening")

    assert (drawing.title, drawing.about) == ("Abertura", "Recebe quem escreve.")


@pytest.mark.parametrize(
    ("step", "kind", "label"),
    [
        ("opening.open", "acts", "Ouve o primeiro pedido"),
        ("opening.hello", "asks", "Cumprimentar"),
        ("opening.bye", "ends", "“Até mais.”"),
        ("offer.full", "asks", "“Total de [valor à vista].”"),
        ("human.call", "acts", "Chama uma pessoa (pediu)"),
        ("human.soon", "returns", "“Já vem alguém.”"),
        ("misunderstood.back", "returns", "Volta ao que perguntava"),
    ],
)
def test_a_step_is_called_by_its_name_or_what_it_does_or_what_it_says(step: str, kind: str, label: str) -> None:
    found = shape(drawn(step.partition(".")[0]), step)

    assert (found.kind, found.label, found.leads) == (kind, label, step)


def test_only_the_step_a_flow_begins_with_is_marked_first() -> None:
    assert [one.id for one in drawn("opening").shapes if one.is_first] == ["opening.open"]


def test_ways_to_one_place_are_one_line_with_all_their_answers() -> None:
    to_the_end = [line for line in lines_from(drawn("opening"), "opening.hello") if line.target == "opening.bye"]

    assert [line.label for line in to_the_end] == ["Não · Agradecimento"]


def test_outcomes_and_answers_are_told_in_portuguese() -> None:
    labels = {line.label for line in lines_from(drawn("offer"), "offer.total")}

    assert labels == {"Sem desconto · Nos outros casos", "Precisa de uma pessoa"}


def test_a_way_to_another_flow_ends_at_a_door_with_its_name() -> None:
    drawing = drawn("opening")
    [line] = [one for one in lines_from(drawing, "opening.hello") if one.target.startswith("exit:")]
    door = shape(drawing, line.target)

    assert (line.label, door.kind, door.label, door.leads) == ("Sim", "exit", "Propostas", "offer.total")
    assert line.always


def test_who_comes_in_is_told_before_the_step_they_come_to() -> None:
    human, opening = drawn("human"), drawn("opening")

    assert [(one.label, one.leads) for one in human.shapes if one.kind == "enter"] == [
        ("A qualquer momento: Falar com uma pessoa", "human.call"),
        ("Vem de Propostas, Abertura", "human.call"),
    ]
    assert ("Quem escreve começa aqui", "opening.open") in [(one.label, one.leads) for one in opening.shapes]
    assert Line("enter:human.call", "human.call") in human.lines


def test_a_door_that_one_flow_comes_through_leads_back_to_it() -> None:
    doors = [one for one in drawn("offer").shapes if one.kind == "enter"]

    assert [(one.label, one.leads) for one in doors] == [("Vem de Abertura", "opening")]


def test_coming_back_after_an_interruption_is_a_line_too() -> None:
    assert [line.label for line in lines_from(drawn("offer"), "offer.full") if line.target == "offer.total"] == [
        "Ao voltar a esta etapa"
    ]


@pytest.mark.parametrize(("asking", "always"), [(FEW, True), (FEW + 1, False)])
def test_lines_to_a_place_more_than_a_few_lead_to_wait_until_it_is_looked_at(asking: int, always: bool) -> None:
    steps = "".join(f"  q{at}:\n    say: Pergunta {at}?\n    wait: {{deny: hub}}\n" for at in range(asking))
    flow = f"flow: wide\nabout: Largo.\nsteps:\n{steps}  hub:\n    say: Até mais.\n    end: true\n"
    drawing = draw_flow(written({"common/flows/wide.yml": flow}), "wide")

    assert drawing is not None
    assert {line.always for line in drawing.lines if line.target == "wide.hub" and line.label} == {always}
    told = [one.label for one in drawing.shapes if one.id == "enter:wide.hub"]
    assert told == ([] if always else [f"Vem de {asking} etapas daqui"])


def test_a_search_finds_a_step_by_its_words_and_buttons() -> None:
    assert "Quero parcelar" in shape(drawn("opening"), "opening.hello").words
    assert "o que está em aberto" in shape(drawn("opening"), "opening.hello").words


def test_all_flows_are_drawn_with_those_that_interrupt_apart() -> None:
    overview = draw_overview(written())
    kinds = {one.id: one.kind for one in overview.shapes}

    assert kinds == {"human": "interrupt", "misunderstood": "flow", "offer": "flow", "opening": "flow"}
    assert [one.id for one in overview.shapes if one.is_first] == ["opening"]
    assert shape(overview, "human").detail == "Falar com uma pessoa"
    assert Line("opening", "offer", "", always=True) in overview.lines
    assert Line("opening", "human", "", always=False) in overview.lines


def test_a_flow_that_shares_its_groups_name_tells_how_it_begins() -> None:
    names = "groups: {opening: Abertura, offer: Abertura}\n"
    script = written({"common/steps.yml": names})

    assert script.flow_name("opening") == "Abertura"
    assert script.flow_name("offer") == "Abertura (calcula a proposta à vista)"
    assert script.flow_name("human") == "Chama uma pessoa."


def test_what_is_not_there_is_not_drawn() -> None:
    assert draw_flow(written(), "nothing") is None


def test_a_half_written_flow_is_drawn_as_far_as_it_can_be_read() -> None:
    broken = "flow: offer\nabout: Oferece.\nsteps:\n  total:\n    say: Oi.\n    next: nowhere\n"
    drawing = draw_flow(written({"common/flows/offer.yml": broken}), "offer")

    assert drawing is not None
    assert [one.id for one in drawing.shapes if one.kind == "tells"] == ["offer.total"]


def test_sixty_steps_draw_the_same_each_time_and_every_line_has_its_ends() -> None:
    files = {"common/flows/long_one.yml": long_flow()}
    first, second = (draw_flow(written(files), "long_one") for _ in range(2))

    assert first is not None
    assert first == second
    shapes = {one.id for one in first.shapes}
    assert {end for line in first.lines for end in (line.source, line.target)} <= shapes
    assert len([one for one in first.shapes if one.leads == one.id]) == 60
    assert len([line for line in first.lines if line.always]) < 2 * len(shapes)
