"""F3: the way told to a problem is one that one debtor can go whole."""

from tests.unit.flows.test_mutations_of_content import harmful_mutations, problems_of


def test_a_whole_cpf_is_asked_on_the_way_of_an_unknown_phone() -> None:
    spoilt = next(each for each in harmful_mutations() if "identity skipped on ask_cpf_full" in each.name)

    problem = next(each for each in problems_of(spoilt.files) if each.code == "disclosure_before_identity")

    assert problem.path[0] == "opening.open [unknown]"
    assert "identity.check [ask_cpf_full]" in problem.path
