"""Problems that keep a draft from being published: each in words, where it is, and how a person comes there."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.application.editor.drafts.drafts import Draft
from bot.application.editor.publishing.reviews import Outcome
from console.editor import problem_words
from console.editor.deps import EditorParts
from console.editor.looked_at import LookedAt, of_draft
from flows.playing import way_to, why_unplayed
from flows.problems import Problem


def in_words(found: Sequence[Problem], looking: LookedAt) -> list[dict[str, Any]]:
    """Each beside the creditor whose debtors meet it, with what a person sends to come there."""
    rows = []
    for one in found:
        of = [slug for slug, script in looking.scripts.items() if problem_words.is_of(one, script)]
        slug = one.profile if one.profile in of else next(iter(of), "")
        script = looking.scripts.get(slug)
        told = problem_words.told(one, script) if script else None
        way = [move for move in way_to(one, script.graph) if move.sends or move.needs] if script else []
        message = problem_words.in_plain(one.message)
        rows.append(
            {
                "problem": one,
                "told": told,
                "message": message,
                "profile": slug,
                "way": way,
                "unplayed": why_unplayed(one),
            }
        )
    return rows


async def refusals(outcome: Outcome, draft: Draft, parts: EditorParts) -> list[dict[str, Any]]:
    """What preparing found, policy and sentences among it; of a draft that is closed nothing can be mended."""
    if not outcome.problems or draft.closed is not None:
        return []
    return in_words([_problem(one) for one in outcome.problems], await of_draft(draft.id, parts))


def _problem(told: Mapping[str, Any]) -> Problem:
    """As `as_dict` told it."""
    code, flow, step, message, profile, file = (
        str(told.get(name, "")) for name in ("code", "flow", "step", "message", "profile", "file")
    )
    return Problem(code, flow, step, tuple(told.get("path", ())), message, profile, file)
