"""Desks and turns at which notices are issued and answered, over the fake storage and the sample policies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.documents import PaperDocuments
from bot.application.desk import Desk, Instant, Services
from bot.application.handle_turn import TurnTools
from bot.application.messages import InboundMessage
from bot.application.notices.text import written
from bot.application.phrases import Phrases
from bot.application.policy_document import read_profile
from bot.application.releases import LoadedRelease
from bot.application.understand import read_message
from bot.application.wording import Texts
from bot.domain.conversation import Channel, Conversation, Verification
from bot.domain.money import Money
from bot.domain.notices.contents import NoticeContents, NotifiedOperator, NotifiedPlan, OpenFee
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.people import Person
from bot.domain.reading.entity import Expectation
from bot.domain.titles import Title
from flows.notice_text import read_notice
from tests.builders import PHONE, SENDER, a_message, a_person, a_title
from tests.fake_storage import FakeStorage

CONTENT = Path(__file__).parents[1] / "flows" / "content"
POLICIES = {slug: read_profile(CONTENT / slug) for slug in ("assefaz", "cassems")}
PHRASES: dict[str, Any] = yaml.safe_load((CONTENT / "common/phrases.yml").read_text(encoding="utf-8"))
NOTICES = {slug: read_notice((CONTENT / slug / "notice.yml").read_text(encoding="utf-8"))[0] for slug in POLICIES}
PLAN: dict[str, Any] = {"plan_name": "Plano Especial", "plan_registration": "416226/13-9"}


class OneRelease:
    """The content of this checkout, live."""

    def __init__(self) -> None:
        self._live = LoadedRelease("live", {"profiles": {}}, Texts({}), POLICIES, PHRASES, NOTICES)

    async def live(self) -> LoadedRelease:
        return self._live

    async def get(self, release_id: str) -> LoadedRelease:
        return self._live


def services_of(storage: FakeStorage) -> Services:
    records, numbers = storage.records(), storage.numbers()
    return Services(records, numbers, HolidayCalendar(), PaperDocuments(), notices=storage.notices())


def tools_of(storage: FakeStorage) -> TurnTools:
    return TurnTools(
        inbox=storage.inbox(),
        dialogue=None,  # type: ignore[arg-type]
        releases=OneRelease(),
        services=services_of(storage),
        clock=storage.clock,
        default_creditor="cassems",
        quiet=timedelta(seconds=1),
        lease_s=30,
    )


def a_debtor(storage: FakeStorage, *titles: Title, **changes: Any) -> Person:
    """A person whose file says all a notice needs, with one overdue mensalidade unless told otherwise."""
    owed = titles or (a_title("1001", code="002", due_date=date(2026, 9, 20), principal=Money(90_000)),)
    return storage.add_person(a_person(**{**PLAN, **changes}), PHONE, titles=owed)


async def a_desk(
    storage: FakeStorage, *messages: InboundMessage | str, verified: int | None = 1, **changes: Any
) -> Desk:
    """A turn of the debtor's; verified on the known phone unless told otherwise."""
    now = storage.clock.now()
    told = [a_message(f"SM{n}", m, received_at=now) if isinstance(m, str) else m for n, m in enumerate(messages, 1)]
    known = Verification(verified, frozenset({"cpf_first3"}), now) if verified else Verification()
    conversation = Conversation(1, Channel.WHATSAPP, PHONE, SENDER, "cassems", protocol="99999920261120000001")
    desk = Desk(
        conversation=replace(conversation, verification=known),
        policy=POLICIES["cassems"],
        policies=POLICIES,
        phrase_texts=PHRASES,
        services=services_of(storage),
        at=Instant(now, storage.clock.business_now()),
        messages=told,
        readings=[read_message(message, Expectation(), storage.clock.business_now().date()) for message in told],
        notice_texts=NOTICES,
    )
    desk.intent = desk.readings[0].intent if len(told) == 1 else None
    for name, value in changes.items():
        setattr(desk, name, value)
    if verified:
        await desk.load_account(storage.people[verified])
    return desk


def some_contents(**changes: Any) -> NoticeContents:
    operator = POLICIES["cassems"].parties.creditor
    fee = OpenFee("1001", date(2026, 9, 1), date(2026, 9, 20), Money(90_000), Money(93_630), 61)
    values: dict[str, Any] = {
        "protocol": "99999920261120000001",
        "operator": NotifiedOperator(operator.name, operator.cnpj, operator.address, operator.ans_number or ""),
        "notified": "Fábio Vasconcelos Barbosa",
        "beneficiaries": ("Fábio Vasconcelos Barbosa",),
        "plan": NotifiedPlan("Plano Especial", "416226/13-9", "71924865"),
        "fees": (fee,),
        "issued_on": date(2026, 11, 20),
        "pay_how": "Por boleto",
        "contact_channels": ("telefone oficial 67 3314-1010",),
        "term_days": 10,
    }
    return NoticeContents(**{**values, **changes})


def a_notice_out(storage: FakeStorage, at: datetime, **changes: Any) -> Notice:
    """Kept as sent at an instant to the usual phone."""
    contents = changes.pop("contents", some_contents())
    values: dict[str, Any] = {
        "creditor": "cassems",
        "person_id": 1,
        "channel": Channel.WHATSAPP,
        "contact": PHONE,
        "state": NoticeState.SENT,
        "opened_at": at,
        "conversation_id": 1,
        "protocol": "99999920261120000001",
        "title_numbers": ("1001",),
        "contents": contents,
        "text": written(
            contents, NOTICES["cassems"], POLICIES["cassems"].parties, Phrases(PHRASES, Channel.WHATSAPP)
        ).text,
        "identified_at": at,
        "issued_at": at,
        "sent_at": at,
    }
    notice = Notice(id=len(storage.told_of) + 1, **{**values, **changes})
    storage.told_of[notice.id] = notice
    return notice


def a_planned_notice(storage: FakeStorage, at: datetime, **changes: Any) -> Notice:
    """Opened, and nothing of it said yet."""
    unsaid: Sequence[str] = ("contents", "text", "identified_at", "issued_at", "sent_at", "conversation_id", "protocol")
    notice = a_notice_out(storage, at, state=NoticeState.OPENED)
    storage.told_of[notice.id] = replace(notice, **{**dict.fromkeys(unsaid), **changes})
    return storage.told_of[notice.id]
