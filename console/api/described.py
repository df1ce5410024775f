"""The description of the API: what each route asks of a key, and what refusals look like."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from bot.application.agents.roles import Right
from console.api.examples import EXAMPLES

SCOPES: dict[Right, str] = {
    Right.READ_CONVERSATIONS: "the queue, conversations and their messages",
    Right.ANSWER: "take conversations, write in them, return and close them",
    Right.OVERRULE: "act on another agent's conversation, decide exceptions",
    Right.READ_DEBTS: "debtors, titles, agreements, notices and cases",
    Right.WORK_CASES: "close cases and issue slips",
    Right.IMPORT: "take portfolios in",
    Right.READ_FIGURES: "the floor and the figures of attendance",
    Right.MANAGE_USERS: "users, on their page",
    Right.READ_FLOWS: "flows, drafts and releases, on their pages",
    Right.EDIT_FLOWS: "change drafts, on their pages",
    Right.PUBLISH: "review, publish and take back, on their pages and the command line",
    Right.SIGN_POLICY: "sign changes of policy, on their page",
    Right.TELL_PERSON: "hand out everything held about somebody who asks for it",
    Right.NOTIFY: "plan notices",
    Right.SEE_DOCUMENTS: "CPF and CNPJ in full; masked without it",
    Right.SEE_PHONES: "phones in full; masked without it",
    Right.SEE_AMOUNTS: "amounts; left out without it",
}
_REFUSALS = {
    "401": ("No key, or one that is unknown, revoked or over.", {"error": "a valid API key is needed"}),
    "403": ("The key, or its user's role, lacks the scope.", {"error": "role agent may not import"}),
    "429": ("Too many calls with this key: see `Retry-After`.", {"error": "too many calls with this key"}),
}
_MISSING = ("Nobody's, or another creditor's than the user works for.", {"error": "no conversation 7"})


def description(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    found = get_openapi(title="Concilia", version="1", description=_told(), routes=routes)
    rights = dict(_rights(routes))
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            _add(operation, path, rights.get((method, path)), EXAMPLES.get((method, path), {}))
    return found


def _told() -> str:
    named = "\n".join(f"- `{right.value}`: {told}" for right, told in SCOPES.items())
    return (
        "Every call carries `Authorization: Bearer KEY`, a key made by `concilia keys add`. A key does what its user's "
        "role grants, or less: the scopes it was made with. Fields the role or the key may not see are masked or left "
        "out. A user bound to creditors finds nothing of another's: 404.\n\n"
        f"Scopes:\n{named}\n\n"
        "A key may make 100 calls in a row and 20 a second after that; more are answered 429 with `Retry-After`. "
        "While Redis is away calls are not counted. Money is text with two decimals; instants are ISO 8601 in UTC."
    )


def _rights(routes: Sequence[BaseRoute]) -> Iterator[tuple[tuple[str, str], tuple[Right, ...]]]:
    for context in iter_route_contexts(list(routes)):
        if isinstance(context.original_route, APIRoute):
            asked = (getattr(one.dependency, "right", None) for one in context.dependencies)
            rights = tuple(right for right in asked if right is not None)
            for method in context.methods or ():
                yield (method.lower(), context.path or ""), rights


def _add(operation: dict[str, Any], path: str, rights: tuple[Right, ...] | None, example: dict[str, Any]) -> None:
    if rights:
        names = ", ".join(f"`{right.value}`" for right in rights)
        operation["description"] = f"{operation.get('description', '')}\n\nScope: {names}.".strip()
        operation["x-scopes"] = [right.value for right in rights]
    refusals = {**_REFUSALS, "404": _MISSING} if "{" in path else _REFUSALS
    for code, (told, body) in refusals.items():
        operation["responses"].setdefault(code, _answer(told, body))
    if "request" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["request"]
    for code in ("200", "201"):
        if "answer" in example and code in operation["responses"]:
            operation["responses"][code].setdefault("content", {"application/json": {}})
            operation["responses"][code]["content"]["application/json"]["example"] = example["answer"]


def _answer(told: str, body: dict[str, str]) -> dict[str, Any]:
    return {"description": told, "content": {"application/json": {"example": body}}}
