"""Nobody learns from the time an answer takes whether there is such an account."""

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from bot.adapters.passwords import Argon2Passwords


class Counted(Argon2Hasher):
    """Counts the work it is given, and makes it light."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[str | bytes] = []

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        self.verified.append(hash)
        return super().verify(password, hash)


@pytest.mark.parametrize("password", ["girassol na janela", "errada", ""])
async def test_a_password_costs_one_hash_with_an_account_and_without(password: str) -> None:
    hasher = Counted()
    passwords = Argon2Passwords(hasher)
    kept = await passwords.hash("girassol na janela")

    known = await passwords.fits(password, kept)
    unknown = await passwords.fits(password, None)

    assert (known, unknown) == (password == "girassol na janela", False)
    assert len(hasher.verified) == 2
    assert hasher.verified[0] == kept


async def test_the_password_of_nobody_opens_nothing() -> None:
    assert not await Argon2Passwords(Counted()).fits("the password of nobody", None)


async def test_two_users_with_one_password_are_not_seen_to_have_it() -> None:
    passwords = Argon2Passwords(Counted())

    assert await passwords.hash("girassol na janela") != await passwords.hash("girassol na janela")


def test_a_hash_costs_what_guessing_is_to_cost() -> None:
    made = Argon2Hasher().hash("girassol na janela")

    assert made.startswith("$argon2id$v=19$m=65536,t=3,")
