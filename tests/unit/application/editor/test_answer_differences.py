"""Ready answers that changed are told by their names, with both texts, and need no signature of finance (F2, F5)."""

from bot.application.editor.differences.answers import answer_changes
from bot.application.editor.differences.contents import differences

BEFORE = "think:\n  title: Vou pensar\n  text: Claro.\nold:\n  title: Antiga\n  text: Foi.\n"
AFTER = """think:
  title: Vou pensar
  text: Claro, com calma.
  before_identity: true
new: {title: Nova, from: a.b}
"""


def test_an_answer_is_told_by_its_name_with_what_it_said_and_says() -> None:
    told = [(one.step, one.before, one.after) for one in answer_changes(BEFORE, AFTER)]

    assert told == [
        (
            "Resposta pronta «Vou pensar»",
            "Vou pensar: Claro.",
            "Vou pensar: Claro, com calma.\n(também antes de confirmar quem é)",
        ),
        ("Resposta pronta «Nova»", "", "Nova: (o que o robô diz na etapa a.b)"),
        ("Resposta pronta «Antiga»", "Antiga: Foi.", ""),
    ]


def test_a_file_of_answers_is_told_in_words_and_not_by_its_path() -> None:
    found = differences({"common/ready_answers.yml": BEFORE}, {"common/ready_answers.yml": AFTER})

    assert [len(one.texts) for one in found.profiles] == [3]
    assert (found.other_files, found.changes_policy) == ((), False)


def test_answers_that_say_the_same_are_no_change() -> None:
    assert list(answer_changes(BEFORE, BEFORE + "# nada\n")) == []
