"""The policy of a draft as somebody works on it: read section by section, saved, and tried on the portfolio."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.application.agents.keys import Member
from bot.application.agents.ports import Conversations
from bot.application.agents.roles import Right, require
from bot.application.editor.differences.policy import notice_differences, policy_differences, title_differences
from bot.application.editor.drafts.drafts import Draft, DraftFiles, DraftMissing, Drafts, Edit, StaleDraft
from bot.application.editor.policy.fields import Section
from bot.application.editor.policy.form import ProfileFiles, fill_in, paths_of, profile_files, seen_mark
from bot.application.editor.policy.tables import Typed
from bot.application.editor.policy.what_if import (
    BATCH,
    EVERYBODY,
    Owing,
    Pair,
    PortfolioBook,
    Progress,
    Terms,
    advance,
    count,
    drawn_for_sample,
    terms_of,
)
from bot.application.policy_document import PolicyRefused, parse_policy
from bot.application.ports import Clock
from bot.application.releases import Releases
from bot.domain.documents import masked
from bot.domain.errors import BotError
from bot.domain.policy import Policy

EXAMPLES = 3
_SHOWN_AS = "what_if"
_MOST_WORDS = 300


@dataclass(frozen=True)
class PolicyTools:
    """Drafts, the live policy, and the portfolio both are tried on."""

    drafts: Drafts
    releases: Releases
    book: PortfolioBook
    conversations: Conversations  # where looks at somebody's data are kept
    clock: Clock


@dataclass(frozen=True)
class OpenPolicy:
    """A profile's files in a draft."""

    draft: Draft
    profile: str
    files: ProfileFiles
    profiles: tuple[str, ...]
    version: int

    @property
    def is_closed(self) -> bool:
        return self.draft.closed is not None


@dataclass(frozen=True)
class Saved:
    changes: tuple[str, ...]  # in words; none when nothing was other than it is


@dataclass(frozen=True)
class NotSaved:
    """By field, what is wrong; `stale` when somebody else changed the section meanwhile."""

    wrong: dict[str, str]
    stale: bool = False
    by: str = ""


@dataclass(frozen=True)
class Compared:
    """One debtor, shortened and masked, under both policies."""

    name: str
    document: str
    live: tuple[Terms, ...]
    draft: tuple[Terms, ...]


@dataclass(frozen=True)
class BothPolicies:
    live: Policy
    draft: Policy


class PolicyBroken(BotError):
    """The draft's policy is refused as it stands: nothing can be tried with it."""


async def open_policy(draft_id: int, profile: str, member: Member, tools: PolicyTools) -> OpenPolicy | None:
    """None where the draft has no such profile."""
    require(member.role, Right.READ_FLOWS)
    draft = await tools.drafts.draft(draft_id)
    if draft is None:
        raise DraftMissing(draft_id)
    held = await tools.drafts.files(draft_id)
    files = profile_files(held.files, profile)
    return OpenPolicy(draft, profile, files, _profiles(held), held.version) if files.policy else None


async def policies_of(draft_id: int, member: Member, tools: PolicyTools) -> tuple[str, ...]:
    """The creditors that have a policy in the draft; none where there is no such draft."""
    require(member.role, Right.READ_FLOWS)
    return _profiles(await tools.drafts.files(draft_id)) if await tools.drafts.draft(draft_id) else ()


async def save_section(
    opened: OpenPolicy, section: Section, sent: tuple[Typed, str], member: Member, tools: PolicyTools
) -> Saved | NotSaved:
    """What was typed, in the draft; refused whole where a field is wrong or the section is no more as it was seen."""
    require(member.role, Right.EDIT_FLOWS)
    typed, seen = sent
    if seen != seen_mark(section, opened.files):
        return NotSaved({}, stale=True)
    filled = fill_in(section, typed, opened.files)
    if filled.wrong:
        return NotSaved(dict(filled.wrong))
    changes = told_changes(opened.files, filled.files)
    before, after = (paths_of(one, opened.profile) for one in (opened.files, filled.files))
    moved = [path for path in after if before.get(path) != after[path]]
    if not moved:
        return Saved(())
    what = f"{section.name}: {' '.join(changes)}"[:_MOST_WORDS]
    edit = Edit(
        opened.draft.id,
        member.email,
        what,
        {path: before.get(path) for path in moved},
        {path: after[path] for path in moved},
    )
    written = await tools.drafts.write(edit)
    return NotSaved({}, stale=True, by=written.by) if isinstance(written, StaleDraft) else Saved(changes)


def told_changes(before: ProfileFiles, after: ProfileFiles) -> tuple[str, ...]:
    """Of the three files, in words."""
    return (
        *policy_differences(before.policy, after.policy),
        *title_differences(before.titles, after.titles),
        *(notice_differences(before.notice, after.notice) if before.notice and after.notice else ()),
    )


async def both_policies(opened: OpenPolicy, tools: PolicyTools) -> BothPolicies | None:
    """None where the profile is not live yet; raises PolicyBroken."""
    live = (await tools.releases.live()).policies.get(opened.profile)
    try:
        draft = parse_policy(opened.files.policy, opened.files.titles)
    except PolicyRefused as refused:
        raise PolicyBroken(str(refused)) from refused
    return BothPolicies(live, draft) if live is not None else None


async def try_sample(
    opened: OpenPolicy, both: BothPolicies, member: Member, tools: PolicyTools
) -> tuple[Progress, int]:
    """Some five hundred from all over the portfolio, and how many there are in all."""
    require(member.role, Right.SEE_AMOUNTS)
    people = await tools.book.count(opened.profile)
    batch = await tools.book.owing(opened.profile, 0, 2 * BATCH, drawn_for_sample(people))
    pair = await _counted(batch, both, tools)
    return Progress(pair, 0, len(batch), is_over=len(batch) == people), people


async def try_more(
    progress: Progress, opened: OpenPolicy, both: BothPolicies, member: Member, tools: PolicyTools
) -> Progress:
    """The next batch of everybody, off the loop that answers others."""
    require(member.role, Right.SEE_AMOUNTS)
    batch = await tools.book.owing(opened.profile, progress.after, BATCH, EVERYBODY)
    return advance(progress, batch, BATCH, await _counted(batch, both, tools))


async def compare_some(
    opened: OpenPolicy, both: BothPolicies, member: Member, tools: PolicyTools
) -> Sequence[Compared]:
    """A few debtors under both policies, those with the most to lose or win first; who looked is on record."""
    require(member.role, Right.SEE_AMOUNTS)
    people = await tools.book.count(opened.profile)
    drawn = await tools.book.owing(opened.profile, 0, BATCH // 4, drawn_for_sample(people))
    today = _today(tools)
    chosen = await asyncio.to_thread(_most_moved, drawn, both, today)
    named = await tools.book.named(opened.profile, chosen)
    await tools.conversations.record_accesses(chosen, member.email, _SHOWN_AS)
    return [
        Compared(
            _short(one.name),
            masked(one.document),
            terms_of(one.titles, both.live, today),
            terms_of(one.titles, both.draft, today),
        )
        for one in sorted(named, key=lambda one: chosen.index(one.person_id))
    ]


def _most_moved(people: Sequence[Owing], both: BothPolicies, today: date) -> list[int]:
    from_most = sorted(people, key=lambda one: _moved(one, both, today), reverse=True)
    return [one.person_id for one in from_most[:EXAMPLES]]


def _moved(one: Owing, both: BothPolicies, today: date) -> tuple[int, int]:
    """How far the two quotes are apart, and between equals how much is owed."""
    live, draft = (
        {term.code: term for term in terms_of(one.titles, policy, today)} for policy in (both.live, both.draft)
    )
    worth = [(_worth(live.get(code)), _worth(draft.get(code))) for code in {*live, *draft}]
    return sum(abs(after - before) for before, after in worth), sum(term.owed.cents for term in live.values())


def _worth(terms: Terms | None) -> int:
    """Down to the parts: a plan that begins otherwise is another offer."""
    if terms is None:
        return 0
    lump, plan = terms.lump_sum, terms.plan
    return (lump.total.cents if lump else 0) + (plan.total.cents + plan.down_payment.cents if plan else 0)


def _short(name: str) -> str:
    """ "Fábio Vasconcelos Barbosa" as "Fábio B."."""
    words = name.split()
    return f"{words[0].capitalize()} {words[-1][0].upper()}." if len(words) > 1 else name[:1]


async def _counted(batch: Sequence[Owing], both: BothPolicies, tools: PolicyTools) -> Pair:
    return await asyncio.to_thread(count, batch, both.live, both.draft, _today(tools))


def _today(tools: PolicyTools) -> date:
    return tools.clock.business_now().date()


def _profiles(held: DraftFiles) -> tuple[str, ...]:
    return tuple(sorted(path.split("/")[0] for path in held.files if path.endswith("/policy.yml")))
