"""Templates at the provider: which are registered, which are approved, and making that so for a release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.application.fixed_templates import FIXED, fixed_templates_of
from bot.application.ports import Clock
from bot.application.templates import PREFIX, Template, templates_of
from bot.application.wording import Texts


class Approval(StrEnum):
    """Whether a template may begin a talk; one made of choices is only sent inside a talk, and needs none."""

    NOT_ASKED = "registered"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Registered:
    """What the provider calls a template, and what it thinks of it."""

    sid: str
    approval: Approval = Approval.NOT_ASKED


class RegisteredTemplates(Protocol):
    """Which of our templates the provider knows."""

    async def find(self, name: str) -> Registered | None: ...

    async def pending(self) -> Mapping[str, Registered]:
        """Those whose approval is waited for, by name."""
        ...

    async def note(self, name: str, approval: Approval) -> None: ...

    async def keep(self, known: Mapping[str, Registered], clock: Clock) -> None:
        """These and no others are registered."""
        ...


class TemplateProvider(Protocol):
    """The provider's own store of templates."""

    async def registered(self) -> Mapping[str, str]:
        """SIDs by name, of everything the account holds."""
        ...

    async def register(self, template: Template) -> str: ...

    async def approval_of(self, sid: str) -> Approval: ...

    async def ask_approval(self, name: str, sid: str) -> Approval: ...


@dataclass(frozen=True)
class Synced:
    """What a synchronisation found and did, by name, and where each approval stands."""

    created: tuple[str, ...]
    kept: tuple[str, ...]
    approvals: Mapping[str, Approval]


def templates_of_release(texts: Texts) -> list[Template]:
    """Everything to register: what begins a talk, and all that is tapped in one."""
    responses = texts.responses.values()
    return [*fixed_templates_of(responses), *templates_of(responses)]


async def sync_templates(
    wanted: Sequence[Template], provider: TemplateProvider, registered: RegisteredTemplates, clock: Clock
) -> Synced:
    """Register what the provider lacks, ask for approvals and remember all of it; a second time creates nothing."""
    known = await provider.registered()
    kept = {name: sid for name, sid in known.items() if name.startswith(PREFIX)}  # of earlier releases too
    created = {each.name: await provider.register(each) for each in wanted if each.name not in kept}
    sids = {**kept, **created}
    fixed = {name: sid for name, sid in sids.items() if name.startswith(FIXED)}
    asked = {each.name for each in wanted}
    approvals = {name: await _approval(name, sid, provider, ask=name in asked) for name, sid in fixed.items()}
    await registered.keep(
        {name: Registered(sid, approvals.get(name, Approval.NOT_ASKED)) for name, sid in sids.items()}, clock
    )
    return Synced(tuple(created), tuple(kept), approvals)


async def hear_approvals(provider: TemplateProvider, registered: RegisteredTemplates) -> dict[str, Approval]:
    """Ask what became of the approvals waited for; those decided, by name."""
    decided: dict[str, Approval] = {}
    for name, each in (await registered.pending()).items():
        stands = await provider.approval_of(each.sid)
        if stands is not Approval.PENDING:
            await registered.note(name, stands)
            decided[name] = stands
    return decided


async def _approval(name: str, sid: str, provider: TemplateProvider, *, ask: bool) -> Approval:
    stands = await provider.approval_of(sid)
    return await provider.ask_approval(name, sid) if ask and stands is Approval.NOT_ASKED else stands
