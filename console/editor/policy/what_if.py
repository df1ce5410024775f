"""What a draft's policy would mean: some debtors under both policies, a sample, and everybody batch by batch."""

import hashlib
import json
from typing import Annotated, Any

from fastapi import Path, Request, Response

from bot.application.agents.keys import Member
from bot.application.editor.drafts.drafts import DraftMissing
from bot.application.editor.policy.desk import (
    BothPolicies,
    OpenPolicy,
    PolicyBroken,
    PolicyTools,
    both_policies,
    compare_some,
    open_policy,
    try_more,
    try_sample,
)
from bot.application.editor.policy.what_if import Progress, carried, taken_up
from bot.application.releases import ReleaseMissing
from console.auth.cookies import HOME
from console.auth.pages import TEMPLATES, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn
from console.editor.policy import charts
from console.editor.policy.deps import Policies

TEMPLATES.filters["reais"] = charts.reais
PANEL = "editor/_policy_what_if.html"
FIGURES = "editor/_policy_totals.html"
Number = Annotated[int, Path(ge=1, lt=2**63)]
Word = Annotated[str, Path(max_length=60)]


async def show_what_if(
    request: Request, draft_id: Number, profile: Word, session: SignedIn, tools: Policies
) -> Response:
    """The panel as it comes after the page: debtors side by side, and a sample of the portfolio."""
    opened, both = await _both(draft_id, profile, session.member, tools)
    if isinstance(both, str):
        return render(request, PANEL, told=both)
    compared = await compare_some(opened, both, session.member, tools)
    progress, people = await try_sample(opened, both, session.member, tools)
    totals = _totals(opened, both, progress)
    return render(request, PANEL, compared=compared, people=people, is_sample=True, **totals)


async def try_everybody(
    request: Request, draft_id: Number, profile: Word, session: SignedIn, tools: Policies
) -> Response:
    """One batch more; the page asks for the next until there is none. A draft changed meanwhile begins anew."""
    opened, both = await _both(draft_id, profile, session.member, tools)
    if isinstance(both, str):
        return render(request, PANEL, told=both)
    data = await request.form()
    before = _so_far(str(data.get("so_far", "")), opened, both)
    progress = await try_more(before, opened, both, session.member, tools)
    people = await tools.book.count(profile)
    name = FIGURES if "hx-request" in request.headers else "editor/policy_totals.html"
    return render(request, name, people=people, is_sample=False, **_totals(opened, both, progress))


async def _both(
    draft_id: int, profile: str, member: Member, tools: PolicyTools
) -> tuple[OpenPolicy, BothPolicies | str]:
    """Both policies, or why there is nothing to compare."""
    try:
        opened = await open_policy(draft_id, profile, member, tools)
    except DraftMissing as missing:
        raise NothingHere from missing
    if opened is None:
        raise NothingHere
    try:
        both = await both_policies(opened, tools)
    except PolicyBroken:
        return opened, "A política deste rascunho tem um erro. Corrija o campo indicado para ver o efeito."
    except ReleaseMissing:
        both = None
    return opened, both or "Ainda não há uma política no ar para comparar."


def _totals(opened: OpenPolicy, both: BothPolicies, progress: Progress) -> dict[str, Any]:
    table = both.live.negotiation.discount_table
    pair = progress.pair
    return {
        "place": f"{HOME}/flows/drafts/{opened.draft.id}/policy/{opened.profile}",
        "progress": progress,
        "figures": charts.figures(pair),
        "brackets": charts.bracket_lines(pair, table),
        "charts": [charts.discounts_chart(pair), charts.brackets_chart(pair, table)],
        "so_far": json.dumps(
            {"of": _mark(opened, both), "after": progress.after, "n": progress.counted, **carried(pair)}
        ),
    }


def _so_far(text: str, opened: OpenPolicy, both: BothPolicies) -> Progress:
    """Carried in the page, so that any machine goes on with it; of another policy, or garbled, nothing."""
    try:
        held = json.loads(text or "{}")
        after, counted = int(held["after"]), int(held["n"])
        is_ours = held["of"] == _mark(opened, both) and 0 <= after < 2**63 and counted >= 0
    except (ValueError, KeyError, TypeError):
        return Progress()
    return Progress(taken_up(held), after, counted) if is_ours else Progress()


def _mark(opened: OpenPolicy, both: BothPolicies) -> str:
    return f"{opened.version}:{_hash(repr((both.live.negotiation, both.live.payment)))}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
