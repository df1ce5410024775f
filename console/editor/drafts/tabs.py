"""The pages of one draft, as tabs: those that this service has, and which of them is open."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.routing import iter_route_contexts

from console.auth.cookies import HOME
from flows.ready_answers import SHARED

_ONE = f"{HOME}/flows/drafts/{{draft_id:int}}"
_PAGES = (
    "policy",
    "answers",
    "wording",
    "forms",
    "try",
    "changes",
    "publish",
)  # beside the drawing, which any other word is in
_WITHIN = {"replay": "try"}
_OF_A_CREDITOR = {"policy", "answers", "try"}


@dataclass(frozen=True)
class DraftTabs:
    """`creditor` is whose flows or policy are open: the others lead to the same one's."""

    base: str
    pages: frozenset[str]
    here: str
    creditor: str = ""


def draft_tabs(request: Request, draft_id: int, path: str) -> DraftTabs:
    """For a page of the draft at that path."""
    base = f"{HOME}/flows/drafts/{draft_id}"
    first, *rest = [*path.removeprefix(base).strip("/").split("/"), ""]
    mounted = _mounted(request)
    pages = frozenset(page for page in _PAGES if f"{_ONE}/{page}" in mounted)
    if not path.startswith(f"{base}/"):
        return DraftTabs(base, pages, "drawing" if path == base else "")
    page = _WITHIN.get(first, first)
    if page in _PAGES:
        return DraftTabs(base, pages, page, rest[0] if page in _OF_A_CREDITOR and rest[0] != SHARED else "")
    return DraftTabs(base, pages, "drawing", first)


def _mounted(request: Request) -> frozenset[str]:
    """Asked of the service once: its routes stay."""
    state = request.app.state
    if not hasattr(state, "mounted_paths"):
        state.mounted_paths = frozenset(one.path or "" for one in iter_route_contexts(list(request.app.routes)))
    found: frozenset[str] = state.mounted_paths
    return found
