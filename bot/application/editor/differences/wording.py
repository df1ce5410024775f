"""What all flows share, compared: the robot's phrases, the words never said, and how each creditor is presented."""

from collections.abc import Iterator, Mapping

from bot.application.editor.differences.flows import BOTH, CHANNELS, TextChange
from bot.application.editor.policy.fields import Field, capital
from bot.application.editor.wording.filling import changed
from bot.application.editor.wording.parts import Part, in_words, is_yaml, parts_in
from bot.application.editor.yaml_places import plain_at, read_plain

_RULE = "Regra"


def wording_changes(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[TextChange]:
    """Of one file that is on both sides and can be read on both."""
    old, new = before.get(path, ""), after.get(path, "")
    if not (is_yaml(old) and is_yaml(new)):
        return
    for part in parts_in({path: new}):
        for field in changed(part, old, new):
            words = [in_words(part, field, plain_at(read_plain(text), field.place)) for text in (old, new)]
            yield TextChange(capital(_called(part, field)), _channel(part, field), *words)


def _called(part: Part, field: Field) -> str:
    name = field.subject.partition(" ")[2] if not part.is_phrases else field.subject
    return name if not part.is_phrases else name.rpartition("»")[0] + "»"


def _channel(part: Part, field: Field) -> str:
    if not part.is_phrases:
        return _RULE
    return CHANNELS.get(str(field.place[-1]), BOTH)
