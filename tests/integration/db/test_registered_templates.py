"""Which templates are registered, kept on both databases."""

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.templates import SqlTemplates
from bot.application.registered_templates import Approval, Registered
from tests.fakes import FakeClock

KNOWN = {"a": Registered("HX1"), "b": Registered("HX2", Approval.PENDING), "c": Registered("HX3", Approval.REJECTED)}


async def test_what_is_kept_is_found_and_nothing_else(sql_storage: SqlStorage, clock: FakeClock) -> None:
    templates = SqlTemplates(sql_storage.database)
    await templates.keep({"old": Registered("HX0")}, clock)
    await templates.keep(KNOWN, clock)

    assert [await templates.find(name) for name in ("a", "b", "c", "old")] == [*KNOWN.values(), None]


async def test_a_decision_is_waited_for_until_it_is_noted(sql_storage: SqlStorage, clock: FakeClock) -> None:
    templates = SqlTemplates(sql_storage.database)
    await templates.keep(KNOWN, clock)
    assert list(await templates.pending()) == ["b"]

    await templates.note("b", Approval.APPROVED)

    assert await templates.pending() == {}
    assert await templates.find("b") == Registered("HX2", Approval.APPROVED)
