"""What each role of the staff may do and see; everything else is refused or masked, field by field (section 10).

agent       answers conversations and works on cases; documents and phones masked
supervisor  the same, and may act on another agent's conversation, see the floor and its figures, read the flows,
            and plan notices; documents and phones in full
admin       everything, users and flows included
finance     debts, agreements, cases, portfolios and notices, with documents; signs changes of policy;
            no conversations, phones masked
auditor     reads all of it, the floor too, and changes nothing; documents, phones and amounts masked
"""

from enum import StrEnum

from bot.application.agents.reach import reach
from bot.domain.errors import BotError


class StaffRole(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    FINANCE = "finance"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One thing somebody may do, or one kind of field somebody may see."""

    READ_CONVERSATIONS = "read_conversations"
    ANSWER = "answer"
    OVERRULE = "overrule"  # act on a conversation another agent owns
    READ_DEBTS = "read_debts"
    WORK_CASES = "work_cases"
    IMPORT = "import"
    READ_FIGURES = "read_figures"  # who is there, what waits, and how attendance went
    MANAGE_USERS = "manage_users"
    READ_FLOWS = "read_flows"  # what the bot says, offers and understands, and who changed it when
    EDIT_FLOWS = "edit_flows"  # drafts of all of it, and labels for what was not understood
    PUBLISH = "publish"  # review a draft, make it live, take it back, stop the bot
    SIGN_POLICY = "sign_policy"  # finance's word on a change of what may be offered (F2)
    TELL_PERSON = "tell_person"  # hand out everything held about somebody who asks for it
    NOTIFY = "notify"  # plan notices of a creditor's people
    SEE_DOCUMENTS = "see_documents"
    SEE_PHONES = "see_phones"
    SEE_AMOUNTS = "see_amounts"


_AGENT = frozenset(
    {Right.READ_CONVERSATIONS, Right.ANSWER, Right.READ_DEBTS, Right.WORK_CASES, Right.SEE_AMOUNTS},
)
_GRANTED: dict[StaffRole, frozenset[Right]] = {
    StaffRole.AGENT: _AGENT,
    StaffRole.SUPERVISOR: _AGENT
    | {Right.OVERRULE, Right.READ_FIGURES, Right.NOTIFY, Right.SEE_DOCUMENTS, Right.SEE_PHONES, Right.READ_FLOWS},
    StaffRole.ADMIN: frozenset(Right),
    StaffRole.FINANCE: frozenset(
        {Right.READ_DEBTS, Right.WORK_CASES, Right.IMPORT, Right.NOTIFY, Right.SEE_DOCUMENTS, Right.SEE_AMOUNTS}
        | {Right.READ_FLOWS, Right.SIGN_POLICY}
    ),
    StaffRole.AUDITOR: frozenset({Right.READ_CONVERSATIONS, Right.READ_DEBTS, Right.READ_FIGURES, Right.READ_FLOWS}),
}


class NotAllowed(BotError):
    """Somebody asked for what the role does not grant."""

    def __init__(self, role: StaffRole, right: Right) -> None:
        super().__init__(f"role {role} may not {right}")
        self.role = role
        self.right = right


def granted(role: StaffRole) -> frozenset[Right]:
    return _GRANTED[role]


def may(role: StaffRole, right: Right) -> bool:
    """What the role grants, as far as the key that was shown goes."""
    return right in _GRANTED[role] and reach().has_right(right)


def require(role: StaffRole, right: Right) -> None:
    if not may(role, right):
        raise NotAllowed(role, right)
