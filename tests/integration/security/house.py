"""The service as an attacker meets it: every door in place, and what each creditor's debtors left behind."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlmodel import select
from starlette.datastructures import State

from bot.adapters.db.agents.deals import SqlDeals
from bot.adapters.db.agents.debts import SqlAgreements
from bot.adapters.db.agents.exceptions import SqlExceptions
from bot.adapters.db.agents.figures import SqlFloorBook
from bot.adapters.db.cases import SqlCases
from bot.adapters.db.media import SqlMedia
from bot.adapters.db.notices.excuses import SqlExcuses
from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.notices.reports import SqlNoticeReports
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import CaseRow, InboxRow, MediaFileRow, SlipRequestRow
from bot.application.agents.deal_models import DealTools
from bot.application.agents.debts import DebtTools
from bot.application.agents.exception_models import Request
from bot.application.agents.floor import FloorTools
from bot.application.agents.keys import add_user, issue_key
from bot.application.agents.roles import StaffRole
from bot.application.agents.rota import RotaTools
from bot.application.agents.talk_tools import TalkTools
from bot.application.agents.waiting import WaitingTools
from bot.application.import_portfolio import ImportReport
from bot.application.messages import Media, MessageKind
from bot.application.office.media import AT_ONCE, LEASE
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum
from bot.domain.people import Person
from bot.parts.notices import notice_list_tools
from console.api.deps import ApiParts, NoticeParts
from console.api.imports import Upload
from console.auth.deps import ConsoleParts
from console.users.deps import UserPages
from tests.builders import NOON, a_closing, a_message, a_turn
from tests.fakes import FakeClock
from tests.integration.api.desk import Caller, Debtors, OneRelease
from tests.integration.api.limits import bind_to
from tests.integration.back_office.deals import CASE, a_case, a_request, of_three_parts
from tests.integration.db.debtors import with_a_debtor
from tests.integration.editor_pages.desk import editor_parts
from tests.integration.learning.desk import CheckoutBase, learning_parts
from tests.integration.office_pages.desk import office_parts
from tests.integration.policy_pages.policy_scene import policy_tools
from tests.integration.refused_pages.desk import refused_desk
from tests.integration.release_pages.desk import release_parts
from tests.integration.staff.behind import inbox_parts, live_parts
from tests.integration.staff.browsers import URL as ADDRESS
from tests.integration.staff.browsers import Browser
from tests.integration.staff.entrance import Entrance
from tests.integration.talk_pages.desk import talk_tools
from tests.integration.trying.desk import try_parts
from tests.integration.wrap_up_pages.desk import wrap_up_pages
from tests.unit.application.editor.written_flows import FILES

OURS, THEIRS = "cassems", "assefaz"
URL = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0"
JPEG = b"\xff\xd8\xff\xe0 de um comprovante"


@dataclass(frozen=True)
class Left:
    """What one debtor left behind, by its numbers."""

    person: Person
    conversation: int
    case: str
    slip: int
    inbox: int
    exception: int
    note: int


@dataclass
class House:
    storage: SqlStorage
    clock: FakeClock
    entrance: Entrance
    app: FastAPI
    talk: TalkTools
    rota: RotaTools
    debtors: Debtors
    taken_in: list[Upload] = field(default_factory=list)
    _opened: list[AsyncClient] = field(default_factory=list)

    async def comes(self, name: str = "ana", role: StaffRole = StaffRole.AGENT, *creditors: str) -> Browser:
        """Somebody signed in, bound to these creditors."""
        email = f"{name}@exemplo.invalid"
        await self.entrance.employs(email, role)
        if creditors:
            await bind_to(self.storage, email, *creditors)
        browser = Browser(self.app)
        browser.http.follow_redirects = True
        self._opened.append(browser.http)
        await browser.signs_in(email=email)
        return browser

    async def calls(self, name: str = "programa", role: StaffRole = StaffRole.AGENT, *creditors: str) -> Caller:
        """A program with a key of a user bound to these creditors."""
        email, staff = f"{name}@exemplo.invalid", self.talk.tools.staff
        await add_user(email, role, staff, self.clock.now())
        if creditors:
            await bind_to(self.storage, email, *creditors)
        transport = ASGITransport(self.app, raise_app_exceptions=False)
        client = AsyncClient(transport=transport, base_url="http://concilia")
        self._opened.append(client)
        return Caller(client, await issue_key(email, staff, self.clock.now()), email)

    async def is_left(self) -> Left:
        """A conversation held by nobody with a file, an agreement with its slips, a case, an exception and a note."""
        person = self.debtors.person
        conversation = await self.debtors.waits_for_a_person()
        inbox = await self._file(conversation)
        claim = await self.debtors.claims(conversation)
        closing = replace(a_closing(person.id, of_three_parts()), delivery={"by": "email", "to": "d@exemplo.invalid"})
        case = replace(a_case(person.id), media=(URL,))
        changes = (closing, a_request(), case)
        kept = replace(self.debtors.verified(claim.conversation), owner=claim.conversation.owner)
        assert await self.storage.inbox().commit(claim, a_turn(claim, changes=changes, conversation=kept))
        note = await self.talk.notes.add_note(conversation, "bia@exemplo.invalid", "pediu desconto")
        asked = await self.app.state.deal.exceptions.add(self._exception(conversation, person))
        async with self.storage.database.reading() as session:
            slip = (await session.scalars(select(SlipRequestRow.id))).one()
            assert (await session.scalars(select(CaseRow.number))).all() == [CASE]
        return Left(person, conversation, CASE, slip, inbox, asked.id, note.id)

    async def close(self) -> None:
        for opened in self._opened:
            await opened.aclose()

    async def _file(self, conversation: int) -> int:
        sent = a_message("SMF", "", kind=MessageKind.IMAGE, media=(Media(URL, "image/jpeg"),))
        assert await self.storage.inbox().store(sent) == conversation
        media = SqlMedia(self.storage.database)
        [file] = await media.claim(self.clock.now(), AT_ONCE, LEASE)
        await media.keep(file.id, JPEG, "image/jpeg", self.clock.now())
        async with self.storage.database.reading() as session:
            row = (await session.scalars(select(MediaFileRow))).one()
            assert await session.get(InboxRow, row.inbox_id) is not None
            return row.inbox_id

    def _exception(self, conversation: int, person: Person) -> Request:
        terms = LumpSum(Fraction(0), Money(20_00), Money(80_00), Money(2_50))
        return Request(
            0, conversation, person.id, OURS, "052", terms, "não pode mais", "bia@exemplo.invalid", NOON, NOON.date()
        )


async def house_over(app: FastAPI, storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> House:
    entrance = Entrance.of(storage, clock)
    debtors = Debtors(storage, release, await with_a_debtor(storage))
    talk = talk_tools(storage, clock, release)
    house = House(storage, clock, entrance, app, talk, talk.rota, debtors)
    _furnish(house, release)
    return house


def _furnish(house: House, release: LoadedRelease) -> None:
    state, storage, clock = house.app.state, house.storage, house.clock
    database, tools, rota = storage.database, house.talk.tools, house.rota
    both = frozenset(Channel)

    async def take_in(upload: Upload) -> ImportReport:
        house.taken_in.append(upload)
        return ImportReport(rows=1)

    async def no_certificate(notice_id: int) -> None:
        """There is no notice."""

    state.console = ConsoleParts(house.entrance.tools, ADDRESS)
    state.has_simulator = False
    state.live, state.attending = live_parts(house.entrance), inbox_parts(house.entrance)
    state.wrap_up, state.office = wrap_up_pages(storage, clock, release), office_parts(storage, clock, release)
    state.floor, state.talk = FloorTools(SqlFloorBook(database), rota), house.talk
    state.users = UserPages(tools.staff, OneRelease(release))
    exceptions = SqlExceptions(database, clock)
    state.deal, state.certificates = DealTools(tools, SqlDeals(database, clock), exceptions), no_certificate
    notices = NoticeParts(
        SqlLedger(database, clock),
        SqlNoticeReports(database),
        lambda creditor: both,
        SqlExcuses(database),
        SqlNotices(database),
    )
    debts = DebtTools(tools, SqlAgreements(database))
    state.api = ApiParts(tools, debts, SqlCases(database), notices, rota, exceptions)
    state.take_in = take_in
    state.notices = notice_list_tools(database, clock)
    state.refused = refused_desk(database, clock).tools
    state.waiting = WaitingTools(state.attending.tools, state.office.tasks, exceptions, state.notices.work, clock)
    _furnish_flows(state, storage, clock)


def _furnish_flows(state: State, storage: SqlStorage, clock: FakeClock) -> None:
    """Drafts in the database, over content that is nobody's."""
    database = storage.database
    state.editor = editor_parts(database, clock, FILES)
    state.policy = policy_tools(storage, clock, state.editor.releases)
    state.learning = learning_parts(database, clock, CheckoutBase())
    state.releases = release_parts(database, clock, state.editor, state.learning)
    state.trying = try_parts(database, clock, state.editor)
