"""Who of the staff is calling: users, and the keys they call the API with."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.application.agents.roles import StaffRole
from bot.domain.errors import BotError

_MARK = "ccl"
_TOKEN = re.compile(rf"{_MARK}_([0-9a-f]{{12}})_[A-Za-z0-9_-]{{43}}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Member:
    """Somebody of the staff."""

    id: int
    email: str
    role: StaffRole


@dataclass(frozen=True)
class NewKey:
    """A key as it is made: the token is shown once and never kept."""

    token: str
    prefix: str
    digest: bytes


@dataclass(frozen=True)
class KeptKey:
    member: Member
    digest: bytes


@dataclass(frozen=True)
class ListedKey:
    """A key as lists show it."""

    prefix: str
    email: str
    created_at: datetime
    revoked_at: datetime | None


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


class Staff(Protocol):
    """Where users and keys are kept."""

    async def put_user(self, email: str, role: StaffRole, at: datetime) -> Member:
        """Add a user, or give one we have this role."""
        ...

    async def users(self) -> Sequence[Member]: ...

    async def user(self, email: str) -> Member | None: ...

    async def add_key(self, member: Member, key: NewKey, at: datetime) -> None: ...

    async def key(self, prefix: str) -> KeptKey | None:
        """A key in use: not revoked."""
        ...

    async def keys(self) -> Sequence[ListedKey]: ...

    async def revoke(self, prefix: str, at: datetime) -> bool: ...


async def add_user(email: str, role: StaffRole, staff: Staff, at: datetime) -> Member:
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise EmailUnusable(email)
    return await staff.put_user(address, role, at)


async def issue_key(email: str, staff: Staff, at: datetime) -> NewKey:
    """A new key for a user; several may be in use at once, so that one can be changed without a pause."""
    member = await staff.user(email.strip().lower())
    if member is None:
        raise UserUnknown(email)
    key = _new_key()
    await staff.add_key(member, key, at)
    return key


async def revoke_key(name: str, staff: Staff, at: datetime) -> None:
    """By its prefix; a whole token says its prefix too."""
    prefix = _prefix_in(name)
    if not await staff.revoke(prefix, at):
        raise KeyUnknown(prefix)


async def caller(token: str, staff: Staff) -> Member | None:
    """Whose key this is; None for one that is unknown, altered or revoked."""
    form = _TOKEN.fullmatch(token)
    kept = await staff.key(form.group(1)) if form else None
    if kept is None or not hmac.compare_digest(kept.digest, _digest(token)):
        return None
    return kept.member


def _new_key() -> NewKey:
    prefix = secrets.token_hex(6)
    token = f"{_MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    return NewKey(token, prefix, _digest(token))


def _prefix_in(name: str) -> str:
    parts = name.strip().split("_")
    return parts[1] if parts[0] == _MARK and len(parts) > 1 else parts[0]


def _digest(token: str) -> bytes:
    """A 256-bit random token needs no slow hash: there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()
