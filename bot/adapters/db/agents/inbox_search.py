"""Where what was typed into the search leads: a document, a number, a protocol, or words of a name."""

from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.inbox_names import NameBook
from bot.adapters.db.agents.inbox_rows import TALK
from bot.adapters.db.tables import HandoffRow, PersonRow, PhoneRow, WrapUpRow
from bot.adapters.db.vault import Vault, digits

_DOCUMENTS = (11, 14)
_NUMBERS = range(10, 14)
_SHORTEST_PROTOCOL = 6
_SHORTEST_NAME = 2


async def matching(session: AsyncSession, search: str, vault: Vault, names: NameBook) -> list[ColumnElement[bool]]:
    """Any of these finds a conversation; never an empty list."""
    if any(sign.isalpha() for sign in search):
        people = await names.people(session, search) if len(search) >= _SHORTEST_NAME else []
        return [_of_people(people)]
    number = digits(search)
    found: list[ColumnElement[bool]] = [false()]
    if len(number) in _DOCUMENTS:
        query = select(col(PersonRow.id)).where(col(PersonRow.document_hash) == vault.document_index(number))
        found.append(_of_people(list(await session.scalars(query)), with_phones=True))
    if len(number) in _NUMBERS:
        found.append(col(TALK.contact_hash) == vault.phone_index(number))
    if len(number) >= _SHORTEST_PROTOCOL:
        found += _of_protocol(number)
    return found


def _of_people(people: list[int], *, with_phones: bool = False) -> ColumnElement[bool]:
    """Theirs by proof, now or when it ended; by a number on file as well where the person was named for certain."""
    ended = exists().where(col(HandoffRow.conversation_id) == col(TALK.id), col(HandoffRow.person_id).in_(people))
    theirs = col(TALK.person_id).in_(people) | ended.correlate(TALK)
    if not with_phones:
        return theirs
    on_file = select(col(PhoneRow.exact_hash)).where(
        col(PhoneRow.person_id).in_(people), col(PhoneRow.unlinked_at).is_(None)
    )
    return theirs | col(TALK.contact_hash).in_(on_file)


def _of_protocol(number: str) -> list[ColumnElement[bool]]:
    """From its beginning; also one of a contact that is over."""
    places = ((HandoffRow, HandoffRow.protocol), (WrapUpRow, WrapUpRow.protocol))
    earlier = [
        exists().where(col(table.conversation_id) == col(TALK.id), col(protocol).startswith(number)).correlate(TALK)
        for table, protocol in places
    ]
    return [col(TALK.protocol).startswith(number), *earlier]
