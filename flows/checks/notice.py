"""The ANS notice says all of N1, as a possibility (N9), and gives a cancelled plan no warning and no hope (N11)."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from flows.checks.case import plain, words_in
from flows.graph import placeholders
from flows.model import Profile
from flows.notice_text import NoticeSection, NoticeText, read_notice
from flows.problems import Problem
from flows.reading import Notes, read_document
from flows.unanswered import POLICY_FILE

_FEE_LINE = frozenset({"competence", "due_date", "value", "updated", "days"})
# What N1 lists, section by section: a placeholder that stands for it, or a word no such text can do without.
_REQUIRED: Mapping[str, frozenset[str]] = {
    "operator": frozenset({"operator", "operator_cnpj", "operator_address", "ans_number"}),
    "people": frozenset({"notified", "beneficiaries"}),
    "plan": frozenset({"plan_name", "plan_number", "registration"}),
    "fees": frozenset({"fees", "delay", "total", "issued_on"}),
    "pay": frozenset({"pay_how"}),
    "contest": frozenset(),
    "contact": frozenset({"contact_channels"}),
    "data": frozenset(),
    "protocol": frozenset({"protocol"}),
}
_WORD_OF = {"contest": "contestar", "data": "atualizados"}
OPENER, ISSUE = "notice.opener", "notice.issue"
UNVERIFIED, VERIFIED = "unverified", "verified"
TERM = "term"  # the consequence and its term: not for a plan already cancelled (N11)
_TERM_PLACEHOLDER, _CONDITIONAL = "term_days", "poderá"
_RETURN = ("reativar", "reativação", "reativado", "voltar", "volta do plano", "retorno", "retomar")
KNOWN = frozenset({"house", "house_cnpj", _TERM_PLACEHOLDER}).union(*_REQUIRED.values())


def notice_problems(text: str, file: str, threats: Iterable[str] = ()) -> list[Problem]:
    """Everything that keeps a profile's notice from being sent: missing contents, unknown fields, threats."""
    notice, problems = read_notice(text, file)
    if problems:
        return problems
    faults = [*_frame(notice), *_variant(notice.sections, with_term=True)]
    faults += [(code, f"cancelled: {message}") for code, message in _variant(notice.cancelled, with_term=False)]
    faults += _threats(notice, threats)
    return [Problem(code, "", "", (), message, file=file) for code, message in faults]


def opener_problems(profile: Profile, policy: str) -> list[Problem]:
    """The steps with which we notify unasked: the opener the policy names, and the one for who is confirmed (N0)."""
    file = f"{profile.slug}/{POLICY_FILE}"
    section = read_document(policy, Notes(file)).get("notice")
    opener = section.get("opener", OPENER) if isinstance(section, Mapping) else OPENER
    known = {f"{flow.id}.{step}": how for flow in profile.flows.values() for step, how in flow.begins.items()}
    steps = {f"{flow.id}.{step}" for flow in profile.flows.values() for step in flow.steps}
    return [
        Problem(code, "", "", (), message, file=file)
        for step, how in ((str(opener), UNVERIFIED), (ISSUE, VERIFIED))
        for code, message in _beginning(step, how, steps, known.get(step))
    ]


def _beginning(step: str, how: str, steps: Collection[str], begins: str | None) -> Iterator[tuple[str, str]]:
    if step not in steps:
        yield "notice_opener_missing", f"a notificação começa na etapa «{step}», que não existe neste perfil"
    elif begins != how:
        yield "notice_opener_not_begun", f"a etapa «{step}» precisa estar em «begins» do seu fluxo, como «{how}»"


def _frame(notice: NoticeText) -> Iterator[tuple[str, str]]:
    if not notice.title:
        yield "notice_incomplete", "falta o título («title»)"
    named = frozenset(placeholders(notice.fee_line))
    for name in sorted(_FEE_LINE - named):
        yield "notice_incomplete", f"a linha de cada mensalidade («fee_line») não diz {{{name}}}"
    for name in sorted(named - _FEE_LINE):
        yield "unknown_placeholder", f"«fee_line» não conhece {{{name}}}"


def _variant(sections: Mapping[str, NoticeSection], *, with_term: bool) -> Iterator[tuple[str, str]]:
    known = set(_REQUIRED) | ({TERM} if with_term else set())
    for name in sorted(set(sections) - known):
        yield "unknown_key", f"a notificação não tem a parte «{name}»; partes: {', '.join(sorted(known))}"
    for name in sorted(known - set(sections)):
        yield "notice_incomplete", f"falta a parte «{name}»"
    for name, section in sections.items():
        yield from _contents(name, section)
    yield from _term(sections) if with_term else _no_term(sections)


def _contents(name: str, section: NoticeSection) -> Iterator[tuple[str, str]]:
    named = frozenset(placeholders(section.text))
    if not section.heading or not section.text:
        yield "notice_incomplete", f"a parte «{name}» precisa de «heading» e «text»"
    for missing in sorted(_REQUIRED.get(name, frozenset()) - named):
        yield "notice_incomplete", f"a parte «{name}» não diz {{{missing}}}"
    for unknown in [*sorted(named - KNOWN), *placeholders(section.heading)]:
        yield "unknown_placeholder", f"a parte «{name}» não pode dizer {{{unknown}}}"
    if not _says(section, _WORD_OF.get(name, "")):
        yield "notice_incomplete", f"a parte «{name}» não usa a palavra «{_WORD_OF[name]}»"


def _term(sections: Mapping[str, NoticeSection]) -> Iterator[tuple[str, str]]:
    """The consequence is a possibility, and its term is said (N4, N9)."""
    term = sections.get(TERM, NoticeSection("", ""))
    if _TERM_PLACEHOLDER not in set(placeholders(term.text)):
        yield "notice_incomplete", f"a parte «{TERM}» não diz {{{_TERM_PLACEHOLDER}}}"
    if not _says(term, _CONDITIONAL):
        yield "threat", f"a parte «{TERM}» precisa dizer a consequência como possibilidade («{_CONDITIONAL}»)"


def _no_term(sections: Mapping[str, NoticeSection]) -> Iterator[tuple[str, str]]:
    """A plan already cancelled is warned of nothing and promised nothing (N11)."""
    for name, section in sections.items():
        if _TERM_PLACEHOLDER in set(placeholders(section.text)):
            yield "notice_warns_cancelled", f"a parte «{name}» fala de prazo a quem já teve o plano cancelado"
        for word in words_in(section.text, (*_RETURN, _CONDITIONAL)):
            yield "notice_warns_cancelled", f"a parte «{name}» diz «{word}» a quem já teve o plano cancelado"


def _threats(notice: NoticeText, threats: Iterable[str]) -> Iterator[tuple[str, str]]:
    every = (*notice.sections.values(), *notice.cancelled.values())
    said = "\n".join([notice.title, *(f"{section.heading}\n{section.text}" for section in every)])
    for word in words_in(said, threats):
        yield "threat", f"«{word}» ameaça; diga como possibilidade e só se for verdade"


def _says(section: NoticeSection, word: str) -> bool:
    return plain(word) in plain(section.text)
