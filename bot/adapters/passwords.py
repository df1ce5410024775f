"""Passwords by argon2id, a few at a time: each takes 64 MiB and some tenths of a second."""

import asyncio

from pwdlib.hashers.argon2 import Argon2Hasher

AT_ONCE = 4


class Argon2Passwords:
    """The `Passwords` port; the work is done beside the event loop."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        self._hasher = hasher or Argon2Hasher()
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        async with self._seats:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Without a kept hash one of nobody's is tried: the time told apart who has an account."""
        nobodys = await self._of_nobody()
        against = kept or nobodys
        async with self._seats:
            fits = await asyncio.to_thread(self._hasher.verify, password, against)
        return fits and kept is not None

    async def _of_nobody(self) -> str:
        if self._nobodys is None:
            self._nobodys = await self.hash("the password of nobody")
        return self._nobodys
