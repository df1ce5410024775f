"""A key that calls too often is told when to come again, and others are not held up by it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller


class Counting:
    """The `Allowance` port: so many calls for each key."""

    def __init__(self, calls: int) -> None:
        self._calls, self.made = calls, dict[str, int]()

    async def wait_s(self, key: str) -> int:
        self.made[key] = self.made.get(key, 0) + 1
        return 0 if self.made[key] <= self._calls else 7


@pytest.fixture
def allowance(api: FastAPI) -> Iterator[Counting]:
    api.state.allowance = Counting(2)
    yield api.state.allowance
    del api.state.allowance


async def test_one_call_too_many_is_answered_429_with_when_to_come_again(
    ana: Caller, hire: Hire, allowance: Counting
) -> None:
    answers = [await ana.get("/queue") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "7"
    assert answers[-1].json() == {"error": "too many calls with this key"}
    assert (await (await hire("bia")).get("/queue")).status_code == 200
    assert set(allowance.made) >= {ana.key.prefix}


async def test_who_has_no_key_is_not_counted(ana: Caller, allowance: Counting) -> None:
    answer = await ana.client.get("/api/v1/queue", headers={"Authorization": "Bearer ccl_unknown"})

    assert answer.status_code == 401
    assert allowance.made == {}
