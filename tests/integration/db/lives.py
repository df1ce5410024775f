"""A debtor's whole life in the tables: talks, an agreement, a notice answered, a case, papers. All are invented."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.refused import SqlRefused
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import (
    AgreementRow,
    CaseRow,
    ConversationRow,
    InboxRow,
    InstallmentRow,
    SlipRequestRow,
)
from bot.application.changes import (
    CaseOpened,
    Change,
    ContactBooked,
    DisclosureRecorded,
    HandedOff,
    IdentityTried,
    OptedOut,
    PaperShared,
    SlipRequested,
)
from bot.application.messages import Attachment, DeliveryState, OutgoingMessage, StatusCallback
from bot.application.portfolio.ports import PortfolioRow
from bot.application.ports import Claim
from bot.domain.conversation import Channel, Conversation, Option, Verification
from bot.domain.documents import cpf_from
from bot.domain.notices.replies import ReplyVerdict
from bot.domain.people import Person
from tests.builders import NOON, TODAY, a_closing, a_message, a_person, a_refused, a_reply, a_title, an_agreement
from tests.builders import a_turn as turn
from tests.integration.db.debtors import put
from tests.integration.db.staff_rows import files_of, kept_by_staff, trying_a_draft
from tests.notices_told import a_fee, an_answer, an_issue

LATER = NOON + timedelta(days=1)


@dataclass(frozen=True)
class Life:
    """Somebody by whom everything was gone through; every word of theirs is findable."""

    number: int
    name: str
    mother: str

    @property
    def document(self) -> str:
        return cpf_from(f"{480_000_000 + self.number:09d}")

    @property
    def phone(self) -> str:
        return f"+55679{81230000 + self.number}"

    @property
    def email(self) -> str:
        return f"correio{self.number}@exemplo.invalid"

    @property
    def title(self) -> str:
        return f"{700_000_000 + self.number}"

    @property
    def agreed(self) -> str:
        return f"{800_000_000 + self.number}"

    @property
    def registration(self) -> str:
        return f"5550{self.number:04d}"

    @property
    def agreement(self) -> str:
        return f"AC20261120{self.number:05d}"

    @property
    def traces(self) -> tuple[str, ...]:
        """Whatever of these is found anywhere names them."""
        return (
            *(self.document, self.phone[3:], self.phone[-8:], self.email, self.registration),
            *self.name.split(),
            *self.mother.split(),
        )

    @property
    def saying(self) -> str:
        """All of it in one text."""
        return f"{self.name}, {self.document}, {self.phone}, {self.email}, mãe {self.mother}"

    def row(self, title: str = "", **changes: object) -> PortfolioRow:
        values = {
            "registration": self.registration,
            "name": self.name,
            "document": self.document,
            "mother_name": self.mother,
            "email": self.email,
            "address": f"Rua {self.name}, {self.number}",
        }
        person = a_person(**{**values, **changes})
        return PortfolioRow(person, ((Channel.WHATSAPP, self.phone),), a_title(title or self.title))


ANA = Life(1, "Anatólia Quirinópolis", "Zenóbia Itapuranga")
BIA = Life(2, "Beraldina Tocantinópolis", "Wandergelina Xambioá")


class Living:
    """Lives lived in a storage, turn after turn."""

    def __init__(self, storage: SqlStorage) -> None:
        self.storage = storage
        self._turns = 0

    async def whole(self, life: Life) -> Person:
        """All of it, the agreement paid and the notice settled: nothing forbids erasing them."""
        person = await self.running(life)
        await self.end(person.id)
        return person

    async def running(self, life: Life) -> Person:
        person, _ = await put(self.storage, life.row(), life.row(life.agreed))
        paper = Attachment("notice_pdf", "application/pdf", "notificacao.pdf", life.saying.encode())
        told = a_reply(f"{life.number}:0", life.saying, carries_notice=True, attachment=paper)
        await self.says(life, *self._deal(life, person), served=person.id, reply=told)
        await self._send(life)
        answered = an_answer(await self._notice_of(person.id), ReplyVerdict.ACKNOWLEDGED, life.saying)
        await self.says(life, replace(answered, external_id=f"SM-{life.number}-answer"), served=person.id)
        await self.says(life, HandedOff("asked", {"name": life.name, "reason": life.saying}), served=person.id)
        await self._by_staff(life, person)
        pairs = (("From", life.phone), ("Body", life.saying))
        await SqlRefused(self.storage.database).keep([a_refused(pairs=pairs)])
        return person

    async def end(self, person_id: int) -> None:
        for notice in await self.storage.notices().of_person(person_id):
            await self.storage.notices().move(notice.id, notice.state.SETTLED, NOON, {"reason": "paid"})
        async with self.storage.database.writing() as session:
            await session.execute(update(InstallmentRow).values(paid_on=TODAY))
            await session.execute(update(CaseRow).values(closed_at=NOON, closed_by="ana@exemplo.invalid"))
            await session.execute(update(ConversationRow).values(owner="bot", agent=None))

    async def says(
        self,
        life: Life,
        *changes: Change,
        served: int | None = None,
        reply: OutgoingMessage | None = None,
        at: str | None = None,
    ) -> int:
        """A message of theirs and the turn that answers it; gives the conversation."""
        self._turns += 1
        message = a_message(
            f"SM{life.number}-{self._turns}", life.saying, contact=at or life.phone, raw={"From": life.phone}
        )
        conversation = await self.storage.inbox().store(message)
        claim = await self.storage.inbox().claim(conversation or 0, quiet_since=LATER, lease_s=30)
        assert claim is not None
        after = _knowing(claim, life, served)
        said = (reply,) if reply else ()
        events = ({"event": "user", "text": life.saying},)
        done = turn(
            claim,
            *said,
            changes=changes,
            conversation=after,
            masked_text=life.saying,
            events=events,
            before={"step": life.saying},
        )
        assert await self.storage.inbox().commit(claim, done)
        return claim.conversation.id

    def _deal(self, life: Life, person: Person) -> tuple[Change, ...]:
        agreement = an_agreement(life.agreement, life.agreed)
        closing = replace(
            a_closing(person.id, agreement),
            accepted_text=life.saying,
            statement=life.saying,
            delivery={"by": "email", "to": life.email},
        )
        issued = an_issue(person.id, None, a_fee(life.title))
        contents = replace(issued.contents, notified=life.name, beneficiaries=(life.name, life.mother))
        paper = Attachment("notice_pdf", "application/pdf", "notificacao.pdf", life.saying.encode(), life.saying)
        contact = {"contact": life.phone, "document": life.document}
        return (
            IdentityTried(person.id, True, True, ("cpf_first3",), NOON, **contact),
            IdentityTried(None, False, False, ("birth_date",), NOON, **contact),
            DisclosureRecorded(person.id, "titles"),
            replace(issued, contents=contents, text=life.saying),
            CaseOpened(f"2026112000{life.number}", "already_paid", person.id, TODAY, life.saying, (), (life.saying,)),
            closing,
            SlipRequested(life.agreement, None, NOON, "agreement"),
            OptedOut(life.phone, life.saying),
            ContactBooked(person.id, life.phone, LATER, life.saying),
            PaperShared(f"papel{life.number:017d}", paper, person.id, "cassems", f"{life.number}:0", LATER),
        )

    async def _send(self, life: Life) -> None:
        for sending in await self.storage.outbox().claim(10, 30):
            sid = f"MK{life.number}"
            await self.storage.outbox().sent(sending, sid, NOON)
            told = StatusCallback(sid, DeliveryState.DELIVERED, None, NOON, {"To": life.phone, "MessageSid": sid})
            await self.storage.inbox().store_status(told)

    async def _notice_of(self, person_id: int) -> int:
        return (await self.storage.notices().of_person(person_id))[0].id

    async def _by_staff(self, life: Life, person: Person) -> None:
        """What agents and the back office write down."""
        seal = self.storage.database.vault.seal
        async with self.storage.database.writing() as session:
            talk = col(ConversationRow.contact_hash) == self.storage.database.vault.phone_index(life.phone)
            conversation = (await session.scalars(select(col(ConversationRow.id)).where(talk))).one()
            answers = self.storage.database.vault.seal_json({"said": life.saying})
            session.add_all(kept_by_staff(conversation, person.id, seal(life.saying), answers))
            session.add_all(trying_a_draft(life.number, life.phone, self.storage.database.vault))
            agreement = select(col(AgreementRow.id)).where(col(AgreementRow.person_id) == person.id)
            slips = update(SlipRequestRow).where(col(SlipRequestRow.agreement_id).in_(agreement))
            await session.execute(slips.values(note=seal(life.saying), issued_at=NOON))
            theirs = update(CaseRow).where(col(CaseRow.person_id) == person.id)
            await session.execute(theirs.values(result=seal(life.saying)))
            request = (
                await session.scalars(select(SlipRequestRow).where(col(SlipRequestRow.agreement_id).in_(agreement)))
            ).one()
            first = select(col(InboxRow.id)).where(col(InboxRow.conversation_id) == conversation).limit(1)
            sent = (await session.scalars(first)).one()
            session.add_all(files_of(request, sent, conversation, seal(life.saying)))


def _knowing(claim: Claim, life: Life, served: int | None) -> Conversation:
    """The conversation with everything of theirs in its memory."""
    held = replace(
        claim.conversation,
        creditor="cassems",
        release="abc",
        protocol="99999920261120000001",
        slots={"name": life.name},
        variables={"greeting": life.saying},
        memory={"told": life.saying},
        options=(Option(life.name, life.document),),
    )
    if served is None:
        return held
    return replace(held, verification=Verification(served, frozenset({"cpf_first3"}), NOON, known_phone=True))
