"""H2: while a person has the word the bot is silent, and what must count still counts."""

from bot.application.changes import OptedOut
from bot.application.handle_turn import silent_turn
from bot.application.ports import Claim
from bot.domain.conversation import Channel, Conversation, Owner
from tests.builders import PHONE, SENDER, a_message

CONVERSATION = Conversation(id=1, channel=Channel.WHATSAPP, contact=PHONE, sender=SENDER, owner=Owner.AGENT)


def a_claim(*bodies: str) -> Claim:
    messages = (a_message(f"SM{n}", body, id=n) for n, body in enumerate(bodies, 1))
    return Claim(CONVERSATION, tuple(messages), token=1)


def test_everything_that_arrived_is_kept_for_the_person_and_nothing_is_said() -> None:
    turn = silent_turn(a_claim("alô?", "tem alguém aí"))

    assert (turn.handled, turn.replies, turn.changes) == ((1, 2), (), ())


def test_an_opt_out_is_recorded_even_then() -> None:
    turn = silent_turn(a_claim("parem de me mandar mensagem"))

    assert turn.changes == (OptedOut(PHONE, "parem de me mandar mensagem"),)


def test_wanting_out_of_the_debt_is_no_opt_out() -> None:
    assert silent_turn(a_claim("quero sair dessa dívida")).changes == ()
