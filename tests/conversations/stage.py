"""What happens around a written conversation: we write first, a delivery is told, a person takes over.

< NÓS ABRIMOS             the notice planned for the first person loaded is opened on this phone
< CHEGOU                  the provider tells that the message with the notice was delivered
< UMA PESSOA ASSUME       an agent holds the conversation
< A CONTESTAÇÃO É RESPONDIDA
< O CASO É RESPONDIDO: …  and what else the back office does: see `back_office.py`
= notificação             what is on record of the newest notice; = texto, the full text it was issued with
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlmodel import col

from bot.adapters.db.cases import SqlCases
from bot.adapters.db.engine import Database
from bot.adapters.db.notices.codec import contact_values, title_values
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.tables import ConversationRow, NewsRow, NoticeAttemptRow, NoticeRow, OutboxRow
from bot.application.cases import Closed, close_case
from bot.application.handle_turn import TurnTools
from bot.application.messages import DeliveryState, StatusCallback
from bot.application.notices.ledger import attempt_key
from bot.application.reach_out import Outcome, Reach, reach_out
from bot.domain.conversation import Owner
from bot.domain.notices.drafting import fees_to_notify
from bot.domain.notices.notice import Notice
from tests.conversations.back_office import CLOSED, close_newest, issue_newest, tell
from tests.conversations.phone import Phone, SetClock

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
_TIMES = (
    ("entregue", "delivered_at"),
    ("respondida, identidade pendente", "pending_reply_at"),
    ("respondida", "replied_at"),
    ("ciente", "acknowledged_at"),
    ("contestada", "contested_at"),
    ("anulada", "voided_at"),
    ("encerrada", "settled_at"),
)


@dataclass
class Stage:
    """The world of one written conversation, behind the phone."""

    phone: Phone
    database: Database
    clock: SetClock
    dial: Callable[[str], Phone]
    creditor: str

    @property
    def tools(self) -> TurnTools:
        return self.phone.tools

    def other_phone(self, contact: str) -> Phone:
        return self.dial(contact)

    async def happens(self, line: str) -> str:
        if line.startswith(CLOSED):
            return await close_newest(line.removeprefix(CLOSED), self.database, self.phone)
        events: dict[str, Callable[[], Awaitable[str]]] = {
            "< NÓS ABRIMOS": self._we_write_first,
            "< CHEGOU": self._it_arrives,
            "< UMA PESSOA ASSUME": self._a_person_takes_over,
            "< A CONTESTAÇÃO É RESPONDIDA": self._the_contest_is_answered,
            "< O BOLETO SAI": lambda: issue_newest(self.database, self.phone),
            "< CONTAMOS": lambda: tell(self.database, self.phone),
            "= notificação": self._on_record,
            "= texto": self._full_text,
        }
        return await events[line]()

    async def _we_write_first(self) -> str:
        standing = await self._newest()
        notice_id = await self._plan() if standing is None else standing.id
        person = await self.tools.services.records.person((await self._notice(notice_id)).person_id)
        policy = (await self.tools.releases.live()).policy(self.creditor)
        key, phone = attempt_key(await self._attempt(notice_id)), self.phone
        reach = Reach(person, phone.channel, phone.contact, phone.sender, key, policy.notice.opener)
        reached = await reach_out(replace(reach, verified_step="notice.issue"), self.tools)
        assert reached.outcome is Outcome.SAID, reached
        return await self.phone.reads()

    async def _plan(self) -> int:
        """As the planner leaves it, for the person of this phone."""
        records = self.tools.services.records
        [person, *_] = await records.people_at(self.creditor, self.phone.contact)
        policy = (await self.tools.releases.live()).policy(self.creditor)
        fees = fees_to_notify((await records.account(person)).titles, policy, self.clock.business_now().date())
        row = NoticeRow(
            creditor=self.creditor,
            person_id=person.id,
            channel=self.phone.channel.value,
            opened_at=self.clock.now(),
            **contact_values(self.database.vault, self.phone.contact),
            **title_values([fee.title.number for fee in fees]),
        )
        async with self.database.writing() as session:
            session.add(row)
            await session.flush()
            return row.id

    async def _attempt(self, notice_id: int) -> int:
        notice, now = await self._notice(notice_id), self.clock.now()
        made = select(func.count()).select_from(NoticeAttemptRow)
        async with self.database.reading() as session:
            number = (await session.scalar(made) or 0) + 1
        row = NoticeAttemptRow(
            notice_id=notice_id,
            person_id=notice.person_id,
            number=number,
            channel=notice.channel.value,
            contact=self.database.vault.seal(notice.contact),
            state="planned",
            next_at=now,
            planned_at=now,
        )
        async with self.database.writing() as session:
            session.add(row)
            await session.flush()
            return row.id

    async def _it_arrives(self) -> str:
        newest = select(NoticeRow.outbox_id).order_by(col(NoticeRow.id).desc()).limit(1)
        async with self.database.reading() as session:
            sid = await session.scalar(select(OutboxRow.sid).where(col(OutboxRow.id) == await session.scalar(newest)))
        assert sid is not None
        callback = StatusCallback(sid, DeliveryState.DELIVERED, None, self.clock.now(), {})
        await self.tools.inbox.store_status(callback)
        return await self._on_record()

    async def _a_person_takes_over(self) -> str:
        taken = {"owner": Owner.AGENT.value, "agent": "ana@exemplo.invalid", "epoch": ConversationRow.epoch + 1}
        async with self.database.writing() as session:
            await session.execute(update(ConversationRow).values(**taken))
        return ""

    async def _the_contest_is_answered(self) -> str:
        notice = await self._newest()
        assert notice is not None
        assert notice.case_number is not None
        closed = Closed("ana@exemplo.invalid", self.clock.now(), "Conferimos: o valor está certo.")
        await close_case(SqlCases(self.database), notice.case_number, closed)
        async with self.database.writing() as session:
            await session.execute(update(NewsRow).values(announced_at=self.clock.now(), told_at=self.clock.now()))
        facts = {"by": "ana@exemplo.invalid"}
        assert await SqlNotices(self.database).answer_heard(notice.id, self.clock.now(), facts) is not None
        return await self._on_record()

    async def _on_record(self) -> str:
        notice = await self._newest()
        if notice is None:
            return "nenhuma"
        told = [(name, getattr(notice, stamp)) for name, stamp in _TIMES]
        times = [f"{name} {_moment(at)}" for name, at in told if at is not None]
        case = [f"caso {notice.case_number}"] if notice.case_number else []
        term = [f"prazo {notice.deadline:%d/%m/%Y}"] if notice.deadline else []
        return " · ".join([notice.state.value, *times, *case, *term])

    async def _full_text(self) -> str:
        notice = await self._newest()
        return (notice.text if notice else None) or "nenhum"

    async def _newest(self) -> Notice | None:
        newest = select(NoticeRow.id).order_by(col(NoticeRow.id).desc()).limit(1)
        async with self.database.reading() as session:
            notice_id = await session.scalar(newest)
        return await self._notice(notice_id) if notice_id is not None else None

    async def _notice(self, notice_id: int) -> Notice:
        notice = await SqlNotices(self.database).notice(notice_id)
        assert notice is not None
        return notice


def _moment(at: datetime) -> str:
    return f"{at.replace(tzinfo=at.tzinfo or UTC).astimezone(SAO_PAULO):%d/%m/%Y %H:%M:%S}"
