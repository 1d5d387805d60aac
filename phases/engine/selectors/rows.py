"""Many small lists about one row in one query, built once: putting such a query together costs ten times what it takes to run.

statement = Lists(lambda: {"seats": listed(TeamSeat.objects.filter(cycle=CYCLE), "user_id", "role")})
statement.run({CYCLE: cycle.pk})["seats"] → [[7, "staf"], …]
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Aggregate, JSONField, QuerySet, Value
from django.db.models.functions import JSONArray

CYCLE, USER = -7001, -7002
"""Stand-ins for a key in a prepared statement; no row has a key below zero."""
DAY = date(1, 2, 3)
"""Stand-in for a day."""


class _List(Aggregate):
    """All values of a group as one JSON list, on both databases."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def listed(rows: QuerySet[Any], *columns: Any) -> QuerySet[Any]:
    """`columns` of the rows as one list of lists. The order of the rows is not promised."""
    return (
        rows.order_by()
        .annotate(_all=Value(1))
        .values("_all")
        .annotate(_listed=_List(JSONArray(*columns)))
        .values("_listed")
    )


class Lists:
    """A statement `SELECT (list), (list), …` made from querysets at its first use and kept as SQL for each kind of database."""

    def __init__(self, build: Callable[[], Mapping[str, QuerySet[Any]]]):
        self.build = build
        self._made: dict[str, tuple[str, list[Any], list[str]]] = {}

    def run(self, values: Mapping[Any, Any]) -> dict[str, list[list[Any]]]:
        """The lists by name, with `values` in place of the stand-ins. One query."""
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._make()
        sql, parameters, names = self._made[connection.vendor]
        stand_ins = {**values, **{key.isoformat(): value for key, value in values.items() if isinstance(key, date)}}
        given = [stand_ins.get(p, p) if isinstance(p, int | str | date) else p for p in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchone()
        return {name: json.loads(text) if text else [] for name, text in zip(names, found, strict=True)}

    def _make(self) -> tuple[str, list[Any], list[str]]:
        parts, parameters, names = [], [], []
        for name, rows in self.build().items():
            sql, given = rows.query.get_compiler(connection=connection).as_sql()
            parts.append(f"({sql})")
            parameters += given
            names.append(name)
        return f"SELECT {', '.join(parts)}", parameters, names


def moment(text: str | None) -> datetime | None:
    """A point in time as it comes out of a list: either database's writing of it, aware."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day(text: str | None) -> date | None:
    """A day as it comes out of a list."""
    return date.fromisoformat(text[:10]) if text else None


def identifier(text: str) -> str:
    """A public id as it comes out of a list; SQLite keeps them without hyphens."""
    return str(UUID(text))
