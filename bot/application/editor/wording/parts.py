"""What all creditors' talks share, and how each presents itself, as parts a manager reads and changes together."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

import yaml

from bot.application.editor.policy.entry import shown
from bot.application.editor.policy.fields import Bounds, Field, Kind, Option, Section
from bot.application.editor.wording.names import phrase_groups, values_of
from bot.application.editor.yaml_places import Plain, plain_at, read_plain
from flows.checks.settings import FILLERS, SURE_THRESHOLD, THRESHOLD
from flows.checks.texts import MAX_BODY
from flows.intents import INTENTS
from flows.names import names
from flows.parsing import PROFILE_FILE, SETTINGS_FILE
from flows.phrase_names import PHRASES, PHRASES_FILE

PRIORITY, GLOBALS = "priority", "globals"
SHARES = frozenset({"threshold", "sure_threshold"})  # of one in the file, of a hundred on the page
_ON = {"whatsapp": "no WhatsApp", "sms": "no SMS"}
_LONGEST_GLOBAL = 120
_GLOBALS = {
    "from_whom": ("a apresentação do robô", "Completa «Aqui é a assistente virtual…», como «da Assefaz»."),
    "the_creditor": ("o credor com artigo", "Como em «quem responde é a Cassems»."),
    "of_creditor": ("o credor com «de»", "Como em «o plano da Cassems»."),
}
_SAMPLES = "Um exemplo para o WhatsApp aprovar os modelos. Só dado inventado."


@dataclass(frozen=True)
class Part:
    """Fields of one file; `phrases`: they are texts said, with values in them."""

    section: Section
    path: str
    is_phrases: bool = False


def parts_in(files: Mapping[str, str]) -> list[Part]:
    """Of the files that can be read."""
    found: list[Part] = []
    if PHRASES_FILE in files and is_yaml(files[PHRASES_FILE]):
        held = read_plain(files[PHRASES_FILE])
        for group in phrase_groups():
            known = [name for name in group.phrases if name in PHRASES]
            fields = tuple(field for name in known for field in _phrase(name, group.phrases[name], held))
            found.append(Part(Section(f"phrases.{group.id}", group.name, "", fields), PHRASES_FILE, is_phrases=True))
    if SETTINGS_FILE in files and is_yaml(files[SETTINGS_FILE]):
        found += [Part(one, SETTINGS_FILE) for one in _settings(read_plain(files[SETTINGS_FILE]))]
    return [*found, *_creditors(files)]


def values_now(part: Part, text: str) -> dict[str, str]:
    """By field, as the form holds it: values by their names, people's meanings by theirs."""
    document = read_plain(text)
    return {field.name: in_words(part, field, plain_at(document, field.place)) for field in part.section.fields}


def in_words(part: Part, field: Field, value: Plain | None) -> str:
    if part.is_phrases:
        return values_of(str(field.place[0])).as_names(str(value or "")).strip()
    if field.place == (PRIORITY,) and isinstance(value, list):
        return "\n".join(names().intent(str(one)) for one in value)
    if field.name in SHARES and isinstance(value, str):
        return f"{Decimal(value) * 100:f}".rstrip("0").rstrip(".").replace(".", ",")
    return shown(field, value)


def seen_mark(part: Part, text: str) -> str:
    return sha256(repr(sorted(values_now(part, text).items())).encode()).hexdigest()[:16]


def is_yaml(text: str) -> bool:
    try:
        return isinstance(read_plain(text), dict)
    except yaml.YAMLError:
        return False


def _phrase(name: str, called: str, held: Plain) -> list[Field]:
    """One text on both channels, or each channel's own, as the file has it."""
    bounds = Bounds.of(1, MAX_BODY)
    written = plain_at(held, (name,))
    if not isinstance(written, dict):
        return [Field((name,), f"a frase «{called}»", Kind.PARAGRAPH, "", "", bounds=bounds)]
    return [
        Field((name, channel), f"a frase «{called}» {on}", Kind.PARAGRAPH, "", "", bounds=bounds)
        for channel, on in _ON.items()
    ]


def _settings(held: Plain) -> list[Section]:
    return [
        Section("never", "O que nunca se diz", "Um texto com uma destas palavras não é publicado.", _never()),
        Section("reading", "Como entende", "Vale para todos os credores.", _reading()),
        Section("samples", "Exemplos dos modelos", "O que o WhatsApp vê ao aprovar um modelo.", _samples(held)),
    ]


def _never() -> tuple[Field, ...]:
    early = "Uma por linha. Antes de confirmar a identidade, ninguém lê nenhuma. As que a regra da casa exige não saem."
    threat = "Uma por linha. Nenhum texto ameaça nem apressa. As que a regra da casa exige não saem."
    return (
        Field(("banned_before_identity",), "as palavras da dívida", Kind.LINES, early, ""),
        Field(("threats",), "as palavras de ameaça ou pressa", Kind.LINES, threat, ""),
    )


def _reading() -> tuple[Field, ...]:
    order = "Uma por linha. Quando a pessoa diz várias coisas de uma vez, a de cima é atendida primeiro."
    polite = "Ditas junto de outra coisa, não contam."
    options = tuple(Option(one, names().intent(one)) for one in sorted(FILLERS, key=names().intent))
    return (
        _sureness("threshold", "a certeza para responder", "Abaixo disto, o robô diz que não entendeu.", THRESHOLD),
        _sureness("sure_threshold", "a certeza para agir", "Para fechar acordo e o que não tem volta.", SURE_THRESHOLD),
        Field((PRIORITY,), "a ordem de atendimento", Kind.LINES, order, ""),
        Field(("fillers",), "as cortesias", Kind.CHOICES, polite, "", options=options),
    )


def _sureness(name: str, subject: str, rule: str, bounds: tuple[float, float]) -> Field:
    low, high = (round(one * 100) for one in bounds)
    told = f"{rule} De {low} a {high}%."
    return Field((name,), subject, Kind.WHOLE, told, "", "%", Bounds.of(low, high))


def _samples(held: Plain) -> tuple[Field, ...]:
    given = plain_at(held, ("template_samples",))
    return tuple(
        Field(
            ("template_samples", name),
            f"o {names().placeholder(name)}",
            Kind.TEXT,
            _SAMPLES,
            "",
            bounds=Bounds.of(1, _LONGEST_GLOBAL),
        )
        for name in (given if isinstance(given, dict) else ())
    )


def _creditors(files: Mapping[str, str]) -> list[Part]:
    found = []
    for path in sorted(one for one in files if one.endswith(f"/{PROFILE_FILE}") and is_yaml(files[one])):
        slug = path.partition("/")[0]
        fields = _presented(read_plain(files[path]))
        about = "Os textos de todas as etapas usam estas palavras."
        found.append(Part(Section(f"creditor.{slug}", f"{slug.capitalize()}: como se apresenta", about, fields), path))
    return found


def _presented(held: Plain) -> tuple[Field, ...]:
    given = plain_at(held, (GLOBALS,))
    own: dict[tuple[str, ...], tuple[str, str]] = {("name",): ("o nome na lista de credores", "Só a equipe lê.")}
    for name in given if isinstance(given, dict) else ():
        own[(GLOBALS, name)] = _GLOBALS.get(name, (f"o {names().placeholder(name)}", "Os textos usam este valor."))
    bounds = Bounds.of(1, _LONGEST_GLOBAL)
    return tuple(Field(place, subject, Kind.TEXT, rule, "", bounds=bounds) for place, (subject, rule) in own.items())


def meanings() -> dict[str, str]:
    """What people mean, by what it is called, in small letters."""
    return {names().intent(code).casefold(): code for code in INTENTS}
