"""Agreements in a list, page by page."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.deals import open_agreement
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import AgreementRow, InstallmentRow, PersonRow
from bot.application.agents.debts import ListedAgreement, Page


class SqlAgreements:
    """The `Agreements` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listed(self, page: Page) -> Sequence[ListedAgreement]:
        query = select(AgreementRow, col(PersonRow.state)).join(
            PersonRow, col(PersonRow.id) == col(AgreementRow.person_id)
        )
        query = query.where(col(AgreementRow.id) > (page.after or 0))
        if page.creditor is not None:
            query = query.where(col(AgreementRow.creditor) == page.creditor)
        async with self._database.reading() as session:
            found = (await session.execute(query.order_by(col(AgreementRow.id)).limit(page.limit))).all()
            of_them = select(InstallmentRow).where(col(InstallmentRow.agreement_id).in_([row.id for row, _ in found]))
            parts: dict[int, list[InstallmentRow]] = defaultdict(list)
            for part in await session.scalars(of_them.order_by(col(InstallmentRow.number))):
                parts[part.agreement_id].append(part)
        return [
            ListedAgreement(row.id, row.person_id, open_agreement(row, parts[row.id]), region) for row, region in found
        ]

    async def has_person(self, person_id: int) -> bool:
        found = select(col(PersonRow.id)).where(col(PersonRow.id) == person_id)
        async with self._database.reading() as session:
            return await session.scalar(found) is not None
