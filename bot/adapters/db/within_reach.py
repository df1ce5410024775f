"""Sessions that see only what is within the reach of whom they work for: the one place where creditors are kept apart.

Rows say whose they are by a `creditor` of their own, or by what they point to: a message by its conversation, a title
by its person. Every SELECT, UPDATE and DELETE of the ORM is narrowed, whoever wrote it; a new table is as soon as it
points to one of these. A row that points to nothing of anybody's is everybody's.
"""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, event, or_, select
from sqlalchemy.orm import Mapper, ORMExecuteState, Session
from sqlalchemy.orm.decl_api import registry
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.util import ClauseAdapter
from sqlmodel.main import default_registry

from bot.application.agents.reach import reach

WHOSE = "creditor"
# By which a row is looked up first, when several lead to a creditor.
NEAREST = ("person_id", "agreement_id", "conversation_id")


class Within(Session):
    """A session of one who may not reach everything."""


@event.listens_for(Within, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    creditors = reach().creditors
    is_ours = state.is_select or state.is_update or state.is_delete
    if creditors and is_ours and not (state.is_column_load or state.is_relationship_load):
        state.statement = state.statement.options(*_limits(creditors))


class Limit(LoaderCriteriaOption):
    """As SQLAlchemy's own, but it follows a table to its alias in the ON of a join written out as well.

    The library leaves that out for criteria given as an expression; given as a lambda it would keep them by the
    lambda's code, and so one reader's creditors for another. Here the values stay parameters of the statement.
    """

    _traverse_internals = LoaderCriteriaOption._traverse_internals  # what statements are told apart by

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        limit = super()._resolve_where_criteria(ext_info)
        return ClauseAdapter(ext_info.selectable).traverse(limit) if ext_info.is_aliased_class else limit


@cache
def _limits(creditors: frozenset[str]) -> tuple[LoaderCriteriaOption, ...]:
    return tuple(
        Limit(mapper.class_, limit, include_aliases=True)
        for mapper in _mappers(default_registry)
        if isinstance(mapper.local_table, Table) and (limit := whose(mapper.local_table, creditors)) is not None
    )


def whose(table: Table, creditors: frozenset[str]) -> ColumnElement[bool] | None:
    """Which rows of a table are of these creditors; None: the table is nobody's."""
    if WHOSE in table.c:
        return table.c[WHOSE].in_(sorted(creditors))
    ways = {name: _by_way_of(table, name, target, creditors) for name, target in _pointers(table).items()}
    known = {name: way for name, way in ways.items() if way is not None}
    certain = [name for name in (*NEAREST, *known) if name in known and not table.c[name].nullable]
    if certain:
        return known[certain[0]]
    return and_(*(or_(table.c[name].is_(None), way) for name, way in known.items())) if known else None


def _by_way_of(table: Table, name: str, target: Table, creditors: frozenset[str]) -> ColumnElement[bool] | None:
    limit = whose(target, creditors)
    return table.c[name].in_(select(target.c["id"]).where(limit)) if limit is not None else None


def _pointers(table: Table) -> dict[str, Table]:
    found = {key.parent.name: key.column.table for key in table.foreign_keys if key.column.table is not table}
    return {name: found[name] for name in sorted(found)}


def _mappers(kept: registry) -> frozenset[Mapper[object]]:
    return frozenset(kept.mappers)
