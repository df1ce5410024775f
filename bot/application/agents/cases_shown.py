"""Open cases as staff see them; whose they are and who looked is on record (H1, section 10)."""

from datetime import date

from bot.application.agents import masking
from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentTools
from bot.application.cases import CaseQueue, CaseToWorkOn, who_works_on


async def list_cases(
    creditor: str | None, member: Member, queue: CaseQueue, tools: AgentTools
) -> list[dict[str, object]]:
    """Oldest deadline first, so late ones, which are a supervisor's, before all others."""
    found, today = await queue.waiting(creditor), tools.clock.business_now().date()
    people = [case.person_id for case in found if case.person_id is not None]
    await tools.conversations.record_accesses(people, member.email, "case")
    return [{**_case(case, member.role), **_whose(case, today)} for case in found]


def _whose(case: CaseToWorkOn, today: date) -> dict[str, object]:
    is_late = case.is_late(today)
    return {"late": is_late, "with": who_works_on(is_late=is_late).value}


def _case(case: CaseToWorkOn, role: StaffRole) -> dict[str, object]:
    return {
        "number": case.number,
        "kind": case.kind,
        "creditor": case.creditor,
        "person": case.person,
        "document": case.document,
        "titles": list(case.title_numbers),
        "note": masking.text(case.note, role),
        "opened_at": case.opened_at.isoformat(),
        "deadline": case.deadline.isoformat(),
    }
