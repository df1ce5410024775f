"""What both sides of `bench peer` are told: the same words, in Twilio's forms, signed."""

from urllib.parse import parse_qs

import pytest
from twilio.request_validator import RequestValidator

from bench.negotiation import TURNS, Debtor
from bench.peer.script import CLOSED_AT, TOKEN, Door, delivery, form_of, said

DOOR = Door(8123, "/webhooks/twilio/messages")


def test_a_debtor_types_the_first_three_digits_of_their_own_cpf() -> None:
    debtor = Debtor(7)

    assert said(debtor, 1) == debtor.document[:3]


def test_what_could_be_tapped_is_typed() -> None:
    assert [said(Debtor(1), turn) for turn in (5, 6, 7)] == ["sim", "sim", "não"]


def test_the_turn_before_the_last_closes() -> None:
    assert len(TURNS) - 2 == CLOSED_AT


def test_no_two_deliveries_have_one_sid() -> None:
    sids = {form_of(Debtor(number), turn)["MessageSid"] for number in range(5) for turn in range(len(TURNS))}

    assert len(sids) == 5 * len(TURNS)


@pytest.mark.parametrize("turn", range(len(TURNS)))
def test_a_delivery_is_signed_for_the_address_it_goes_to(turn: int) -> None:
    head, _, body = delivery(DOOR, Debtor(3), turn).partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}

    assert form == dict(form_of(Debtor(3), turn))
    assert RequestValidator(TOKEN).validate(DOOR.url, form, headers["X-Twilio-Signature"])
