"""Messages whose webhook was lost are found in the provider's list and accepted once (F9, section 9)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest

from bot.adapters.db.healing import SqlComparisons
from bot.adapters.db.storage import SqlStorage
from bot.adapters.twilio_arrivals import TwilioArrivals
from bot.adapters.twilio_http import Credentials, TwilioHttp
from bot.application.accept_message import accept_message
from bot.application.healing import EVERY, SETTLED_AFTER, HealTools, Line, heal
from bot.application.messages import Media, MessageKind
from bot.application.ports import Claim
from bot.application.send_outbox import DeliveryUnknown
from bot.domain.conversation import Channel
from bot.domain.our_senders import OurSenders
from bot.lanes.healing import HEALING_LOOKED_AT_EVERY_S, lines_of
from tests.builders import PHONE, SENDER, a_message
from tests.fakes import FakeBell, FakeClock
from tests.twilio_server.ledger import Received
from tests.twilio_server.server import ACCOUNT, TOKEN, Day, TwilioServer

LINE = Line(Channel.WHATSAPP, SENDER)
OUTAGE = timedelta(minutes=30)


@dataclass
class Healing:
    """A worker's comparisons, and what debtors send meanwhile."""

    tools: HealTools
    storage: SqlStorage
    clock: FakeClock
    twilio: TwilioServer
    bell: FakeBell

    async def again(self, after: timedelta = EVERY) -> int:
        self.clock.instant += after
        return await heal(LINE, self.tools)

    def sent(self, sid: str, text: str = "oi", *files: tuple[str, str], contact: str = PHONE) -> None:
        form = {"MessageSid": sid, "From": f"whatsapp:{contact}", "To": f"whatsapp:{SENDER}", "Body": text}
        self.twilio.ledger.received.append(Received(sid, form, self.clock.now(), files))

    async def claim(self, conversation: int = 1) -> Claim:
        claim = await self.storage.inbox().claim(conversation, quiet_since=self.clock.now(), lease_s=60)
        assert claim is not None
        return claim


@pytest.fixture
async def healing(sql_storage: SqlStorage, clock: FakeClock, http: TwilioHttp, twilio: TwilioServer) -> Healing:
    """A line compared for the first time just now."""
    bell = FakeBell()
    accept = partial(accept_message, inbox=sql_storage.inbox(), bell=bell)
    arrivals = TwilioArrivals(http, Credentials(ACCOUNT, TOKEN))
    tools = HealTools(arrivals, SqlComparisons(sql_storage.database), accept, clock)
    assert await heal(LINE, tools) == 0
    return Healing(tools, sql_storage, clock, twilio, bell)


def test_a_message_without_a_webhook_waits_less_than_five_minutes() -> None:
    """F9."""
    seen_late = timedelta(seconds=HEALING_LOOKED_AT_EVERY_S)
    assert SETTLED_AFTER + EVERY + seen_late < timedelta(minutes=5)


async def test_what_half_an_hour_without_webhooks_lost_is_accepted_in_order_and_once(healing: Healing) -> None:
    """F9."""
    healing.twilio.page_size = 2
    for number in range(5):
        healing.sent(f"SM{number:032x}", f"mensagem {number}")
        healing.clock.instant += OUTAGE / 5

    assert await healing.again() == 5
    assert [await healing.again() for _ in range(3)] == [0, 0, 0]

    messages = (await healing.claim()).messages
    assert [message.body for message in messages] == [f"mensagem {number}" for number in range(5)]
    assert {(message.contact, message.sender, message.channel) for message in messages} == {
        (PHONE, SENDER, Channel.WHATSAPP)
    }
    assert healing.bell.rung == [1] * 5


async def test_what_a_webhook_brought_is_not_accepted_again(healing: Healing) -> None:
    sid = "SM" + "a" * 32
    healing.sent(sid)
    await healing.storage.inbox().store(a_message(sid, received_at=healing.clock.now()))

    assert await healing.again(2 * EVERY) == 0


async def test_a_webhook_that_comes_after_all_changes_nothing(healing: Healing) -> None:
    sid = "SM" + "a" * 32
    healing.sent(sid)

    assert await healing.again(2 * EVERY) == 1
    assert await healing.storage.inbox().store(a_message(sid)) is None


async def test_a_message_just_sent_is_left_to_its_webhook(healing: Healing) -> None:
    """A list tells less than a webhook: no button, no name of the message answered."""
    healing.clock.instant += EVERY
    healing.sent("SM" + "a" * 32)

    assert [await healing.again(timedelta(0)), await healing.again()] == [0, 1]


async def test_files_come_with_the_message_and_wait_to_be_fetched(healing: Healing) -> None:
    healing.sent("MM" + "a" * 32, "", ("ME" + "b" * 32, "audio/ogg"))

    await healing.again(2 * EVERY)

    [message] = (await healing.claim()).messages
    address = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{'MM' + 'a' * 32}/Media/{'ME' + 'b' * 32}"
    assert (message.kind, message.media) == (MessageKind.AUDIO, (Media(address, "audio/ogg"),))


async def test_a_comparison_the_provider_did_not_answer_is_made_again(healing: Healing) -> None:
    healing.sent("SM" + "a" * 32)
    healing.twilio.lookup_days.append(Day.BROKEN)

    with pytest.raises(DeliveryUnknown):
        await healing.again(2 * EVERY)

    assert await healing.again() == 1


async def test_what_came_before_the_first_comparison_is_nobodys_to_answer_any_more(healing: Healing) -> None:
    other = Line(Channel.SMS, SENDER)
    form = {"From": PHONE, "To": SENDER, "Body": "oi"}
    day_before = healing.clock.now() - timedelta(days=1)
    healing.twilio.ledger.received.append(Received("SM" + "a" * 32, form, day_before))

    found = [await heal(other, healing.tools)]
    healing.clock.instant += 2 * EVERY
    found.append(await heal(other, healing.tools))

    assert found == [0, 0]


async def test_one_worker_compares_and_the_others_leave_it_at_that(healing: Healing) -> None:
    healing.clock.instant += EVERY
    asked = len(healing.twilio.requests)

    for _ in range(3):
        await heal(LINE, healing.tools)

    assert len(healing.twilio.requests) == asked + 1


def test_every_number_that_can_be_written_to_is_compared_once() -> None:
    known = {Channel.WHATSAPP: SENDER, Channel.SMS: "+556733140001"}
    own = {("assefaz", Channel.WHATSAPP): SENDER, ("assefaz", Channel.SMS): "+556133140002"}
    senders = OurSenders(known, own, frozenset({"+556133140002"}))

    assert lines_of(senders) == [LINE, Line(Channel.SMS, "+556733140001")]
