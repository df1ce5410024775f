"""The gate of publishing (F3): everything that is wrong with a piece of content, each with a path to it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows.checks.case import Case
from flows.checks.closing import check_closing
from flows.checks.filling import check_filling
from flows.checks.forms import form_problems
from flows.checks.identity import check_identity
from flows.checks.notice import notice_problems, opener_problems
from flows.checks.phrases import phrase_problems
from flows.checks.reach import check_reach, unreached
from flows.checks.ready_answers import ready_answer_problems
from flows.checks.references import check_references
from flows.checks.settings import settings_problems
from flows.checks.step_names import step_name_problems
from flows.checks.templates import check_templates, labels_in_templates
from flows.checks.texts import check_texts
from flows.graph import build_graph
from flows.model import Content, Profile
from flows.notice_text import NOTICE_FILE
from flows.parsing import parse_content
from flows.problems import Problem, places_of
from flows.training_data import Mask, masked_examples, read_sentences
from flows.unanswered import POLICY_FILE
from flows.walk import explore

_CHECKS = (check_references, check_texts, check_reach, check_identity, check_filling, check_closing, check_templates)


def check_files(files: Mapping[str, str]) -> list[Problem]:
    """All problems of a content tree, those of reading it first."""
    content, problems = parse_content(files)
    labels = [problem for profile in content.profiles.values() for problem in labels_in_templates(profile, files)]
    documents = _check_notices(files, content) + form_problems(files) + step_name_problems(files, content)
    documents += ready_answer_problems(files, content) + phrase_problems(files, content.settings.threats)
    return problems + check_content(content) + documents + _each_once(labels)


def check_content(content: Content) -> list[Problem]:
    cases = [_examine(content, content.profiles[slug]) for slug in sorted(content.profiles)]
    come = [problem for case in cases for problem in case.problems if _comes_there(problem, case)]
    nobody = [problem for case in cases for problem in case.problems if not _comes_there(problem, case)]
    return _each_once([*settings_problems(content.settings), *come, *_check_unused(cases)], nobody)


def _comes_there(problem: Problem, case: Case) -> bool:
    """Whether somebody goes the way under this creditor's policy."""
    places = [(case.graph.nodes[node], label) for node, label in places_of(problem.path) if node in case.graph.nodes]
    return not any(label in node.unanswered for node, label in places)


def check_sentences(files: Mapping[str, str], mask: Mask) -> list[Problem]:
    """What is wrong with the training sentences: unknown intents, and one sentence teaching two of them."""
    sentences, problems = read_sentences(files)
    return problems + masked_examples(sentences, mask)[1]


def _check_notices(files: Mapping[str, str], content: Content) -> list[Problem]:
    """The notice of each profile that has one; a profile without issues none."""
    paths = {slug: f"{slug}/{NOTICE_FILE}" for slug in sorted(content.profiles)}
    return [
        replace(problem, profile=slug)
        for slug, path in paths.items()
        if path in files
        for problem in [
            *notice_problems(files[path], path, content.settings.threats),
            *opener_problems(content.profiles[slug], files.get(f"{slug}/{POLICY_FILE}", "")),
        ]
    ]


def _examine(content: Content, profile: Profile) -> Case:
    graph, unresolved = build_graph(profile)
    case = Case(content.settings, profile, graph, explore(graph))
    for problem in unresolved:
        node = graph.nodes.get(f"{problem.flow}.{problem.step}")
        if node is None:
            case.problems.append(problem)
        else:
            case.note(problem.code, node, problem.message)
    for check in _CHECKS:
        check(case)
    return case


def _check_unused(cases: Iterable[Case]) -> list[Problem]:
    """Steps no profile leads to; a shared flow may serve one profile and not another."""
    leftover: dict[str, set[tuple[str, str]]] = {}
    for case in cases:
        missed = unreached(case)
        for flow in case.profile.flows.values():
            here = {(flow.id, step) for step in missed.get(flow.id, ())}
            leftover[flow.file] = leftover.get(flow.file, here) & here
    steps = {(flow.file, flow.id): len(flow.steps) for case in cases for flow in case.profile.flows.values()}
    return [
        problem
        for (file, flow), count in sorted(steps.items())
        for problem in _unused(file, flow, sorted(step for name, step in leftover[file] if name == flow), count)
    ]


def _unused(file: str, flow: str, steps: list[str], count: int) -> list[Problem]:
    if len(steps) == count:
        return [Problem("flow_unused", flow, "", (), "nada leva a este fluxo", file=file)]
    return [Problem("step_unreachable", flow, step, (), "nada leva a esta etapa", file=file) for step in steps]


def _each_once(problems: Iterable[Problem], nobody: Iterable[Problem] = ()) -> list[Problem]:
    """A fault of a shared flow is told once, for the first profile that has it, with the ways of the others.

    Where `nobody` comes under a creditor's policy, it is told for another creditor if there is one.
    """
    met: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        met.setdefault(_fault(problem), []).append(problem)
    for problem in nobody:
        met.setdefault(_fault(problem), [problem])
    return [replace(first, elsewhere=_ways_of(others)) for first, *others in met.values()]


def _fault(problem: Problem) -> tuple[str, str, str, str]:
    return problem.code, problem.flow, problem.step, problem.message


def _ways_of(others: Iterable[Problem]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple({other.profile: other.path for other in others if other.path}.items())
