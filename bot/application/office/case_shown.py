"""A case as the role may see it, and the very words its debtor would hear (section 10, G3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.application.agents import masking
from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from bot.application.office.ending import CaseFile, may_see_case, may_take_back
from bot.application.office.media_shown import FileKept
from bot.application.office.tools import OfficeTools
from bot.application.office.work import Task, may_work_on
from bot.application.phrases import Phrases
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.application.wording import brl
from bot.domain.conversation import Channel
from bot.domain.documents import formatted, masked
from bot.domain.policy import Policy
from bot.domain.titles import Title, update

TOLD_STEP = "news.told"
CONTACT_UPDATE = "contact_update"  # whose work is the new phone itself


class Asked(StrEnum):
    """What is masked until somebody asks for it."""

    DOCUMENT = "document"
    NOTE = "note"


@dataclass(frozen=True)
class TitleShown:
    number: str
    label: str
    competence: date
    due: date
    value: str | None  # None where the role sees no amounts


@dataclass(frozen=True)
class CaseShown:
    """Everything the page says of a case; numbers come in full when they are asked for."""

    file: CaseFile
    document: str
    note: str
    hides_note: bool
    outcome: str
    titles: Sequence[TitleShown]
    files: Sequence[FileKept]
    is_late: bool
    may_work: bool
    may_take_back: bool


async def show_case(number: str, member: Member, office: OfficeTools) -> CaseShown | None:
    """None where there is none of theirs; who looked is on record."""
    file = await office.cases.file(number)
    if file is None or not may_see_case(file, member):
        return None
    now, task = office.clock.business_now(), await office.tasks.one(False, number)
    may_work = task is not None and may_work_on(task, member, now)
    if file.person_id is not None:
        await office.tasks.record_accesses([file.person_id], member.email, f"case {number}", office.clock.now())
    return CaseShown(
        file=file,
        document=masked(file.document) if file.document else "",
        note=masking.unasked(file.note, member.role),
        hides_note=masking.unasked(file.note, member.role) != _note(file, member.role, may_work=may_work),
        outcome=masking.unasked(file.closed.outcome, member.role) if file.closed is not None else "",
        titles=await _titles(file, member.role, now.date(), office),
        files=await office.media.of_case(number),
        is_late=_is_late(task, file, now.date()),
        may_work=may_work,
        may_take_back=may_take_back(file, member, office.clock.now()),
    )


async def asked_of_case(number: str, asked: Asked, member: Member, office: OfficeTools) -> str | None:
    """The number itself, or the note with those in it, as far as the role goes; that it was asked is on record."""
    file = await office.cases.file(number)
    if file is None or file.person_id is None or not may_see_case(file, member):
        return None
    task, now = await office.tasks.one(False, number), office.clock.business_now()
    may_work = task is not None and may_work_on(task, member, now)
    is_note = asked is Asked.NOTE
    shown = _note(file, member.role, may_work=may_work) if is_note else masking.document(file.document, member.role)
    what = f"{asked} of case {number}"
    await office.tasks.record_accesses([file.person_id], member.email, what, office.clock.now())
    return shown if is_note else formatted(shown)


def _note(file: CaseFile, role: StaffRole, *, may_work: bool) -> str:
    return masking.text(file.note, role, with_phones=may_work and file.kind == CONTACT_UPDATE)


async def preview(file: CaseFile, text: str, office: OfficeTools) -> str:
    """As the debtor would read it on their channel; the plain phrase while no release is live."""
    release = await _release(office)
    if release is None:
        return text.strip()
    channel = Channel(file.channel or Channel.WHATSAPP)
    said = Phrases(release.phrases, channel).say("news_case", number=file.number, outcome=text.strip())
    response = _told_text(release, file.creditor or "")
    if response not in release.texts.responses:
        return said
    found = release.texts.response(response)
    worded = found.sms if channel is Channel.SMS else found.whatsapp
    return worded.replace("{news_lines}", said).strip()


def _told_text(release: LoadedRelease, creditor: str) -> str:
    profiles: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]] = release.graph.get("profiles", {})
    return profiles.get(creditor, {}).get("steps", {}).get(TOLD_STEP, {}).get("say", "")


def _is_late(task: Task | None, file: CaseFile, today: date) -> bool:
    return task is not None and today > file.deadline


async def _titles(file: CaseFile, role: StaffRole, today: date, office: OfficeTools) -> list[TitleShown]:
    release = await _release(office)
    policy = release.policies.get(file.creditor or "") if release is not None else None
    return [_title(title, policy, role, today) for title in file.titles]


def _title(title: Title, policy: Policy | None, role: StaffRole, today: date) -> TitleShown:
    value, label = title.principal, ""
    if policy is not None:
        label = policy.title_kinds[title.code].label if title.code in policy.title_kinds else ""
        value = update(title, today, policy.update_rules).updated if title.is_due(today) else value
    amount = brl(value) if masking.amount(value, role) is not None else None
    return TitleShown(title.number, label or title.code, title.competence, title.due_date, amount)


async def _release(office: OfficeTools) -> LoadedRelease | None:
    try:
        return await office.releases.live()
    except ReleaseMissing:
        return None
