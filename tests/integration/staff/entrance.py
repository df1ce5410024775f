"""The real parts of signing in, with a hash that costs little, and somebody to come in."""

from dataclasses import dataclass, replace

import pyotp
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import select

from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.staff.second_factors import SqlSecondFactors
from bot.adapters.db.staff.sessions import SqlGuard, SqlSessions
from bot.adapters.db.staff.staff import SqlAccounts
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import StaffEventRow
from bot.adapters.one_time_codes import TotpCodes
from bot.adapters.passwords import Argon2Passwords
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.staff.invitations import NewPassword, accept_invitation, invite
from bot.application.staff.records import Session, Visit
from bot.application.staff.second_factor import enrol
from bot.application.staff.sessions import Opened, session_of
from bot.application.staff.sign_in import Credentials, sign_in
from bot.application.staff.tools import StaffTools
from tests.fakes import FakeClock

CHEAP = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
EMAIL = "ana@exemplo.invalid"
PASSWORD = "girassol na janela"
VISIT = Visit("203.0.113.7", "Firefox")


@dataclass
class Entrance:
    """The use cases as somebody at the door tries them."""

    storage: SqlStorage
    tools: StaffTools
    clock: FakeClock

    @classmethod
    def of(cls, storage: SqlStorage, clock: FakeClock, *, is_production: bool = False) -> "Entrance":
        database = storage.database
        tools = StaffTools(
            accounts=SqlAccounts(database),
            sessions=SqlSessions(database),
            factors=SqlSecondFactors(database),
            guard=SqlGuard(database),
            passwords=Argon2Passwords(CHEAP),
            codes=TotpCodes(database.vault),
            clock=clock,
            is_production=is_production,
        )
        return cls(storage, tools, clock)

    def in_production(self) -> "Entrance":
        return replace(self, tools=replace(self.tools, is_production=True))

    async def employs(self, email: str = EMAIL, role: StaffRole = StaffRole.AGENT) -> Opened:
        """Somebody who was invited and set a password."""
        await self.knows(email, role)
        chosen = NewPassword(PASSWORD, PASSWORD)
        opened = await accept_invitation(await invite(email, self.tools), chosen, VISIT, self.tools)
        assert isinstance(opened, Opened)
        return opened

    async def knows(self, email: str, role: StaffRole) -> None:
        """Added, or given another role."""
        await add_user(email, role, SqlStaff(self.storage.database), self.clock.now())

    async def tries(self, password: str = PASSWORD, email: str = EMAIL, visit: Visit = VISIT) -> object:
        return await sign_in(Credentials(email, password), visit, self.tools)

    async def comes_in(self, email: str = EMAIL) -> Session:
        opened = await self.tries(email=email)
        assert isinstance(opened, Opened)
        return await self.inside(opened)

    async def inside(self, opened: Opened) -> Session:
        session = await session_of(opened.token, self.tools)
        assert session is not None
        return session

    async def enrols(self, session: Session) -> tuple[Session, str, list[str]]:
        """The session afterwards, the app's secret and the recovery codes."""
        secret = self.tools.codes.secret_for("the token")
        enrolled = await enrol(secret, self.code(secret), session, VISIT, self.tools)
        assert enrolled is not None
        return await self.inside(enrolled[0]), secret, list(enrolled[1])

    def code(self, secret: str, *, steps: int = 0) -> str:
        return pyotp.TOTP(secret).at(int(self.clock.now().timestamp()) + 30 * steps)

    async def record(self) -> list[StaffEventRow]:
        async with self.storage.database.reading() as session:
            return list(await session.scalars(select(StaffEventRow).order_by("id")))

    async def acts(self) -> list[str]:
        return [line.act for line in await self.record()]
