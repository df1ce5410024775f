"""What the step's panel calls things: a manager meets no code (F1)."""

from console.editor.panel.more import PAPERS_CALLED, READ_AS
from flows.parsing import ATTACHMENTS, HINTS


def test_whatever_is_read_in_an_answer_or_goes_along_has_a_name() -> None:
    assert READ_AS.keys() == HINTS
    assert PAPERS_CALLED.keys() == ATTACHMENTS
    assert all(name and name != code for code, name in {**READ_AS, **PAPERS_CALLED}.items())
