"""Puts the parts together that write a sheet for finance: for the pages, the API and one command."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.adapters.db.engine import Database
from bot.adapters.db.exports import SqlExportBook
from bot.adapters.db.notices.reports import SqlNoticeReports
from bot.adapters.export_sheets import Contacts, write_agreements, write_contacts, write_notice_sheet
from bot.application.agents import masking
from bot.application.agents.roles import StaffRole
from bot.application.agreement_states import state_on
from bot.application.exports import AgreementOut, Exported, ExportKind, ExportOrder, ListedPart, part_at_hand
from bot.application.ports import Calendar, Clock
from bot.domain.policy import Policy


@dataclass(frozen=True)
class SheetWriter:
    """The `Exporter` of the database at hand."""

    database: Database
    clock: Clock
    calendar: Calendar
    policies: Callable[[], Awaitable[Mapping[str, Policy]]]

    async def __call__(self, order: ExportOrder, out: Path) -> Exported:
        write = {
            ExportKind.AGREEMENTS: self._agreements,
            ExportKind.NOTICES: self._notices,
            ExportKind.CONTACTS: self._contacts,
        }[order.kind]
        return await write(order, out)

    async def _agreements(self, order: ExportOrder, out: Path) -> Exported:
        policies = await self.policies()
        found = [
            (_masked(one, order.role), self._listed(one, policies[one.agreement.creditor]))
            for one in await SqlExportBook(self.database).agreements()
            if one.agreement.creditor in policies and order.covers(one.agreement.closed_on, one.agreement.creditor)
        ]
        await asyncio.to_thread(write_agreements, out, found)
        return Exported(len(found), frozenset(one.person.id for one, _ in found))

    async def _notices(self, order: ExportOrder, out: Path) -> Exported:
        listed = await SqlNoticeReports(self.database).listed()
        found = [
            one
            for one in listed
            if one.notice.issued_at is not None and order.covers(one.notice.issued_at, one.notice.creditor)
        ]
        await asyncio.to_thread(write_notice_sheet, out, found, await self.policies())
        return Exported(len(found), frozenset(one.person.id for one in found))

    async def _contacts(self, order: ExportOrder, out: Path) -> Exported:
        book = SqlExportBook(self.database)
        attempts = await SqlNoticeReports(self.database).attempts()
        found = Contacts(
            [one for one in attempts if order.covers(one.at, one.person.creditor)],
            [one for one in await book.closings() if order.covers(one.at, one.creditor)],
            [one for one in await book.contacts() if order.covers(one.attempt.at, one.person.creditor)],
        )
        await asyncio.to_thread(write_contacts, out, found, await self.policies())
        people = {one.person.id for one in found.notices} | {one.person.id for one in found.logged}
        people |= {one.person.id for one in found.closings if one.person is not None}
        return Exported(len(found.notices) + len(found.closings) + len(found.logged), frozenset(people))

    def _listed(self, one: AgreementOut, policy: Policy) -> ListedPart:
        today = self.clock.business_now().date()
        state = state_on(today, one.agreement, policy.limits, self.calendar, one.person.state)
        return part_at_hand(one.agreement, state)


def _masked(one: AgreementOut, role: StaffRole) -> AgreementOut:
    return replace(one, phone=masking.phone(one.phone, role)) if one.phone else one
