"""A template carries no document: what opens a notice says where it is, in one message with its buttons (R3)."""

import pytest

from bot.application.messages import Attachment
from bot.application.paper_links import tokens_for, with_links
from bot.application.wording import Line, ResponseText, Texts, render
from bot.domain.conversation import Channel
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.notice_desks import a_debtor, a_desk

SAID = "Este documento é para você: {paper_link} Responda que recebeu."
BUTTONS = (("Estou ciente", "acknowledge_notice"),)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(FakeClock())


def texts(whatsapp: str, template: str = "") -> Texts:
    return Texts({"said": ResponseText(whatsapp, SAID, BUTTONS, attach="notice_pdf", template=template)})


@pytest.mark.parametrize(
    ("whatsapp", "template", "messages"), [(SAID, "notice_document", 1), ("Este documento é para você.", "", 2)]
)
async def test_the_document_is_linked_in_a_template_and_attached_elsewhere(
    whatsapp: str, template: str, messages: int, storage: FakeStorage
) -> None:
    a_debtor(storage)
    desk, lines, release = await a_desk(storage, "oi"), [Line("said")], texts(whatsapp, template)
    desk.attachments["notice_pdf"] = Attachment("notice_pdf", "application/pdf", "n.pdf", b"%PDF", "texto")

    tokens = tokens_for(desk, lines, release)
    linked, worded = with_links(desk, lines, release, tokens)
    said = render(linked, worded, {}, Channel.WHATSAPP)

    assert len(said) == messages
    assert bool(tokens) is bool(template)
    assert ("/p/" in said[0].body) is bool(template)
    if template:
        assert (said[0].options, said[0].attach) == (BUTTONS, "notice_pdf")
        assert said[0].template is not None
        assert "/p/" in said[0].template["paper_link"]


async def test_a_document_that_is_not_said_of_has_no_link(storage: FakeStorage) -> None:
    a_debtor(storage)
    desk = await a_desk(storage, "oi")
    desk.attachments["notice_pdf"] = Attachment("notice_pdf", "application/pdf", "n.pdf", b"%PDF", "texto")

    assert tokens_for(desk, [], texts(SAID, "notice_document")) == {}
