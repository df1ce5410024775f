"""All that is known of the debtor served, in one trip: every turn after identity begins with it.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from bot.adapters.db.deals import open_terms
from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.quick.found_rows import found_row
from bot.adapters.db.tables import PersonRow
from bot.domain.agreements import Agreement, Installment
from bot.domain.identity import Access, access_of
from bot.domain.ladder import Offer, OfferKind, Trigger
from bot.domain.money import Money
from bot.domain.people import Account, OpenCase, Role
from bot.domain.titles import Title

# The titles of a payer are the holder's; agreements are those accepted, and those another accepted over the titles.
ACCOUNT = """
    WITH mine AS (
        SELECT one.id, one.creditor, one.role, one.holder_hash
        FROM person AS me JOIN person AS one ON one.document_hash = me.document_hash AND one.creditor = me.creditor
        WHERE me.id = $1
    ), owner AS (
        SELECT $1 AS id
        UNION SELECT id FROM mine WHERE role = ANY($2)
        UNION SELECT holder.id FROM mine
            JOIN person AS holder ON holder.document_hash = mine.holder_hash AND holder.creditor = mine.creditor
            WHERE mine.role = $3
    ), owed AS (
        SELECT title.* FROM title JOIN owner ON owner.id = title.person_id
    )
    SELECT me.*,
        (SELECT json_agg(json_build_array(number, code, competence, due_date, principal, fine, interest, owed.state)
            ORDER BY due_date, number)::text FROM owed WHERE owed.state IN ('open', 'agreed')) AS titles,
        (SELECT json_agg(json_build_array(code, kind, terms, trigger, made_on, step) ORDER BY last)::text FROM (
            SELECT code, kind, terms, trigger, max(made_on) AS made_on, step, max(offer.id) AS last
            FROM offer JOIN owner ON owner.id = offer.person_id WHERE voided_at IS NULL
            GROUP BY code, kind, terms, trigger, step
        ) AS made) AS offers,
        (SELECT json_agg(json_build_array(number, creditor, code, title_numbers, closed_on, (
                SELECT json_agg(json_build_array(part.number, part.due, part.value, part.fee, part.paid_on,
                    part.original_due) ORDER BY part.number)
                FROM installment AS part WHERE part.agreement_id = agreement.id
            )) ORDER BY id)::text
            FROM agreement WHERE id IN (
                SELECT accepted.id FROM agreement AS accepted JOIN owner ON owner.id = accepted.person_id
                UNION SELECT owed.agreement_id FROM owed
            )) AS agreements,
        (SELECT json_agg(json_build_array(number, kind, opened_at, deadline, title_numbers) ORDER BY work_case.id)::text
            FROM work_case JOIN owner ON owner.id = work_case.person_id WHERE closed_at IS NULL) AS cases
    FROM person AS me WHERE me.id = $1
"""
OPENING = [role.value for role in Role if access_of(role) is not Access.NONE]


async def account_quickly(database: Database, person_id: int) -> Account | None:
    """None: there is no such person."""
    async with database.driver() as driver:
        found = await driver.fetchrow(ACCOUNT, person_id, OPENING, Role.PAYER.value)
    if found is None:
        return None
    titles = _listed(found["titles"])
    return Account(
        person=open_person(database.vault, found_row(PersonRow, found)),
        titles=[_title(*kept) for *kept, state in titles if state == "open"],
        titles_in_agreement=[_title(*kept) for *kept, state in titles if state == "agreed"],
        offers=[_offer(*kept) for kept in _listed(found["offers"])],
        agreements=[_agreement(kept) for kept in _listed(found["agreements"])],
        cases=[_case(kept) for kept in _listed(found["cases"])],
    )


def _listed(aggregated: str | None) -> Sequence[Any]:
    """Amounts are whole centavos in it."""
    return json.loads(aggregated) if aggregated is not None else ()


def _title(number: str, code: str, *told: Any) -> Title:
    competence, due, principal, fine, interest = told
    return Title(
        number=number,
        code=code,
        competence=date.fromisoformat(competence),
        due_date=date.fromisoformat(due),
        principal=Money(principal),
        fine=Money(fine) if fine is not None else None,
        interest=Money(interest) if interest is not None else None,
    )


def _offer(code: str, kind: str, terms: str, trigger: str, *told: Any) -> Offer:
    made_on, step = told
    return Offer(
        code, open_terms(OfferKind(kind), json.loads(terms)), Trigger(trigger), date.fromisoformat(made_on), step
    )


def _agreement(kept: Sequence[Any]) -> Agreement:
    number, creditor, code, title_numbers, closed_on, parts = kept
    return Agreement(
        number=number,
        creditor=creditor,
        code=code,
        title_numbers=tuple(title_numbers.split(",")),
        closed_on=date.fromisoformat(closed_on),
        installments=tuple(_installment(part) for part in parts or ()),
    )


def _installment(kept: Sequence[Any]) -> Installment:
    number, due, value, fee, paid_on, original_due = kept
    return Installment(number, date.fromisoformat(due), Money(value), Money(fee), _day(paid_on), _day(original_due))


def _case(kept: Sequence[Any]) -> OpenCase:
    number, kind, opened_at, deadline, title_numbers = kept
    opened = datetime.fromisoformat(opened_at).astimezone(UTC)
    return OpenCase(number, kind, opened, date.fromisoformat(deadline), tuple(filter(None, title_numbers.split(","))))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
