"""G1, G3, R3: what is new is told at once to who is confirmed, asked about otherwise, and put off when it must be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from bot.application.acts.news import tell_news
from bot.application.announce_news import OPENER, TELL, TRIED_AGAIN_AFTER, announce
from bot.application.changes import NewsAnnounced, NewsTold
from bot.application.handle_turn import TurnTools
from bot.application.news import CaseNews, News, SlipNews, Untold
from bot.application.ports import Prediction
from bot.application.reach_out import Outcome
from bot.application.releases import LoadedRelease
from bot.application.wording import ResponseText, Texts
from bot.domain.conversation import Channel, Owner
from bot.domain.money import Money
from bot.domain.phones import same_person_key
from tests.builders import PHONE, SENDER
from tests.fake_storage import FakeStorage
from tests.fakes import SAO_PAULO, FakeClock
from tests.notice_desks import PHRASES, POLICIES, a_debtor, a_desk, tools_of

FRIDAY_NOON = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
EMAIL = "ana@exemplo.invalid"
UNTOLD = Untold((7, 8), 1, Channel.WHATSAPP, PHONE, SENDER)


class SaysTheStep:
    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        return Prediction((step,), None, {"step": step})


class OneRelease:
    async def live(self) -> LoadedRelease:
        texts = Texts({step: ResponseText(step, step) for step in (OPENER, TELL)})
        return LoadedRelease("live", {"profiles": {}}, texts, POLICIES, PHRASES)

    async def get(self, release_id: str) -> LoadedRelease:
        return await self.live()


@dataclass
class FakeNews:
    """What was put off or left, and what one person waits to hear."""

    waiting: Sequence[News] = ()
    put_off_until: list[datetime] = field(default_factory=list)
    left: list[datetime] = field(default_factory=list)

    async def of_person(self, person_id: int) -> Sequence[News]:
        return self.waiting

    async def untold(self, now: datetime, limit: int) -> Sequence[Untold]:
        return ()

    async def put_off(self, untold: Untold, until: datetime) -> None:
        self.put_off_until.append(until)

    async def leave(self, untold: Untold, at: datetime) -> None:
        self.left.append(at)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(FRIDAY_NOON)


@pytest.fixture
def storage(clock: FakeClock) -> FakeStorage:
    found = FakeStorage(clock)
    a_debtor(found)
    return found


@pytest.fixture
def tools(storage: FakeStorage) -> TurnTools:
    return replace(tools_of(storage), dialogue=SaysTheStep(), releases=OneRelease())  # type: ignore[arg-type]


@pytest.fixture
def news() -> FakeNews:
    return FakeNews()


async def test_who_is_not_confirmed_is_asked_who_reads_once(
    storage: FakeStorage, tools: TurnTools, news: FakeNews
) -> None:
    """I1"""
    for _ in range(2):
        assert await announce(UNTOLD, news, tools) is Outcome.SAID

    [entry] = storage.entries
    assert (entry.message.key, entry.message.body) == ("news:7:0", OPENER)
    assert storage.turns[0].changes == (NewsAnnounced((7, 8)),)
    assert (news.put_off_until, news.left) == ([], [])


async def test_at_an_unlawful_hour_it_waits_for_the_first_lawful_one(
    tools: TurnTools, news: FakeNews, storage: FakeStorage, clock: FakeClock
) -> None:
    """R3: from a Saturday afternoon to Monday at eight."""
    clock.instant = datetime(2026, 11, 28, 14, 0, tzinfo=SAO_PAULO).astimezone(UTC)

    assert await announce(UNTOLD, news, tools) is Outcome.LATER

    assert [at.astimezone(SAO_PAULO).isoformat() for at in news.put_off_until] == ["2026-11-30T08:00:00-03:00"]
    assert storage.entries == []


async def test_while_a_person_holds_the_talk_it_is_tried_again_soon(
    storage: FakeStorage, tools: TurnTools, news: FakeNews, clock: FakeClock
) -> None:
    """H2"""
    opened = await storage.inbox().open(Channel.WHATSAPP, PHONE, SENDER)
    storage.held[opened].conversation = replace(storage.held[opened].conversation, owner=Owner.AGENT)

    assert await announce(UNTOLD, news, tools) is Outcome.OWNED
    assert news.put_off_until == [clock.now() + TRIED_AGAIN_AFTER]


@pytest.mark.parametrize("unlinked", [True, False])
async def test_who_wants_no_messages_is_told_only_when_writing(
    unlinked: bool, storage: FakeStorage, tools: TurnTools, news: FakeNews, clock: FakeClock
) -> None:
    """R3, I5"""
    if not unlinked:
        storage.opted_out.add(same_person_key(PHONE))

    assert await announce(replace(UNTOLD, was_unlinked=unlinked), news, tools) is Outcome.OPTED_OUT
    assert (news.left, storage.entries) == ([clock.now()], [])


async def test_the_words_of_the_result_are_told_once_and_marked_in_the_same_turn(storage: FakeStorage) -> None:
    """G3"""
    desk = await a_desk(storage, "159")
    told = FakeNews([CaseNews(7, "2026112000001", "Localizamos {seu} pagamento. ")])
    desk.services = replace(desk.services, news=told)

    assert await tell_news(desk) == "told"
    assert desk.variables["news_lines"] == "Sobre o caso 2026112000001: Localizamos {seu} pagamento."
    assert desk.changes == [NewsTold((7,))]

    desk.services = replace(desk.services, news=FakeNews())
    assert await tell_news(desk) == "nothing"


@pytest.mark.parametrize(
    ("slips", "email", "expected"),
    [
        (1, "", "Seu boleto do acordo AC1 saiu: R$ 202,50, com vencimento em 27/11/2026."),
        (3, EMAIL, "Seus 3 boletos do acordo AC1 saíram: o primeiro é de R$ 202,50, com vencimento em 27/11/2026."),
        (0, "", "O documento de pagamento do acordo AC1 foi emitido."),
    ],
)
async def test_a_slip_is_told_with_value_day_and_where_it_went(
    storage: FakeStorage, slips: int, email: str, expected: str
) -> None:
    """G1; said in passing where a question waits."""
    due, total = (date(2026, 11, 27), Money(202_50)) if slips else (None, None)
    desk = await a_desk(storage, "159")
    desk.services = replace(desk.services, news=FakeNews([SlipNews(7, "AC1", slips, due, total, email)]))
    desk.conversation = replace(desk.conversation, slots={"return_to": "offer.full"})

    assert await tell_news(desk) == "told_in_passing"
    where = f"Foi enviado para {email or 'o número combinado'}."
    assert desk.variables["news_lines"] == f"{expected} {where}"
