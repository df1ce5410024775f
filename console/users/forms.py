"""What the forms of users bring."""

from pydantic import BaseModel

from bot.application.agents.reach import reach
from bot.application.agents.roles import StaffRole
from bot.application.staff.accounts import LARGEST_CAPACITY, TermsUnusable
from bot.application.staff.records import Terms


class UserForm(BaseModel):
    """A blank capacity is what everybody has; no creditor ticked is all that the sender sees."""

    email: str = ""
    role: str = StaffRole.AGENT
    capacity: str = ""
    creditors: list[str] = []

    def terms(self) -> Terms:
        if self.role not in set(StaffRole):
            raise TermsUnusable("no such role")
        return Terms(
            StaffRole(self.role), frozenset(self.creditors) or reach().creditors, _number(self.capacity.strip())
        )


def _number(told: str) -> int | None:
    if not told:
        return None
    if not (told.isascii() and told.isdecimal() and len(told) <= len(str(LARGEST_CAPACITY))):
        raise TermsUnusable(f"a capacity is a number from 1 to {LARGEST_CAPACITY}")
    return int(told)
