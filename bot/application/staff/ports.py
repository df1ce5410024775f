"""What signing in needs from outside: where accounts, sessions and tries are kept, and what checks secrets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.application.staff.lockout import Door
from bot.application.staff.records import Account, Event, ListedAccount, NewSession, Session, Terms


class SignIn[Proof](Protocol):
    """Tells whose proof this is: today e-mail and password; an identity provider (OIDC) is another of these."""

    async def account(self, proof: Proof) -> Account | None:
        """None when the proof is of nobody who may come in; it takes as long for an account there never was."""
        ...


class Passwords(Protocol):
    async def hash(self, password: str) -> str: ...

    async def fits(self, password: str, kept: str | None) -> bool:
        """As much work without a kept hash as with one."""
        ...


class OneTimeCodes(Protocol):
    """Time-based codes of an authenticator app."""

    def secret_for(self, token: str) -> str:
        """The secret a session is offered at enrolment: the same one until it is confirmed."""
        ...

    def address(self, secret: str, email: str) -> str:
        """What the QR code holds."""
        ...

    def step_of(self, secret: str, code: str, at: datetime) -> int | None:
        """The time step this code is of, one before and one after now included."""
        ...


class Accounts(Protocol):
    """Every change is written together with its line of the record."""

    async def by_email(self, email: str) -> Account | None: ...

    async def all(self) -> Sequence[Account]: ...

    async def listed(self) -> Sequence[ListedAccount]:
        """By e-mail, with when each was last here."""
        ...

    async def note(self, event: Event) -> None: ...

    async def set_terms(self, user_id: int, terms: Terms, event: Event) -> None: ...

    async def set_password(self, user_id: int, password_hash: str, event: Event, *, keep: int | None) -> None:
        """Ends the user's sessions, but for one."""
        ...

    async def set_disabled(self, user_id: int, at: datetime | None, event: Event) -> None: ...

    async def invite(self, user_id: int, digest: bytes, expires_at: datetime, event: Event) -> None:
        """An earlier invitation of this user ends."""
        ...

    async def invited(self, digest: bytes, at: datetime) -> Account | None:
        """Whose invitation this is, while it can be used."""
        ...

    async def accept(self, digest: bytes, password_hash: str, event: Event) -> bool:
        """Once; the user's sessions end."""
        ...


class SecondFactors(Protocol):
    async def secret(self, user_id: int) -> str | None: ...

    async def enrol(self, user_id: int, secret: str, step: int, codes: Sequence[str], event: Event) -> None: ...

    async def remove(self, user_id: int, event: Event) -> None:
        """Ends the user's sessions."""
        ...

    async def use_step(self, user_id: int, step: int) -> bool:
        """False when a code of this time step or a later one was used already."""
        ...

    async def put_codes(self, user_id: int, codes: Sequence[str], event: Event) -> None:
        """In place of those there were."""
        ...

    async def use_code(self, user_id: int, code: str, event: Event) -> bool:
        """Once."""
        ...

    async def codes_left(self, user_id: int) -> int: ...


class Sessions(Protocol):
    async def open(self, new: NewSession, event: Event, *, instead_of: int | None = None) -> None: ...

    async def find(self, digest: bytes) -> Session | None: ...

    async def of(self, user_id: int) -> Sequence[Session]: ...

    async def touch(self, session_id: int, at: datetime) -> None: ...

    async def end(self, user_id: int, event: Event, *, only: int | None = None) -> None: ...

    async def forget_old(self, before: datetime) -> None: ...


class Guard(Protocol):
    """Counts tries before they are answered, so that many at once are no way around the count."""

    async def take(self, doors: Sequence[Door], at: datetime) -> datetime | None:
        """Count one try at every door, unless one is closed: until when."""
        ...

    async def closed_until(self, doors: Sequence[Door], at: datetime) -> datetime | None: ...

    async def succeeded(self, cleared: Door, *, returned: Sequence[Door] = ()) -> None:
        """The try was right: one door forgets all tries, others only this one."""
        ...
