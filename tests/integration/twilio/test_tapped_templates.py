"""What is tapped is looked up once in a while, and not for every message (issue 6, 7)."""

from bot.adapters.tapped_templates import TappedTemplates
from bot.application.registered_templates import Registered
from tests.integration.twilio.desk import FakeTemplates


async def test_what_is_known_is_not_asked_again() -> None:
    templates = FakeTemplates({"two": Registered("HX2")})
    tapped = TappedTemplates(templates, known_for_s=60)
    before = [await tapped.sid_of("two"), await tapped.sid_of("three")]

    templates.known = {"two": Registered("HX9"), "three": Registered("HX3")}

    assert before == ["HX2", None]
    assert [await tapped.sid_of("two"), await tapped.sid_of("three")] == before


async def test_after_a_while_it_is() -> None:
    templates = FakeTemplates()
    tapped = TappedTemplates(templates, known_for_s=0)
    assert await tapped.sid_of("two") is None

    templates.known = {"two": Registered("HX2")}

    assert await tapped.sid_of("two") == "HX2"


async def test_after_a_refusal_it_is_at_once() -> None:
    templates = FakeTemplates({"two": Registered("HX2")})
    tapped = TappedTemplates(templates, known_for_s=60)
    await tapped.sid_of("two")
    templates.known = {}

    tapped.forget()

    assert await tapped.sid_of("two") is None
