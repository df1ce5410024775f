"""What is known of somebody who comes in: the account, the session, and what is put on record about both."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.application.agents.keys import COMMAND_LINE, Member
from bot.application.agents.roles import StaffRole


@dataclass(frozen=True)
class Account:
    """A member of the staff as signing in sees one; no password: whoever was never here has none."""

    member: Member
    password_hash: str | None = None
    has_second_factor: bool = False
    is_disabled: bool = False


@dataclass(frozen=True)
class Terms:
    """What somebody works as: no creditor named means all of them, no capacity what everybody has."""

    role: StaffRole
    creditors: frozenset[str] = frozenset()
    capacity: int | None = None


@dataclass(frozen=True)
class Invitation:
    """The last one made for somebody."""

    expires_at: datetime
    used_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and self.expires_at > at


@dataclass(frozen=True)
class ListedAccount:
    """An account as whoever administers users sees it."""

    account: Account
    seen_at: datetime | None
    invitation: Invitation | None


@dataclass(frozen=True)
class By:
    """Who changes somebody's account, and from where."""

    actor: str = COMMAND_LINE
    address: str = ""


class Stage(StrEnum):
    """How far somebody has come in."""

    SECOND_FACTOR = "second_factor"  # the password was right: the code is asked
    ENROLMENT = "enrolment"  # the role needs a second factor, and there is none yet
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class NewSession:
    digest: bytes
    user_id: int
    stage: Stage
    browser: str
    at: datetime


@dataclass(frozen=True)
class Session:
    id: int
    account: Account
    stage: Stage
    browser: str
    began_at: datetime
    seen_at: datetime

    @property
    def member(self) -> Member:
        return self.account.member


@dataclass(frozen=True)
class Visit:
    """Where a request came from."""

    address: str
    browser: str


class StaffAct(StrEnum):
    """What is put on record."""

    SIGNED_IN = "signed_in"
    PASSWORD_RIGHT = "password_right"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    RECOVERY_CODE_USED = "recovery_code_used"
    SECOND_FACTOR_ENROLLED = "second_factor_enrolled"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    PASSWORD_REFUSED = "password_refused"
    PASSWORD_CHANGED = "password_changed"
    ADDED = "added"
    TERMS_CHANGED = "terms_changed"
    INVITED = "invited"
    INVITATION_ACCEPTED = "invitation_accepted"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    DISABLED = "disabled"
    ENABLED = "enabled"


@dataclass(frozen=True)
class Event:
    """One line of the record: never a password, a code, a token, or an address nobody of ours has."""

    act: StaffAct
    actor: str
    address: str
    at: datetime
    user_id: int | None = None
