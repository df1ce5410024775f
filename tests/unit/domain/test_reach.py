"""Whom we may write to first, and where: WhatsApp only where the file says it is accepted (R1, R3)."""

from bot.domain.conversation import Channel
from bot.domain.reach import contacts_to_try
from tests.builders import a_person

WHATSAPP, OTHER_WHATSAPP = (Channel.WHATSAPP, "+5567999990001"), (Channel.WHATSAPP, "+5567999990002")
SMS = (Channel.SMS, "+5567999990001")


def test_whatsapp_is_tried_before_sms_and_numbers_in_the_files_order() -> None:
    assert contacts_to_try(a_person(), [SMS, OTHER_WHATSAPP, WHATSAPP]) == (OTHER_WHATSAPP, WHATSAPP, SMS)


def test_who_does_not_accept_whatsapp_is_written_to_by_sms_only() -> None:
    assert contacts_to_try(a_person(accepts_whatsapp=False), [WHATSAPP, SMS]) == (SMS,)


def test_who_accepts_no_whatsapp_and_has_no_other_contact_is_not_written_to() -> None:
    assert contacts_to_try(a_person(accepts_whatsapp=False), [WHATSAPP]) == ()


def test_a_contact_told_twice_is_tried_once() -> None:
    assert contacts_to_try(a_person(), [WHATSAPP, SMS, WHATSAPP]) == (WHATSAPP, SMS)
