"""Numbers allotted one after the other, under any concurrency; one allotted and not used leaves a gap."""

import secrets
import string
from collections.abc import Callable
from datetime import date

from bot.adapters.db.engine import Database
from bot.adapters.db.quick.one_value import one_value
from bot.domain.protocol import protocol_number

CODE_SIGNS = string.ascii_letters + string.digits  # a phone cuts other signs off the end of an address
CODE_LENGTH = 22  # 131 bits
NEXT = """
    INSERT INTO number_sequence AS allotted (kind, day, last) VALUES ($1, $2, 1)
    ON CONFLICT (kind, day) DO UPDATE SET last = allotted.last + 1 RETURNING last
"""


def random_code() -> str:
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


class SqlNumbers:
    """The `Numbers` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, new_code: Callable[[], str] = random_code) -> None:
        self._database = database
        self._new_code = new_code

    async def protocol(self, prefix: str, day: date) -> str:
        return protocol_number(prefix, day, await self._next(f"protocol {prefix}", day))

    async def case(self, day: date) -> str:
        """The chamado: the day and five digits."""
        return f"{day:%Y%m%d}{await self._next('case', day):05d}"

    async def agreement(self, day: date) -> str:
        """Letters and digits only: it goes into Pix codes and slips."""
        return f"AC{day:%Y%m%d}{await self._next('agreement', day):05d}"

    def code(self) -> str:
        return self._new_code()

    async def _next(self, kind: str, day: date) -> int:
        is_sqlite = self._database.is_sqlite
        return int(await one_value(self._database, NEXT, kind, day.isoformat() if is_sqlite else day))
