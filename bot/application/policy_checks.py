"""What keeps the policies of a content from being published (F3): what they refuse, and every bound tried."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from bot.application.editor.policy.problems import in_words
from bot.application.policy_bounds import bound_problems
from bot.application.policy_document import POLICY_FILE, TITLES_FILE, PolicyRefused, parse_policy
from bot.domain.policy import Policy
from flows.checks.case import words_in_content
from flows.parsing import PROFILE_FILE, parse_content
from flows.problems import Problem


def policy_problems(content: Mapping[str, str]) -> list[Problem]:
    threats = parse_content(content)[0].settings.threats
    return [
        Problem(code, "", "", (), message, profile, file)
        for profile in _profiles(content)
        for code, file, message in _faults(profile, content, threats)
    ]


def _profiles(content: Mapping[str, str]) -> list[str]:
    """Every folder with a profile or a policy."""
    paths = [PurePosixPath(path) for path in content]
    named = {POLICY_FILE, PROFILE_FILE}
    return sorted({path.parts[0] for path in paths if len(path.parts) == 2 and path.name in named})


def _faults(profile: str, content: Mapping[str, str], threats: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    file, titles = f"{profile}/{POLICY_FILE}", f"{profile}/{TITLES_FILE}"
    if file not in content:
        yield "policy_missing", file, "este perfil não tem política: falta o arquivo policy.yml"
        return
    policy, refused = _read(content[file], content.get(titles, ""))
    yield from (("policy_refused", file, in_words(reason)) for reason in refused)
    if policy is None:
        return
    if policy.slug != profile:
        yield "policy_refused", file, f"a política diz que é de «{policy.slug}», e está na pasta «{profile}»"
    if not policy.title_kinds:
        yield "titles_missing", titles, "a tabela de títulos está vazia: nada poderia ser negociado"
    yield from (("policy_out_of_bounds", file, fault) for fault in _bounds(content[file], content.get(titles, "")))
    for word in words_in_content("\n".join(policy.closing_statement), threats):
        yield "threat", file, f"a declaração do fechamento diz «{word}», que ameaça"


@lru_cache(maxsize=64)
def _read(policy: str, titles: str) -> tuple[Policy | None, tuple[str, ...]]:
    try:
        return parse_policy(policy, titles), ()
    except PolicyRefused as refused:
        return None, refused.problems


@lru_cache(maxsize=64)
def _bounds(policy: str, titles: str) -> tuple[str, ...]:
    """Tried once for each text: the whole grid takes a moment, and most edits leave the policy alone."""
    read, _ = _read(policy, titles)
    return tuple(bound_problems(read)) if read is not None else ()
