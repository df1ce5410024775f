"""Every way through the graph, as the conversation really goes: proofs, returns and prepared closings on the way."""

import pytest

from flows.checks import check_files
from flows.graph import build_graph
from flows.moves import Deal, State
from flows.parsing import parse_content
from flows.walk import Exploration, explore
from tests.unit.flows.sample import broken_files, sample_content, sample_files

CLOSING = "teste/flows/closing.yml"
ASKS_AND_CLOSES = """
steps:
  ask: {say: 'Pago?', again: 'E o pagamento?', sure: [affirm], wait: {affirm: closing.close}}
"""


@pytest.fixture(scope="module")
def ways() -> Exploration:
    return explore(build_graph(sample_content().profiles["teste"])[0])


def onward(ways: Exploration, node: str, verified: bool) -> dict[str, State]:
    [state] = [
        state for state in ways.states() if (state.node, state.verified, state.return_to) == (node, verified, "")
    ]
    return dict(ways.onward(state))


def codes(files: dict[str, str]) -> set[str]:
    return {problem.code for problem in check_files(files)}


def test_a_contact_that_opens_anew_proves_itself_anew(ways: Exploration) -> None:
    """I6: what was proved before lasts only where the conversation just goes on."""
    opened = onward(ways, "opening.open", verified=True)

    assert not opened["known"].verified
    assert not opened["expired"].verified
    assert opened["verified"].verified
    assert opened["continue"].verified


def test_who_is_verified_is_never_answered_unverified(ways: Exploration) -> None:
    assert set(onward(ways, "opening.where", verified=True)) == {"verified"}
    assert set(onward(ways, "opening.where", verified=False)) == {"verified", "unverified"}


def test_a_wrong_guess_does_not_undo_a_proof() -> None:
    """A verified debtor may send digits again; the conversation goes on as it was."""
    files = sample_files()
    files["teste/flows/again.yml"] = (
        "flow: again\ninterrupts: [inform_identity]\nsteps:\n"
        "  check: {act: check_identity, outcomes: {'*': back}}\n  back: {return: true}\n"
    )

    assert check_files(files) == []


def test_an_interruption_comes_back_to_where_it_left(ways: Exploration) -> None:
    [state] = [
        state
        for state in ways.states()
        if state.node == "contest.done" and state.return_to == "closing.confirm" and state.deal
    ]

    assert ways.onward(state) == [("return", State("closing.confirm", state.verified, "", Deal.PREPARED))]


def test_with_nowhere_to_go_back_to_the_conversation_goes_on_where_things_stand() -> None:
    files = broken_files(
        "common/flows/opening.yml", lambda text: text.replace('"*": identity', 'contest_debt: contest, "*": identity')
    )

    assert check_files(files) == []


def test_an_interruption_that_listens_and_cannot_go_back_leaves_the_deal_behind() -> None:
    """P16: the yes was to another question."""
    files = {**sample_files(), "teste/flows/pay.yml": f"flow: pay\ninterrupts: [ask_pix]\n{ASKS_AND_CLOSES}"}

    ways = explore(build_graph(parse_content(files)[0].profiles["teste"])[0])

    assert {state.deal for state in ways.states() if state.node == "pay.ask"} == {Deal.NONE}
    assert "closing_unprepared" in codes(files)


def test_an_answer_that_leaves_the_closing_leaves_the_deal_behind() -> None:
    files = broken_files(CLOSING, lambda text: text.replace("deny: titles, doubt", "deny: pay, doubt"))
    files["teste/flows/pay.yml"] = f"flow: pay\n{ASKS_AND_CLOSES}"

    assert "closing_unprepared" in codes(files)


def test_a_doubtful_yes_may_be_asked_again_inside_the_closing() -> None:
    question = "sure_of_it: {say: 'Fecho?', again: 'Fecho mesmo?', wait: {affirm: close}, sure: [affirm]}"
    files = broken_files(
        CLOSING,
        lambda text: text.replace("doubt: prepare", "doubt: sure_of_it").replace(
            "  close:\n", f"  {question}\n  close:\n"
        ),
    )

    assert check_files(files) == []
