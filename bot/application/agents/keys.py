"""Who of the staff is calling: users, and the keys they call the API with."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.application.agents.reach import Reach
from bot.application.agents.roles import Right, StaffRole, granted
from bot.domain.errors import BotError

COMMAND_LINE = "command line"
_MARK = "ccl"
_TOKEN = re.compile(rf"{_MARK}_([0-9a-f]{{12}})_[A-Za-z0-9_-]{{43}}", re.ASCII)
_USED_AGAIN = timedelta(minutes=1)  # not every call is written down
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Member:
    """Somebody of the staff; no creditor named means all of them, no capacity what everybody has."""

    id: int
    email: str
    role: StaffRole
    creditors: frozenset[str] = frozenset()
    capacity: int | None = None
    rights: frozenset[Right] | None = None  # of the key they call with; None: all of the role's
    key: str | None = None  # its prefix

    @property
    def reach(self) -> Reach:
        return Reach(self.creditors, self.rights)


@dataclass(frozen=True)
class KeyTerms:
    """What a key may do, and until when; nothing said: all the role grants, until it is revoked."""

    rights: frozenset[Right] | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class NewKey:
    """A key as it is made: the token is shown once and never kept."""

    token: str
    prefix: str
    digest: bytes
    terms: KeyTerms


@dataclass(frozen=True)
class KeptKey:
    member: Member
    digest: bytes
    expires_at: datetime | None = None
    used_at: datetime | None = None


@dataclass(frozen=True)
class ListedKey:
    """A key as lists show it."""

    prefix: str
    email: str
    created_at: datetime
    revoked_at: datetime | None
    terms: KeyTerms = field(default_factory=KeyTerms)
    used_at: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        return self.terms.expires_at is not None and self.terms.expires_at <= at


class EmailUnusable(BotError):
    """No address at all."""

    def __init__(self, email: str) -> None:
        super().__init__(f"{email!r} is not an e-mail address")
        self.email = email


class UserUnknown(BotError):
    def __init__(self, email: str) -> None:
        super().__init__(f"no user {email}: add it with `concilia users add {email} --role ROLE`")
        self.email = email


class KeyUnknown(BotError):
    def __init__(self, prefix: str) -> None:
        super().__init__(f"no key in use begins with {prefix}")
        self.prefix = prefix


class ScopesBeyondRole(BotError):
    """A key may do less than its user, never more."""

    def __init__(self, role: StaffRole, beyond: Collection[Right]) -> None:
        allowed = ", ".join(sorted(granted(role)))
        super().__init__(f"role {role} does not grant {', '.join(sorted(beyond))}; it grants {allowed}")
        self.beyond = frozenset(beyond)


class ExpiryPast(BotError):
    def __init__(self) -> None:
        super().__init__("the key would be over before it was used")


class Staff(Protocol):
    """Where users and keys are kept."""

    async def put_user(self, email: str, role: StaffRole, at: datetime, by: str) -> Member:
        """Add a user, or give one we have this role; either is on record."""
        ...

    async def users(self) -> Sequence[Member]: ...

    async def user(self, email: str) -> Member | None: ...

    async def add_key(self, member: Member, key: NewKey, at: datetime) -> None: ...

    async def key(self, prefix: str) -> KeptKey | None:
        """A key in use: not revoked."""
        ...

    async def note_use(self, prefix: str, at: datetime) -> None: ...

    async def keys(self, user_id: int | None = None) -> Sequence[ListedKey]:
        """Everybody's, or one user's."""
        ...

    async def revoke(self, prefix: str, at: datetime, user_id: int | None = None) -> bool:
        """Anybody's, or only one user's."""
        ...


class Allowance(Protocol):
    """How often one key may call."""

    async def wait_s(self, key: str) -> int:
        """0: go on, and the call is counted; else in how many seconds to come again."""
        ...


async def add_user(email: str, role: StaffRole, staff: Staff, at: datetime, by: str = COMMAND_LINE) -> Member:
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise EmailUnusable(email)
    return await staff.put_user(address, role, at, by)


async def issue_key(email: str, staff: Staff, at: datetime, terms: KeyTerms | None = None) -> NewKey:
    """A new key for a user; several may be in use at once, so that one can be changed without a pause."""
    member = await staff.user(email.strip().lower())
    if member is None:
        raise UserUnknown(email)
    terms = terms or KeyTerms()
    beyond = (terms.rights or frozenset()) - granted(member.role)
    if beyond:
        raise ScopesBeyondRole(member.role, beyond)
    if terms.expires_at is not None and terms.expires_at <= at:
        raise ExpiryPast
    key = _new_key(terms)
    await staff.add_key(member, key, at)
    return key


async def revoke_key(name: str, staff: Staff, at: datetime, owner: Member | None = None) -> None:
    """By its prefix; a whole token says its prefix too. With an owner: nobody else's."""
    prefix = _prefix_in(name)
    if not await staff.revoke(prefix, at, owner.id if owner is not None else None):
        raise KeyUnknown(prefix)


async def caller(token: str, staff: Staff, at: datetime) -> Member | None:
    """Whose key this is; None for one that is unknown, altered, revoked or over."""
    form = _TOKEN.fullmatch(token)
    kept = await staff.key(form.group(1)) if form else None
    if form is None or kept is None or not hmac.compare_digest(kept.digest, _digest(token)):
        return None
    if kept.expires_at is not None and kept.expires_at <= at:
        return None
    if kept.used_at is None or at - kept.used_at >= _USED_AGAIN:
        await staff.note_use(form.group(1), at)
    return replace(kept.member, key=form.group(1))


def _new_key(terms: KeyTerms) -> NewKey:
    prefix = secrets.token_hex(6)
    token = f"{_MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    return NewKey(token, prefix, _digest(token), terms)


def _prefix_in(name: str) -> str:
    parts = name.strip().split("_")
    return parts[1] if parts[0] == _MARK and len(parts) > 1 else parts[0]


def _digest(token: str) -> bytes:
    """A 256-bit random token needs no slow hash: there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()
