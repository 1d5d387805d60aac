"""Querysets compiled once a process, and on PostgreSQL planned once a connection: for the few wide queries behind every page.

Building and compiling a union of ten selects takes Django some 20 ms and the planner 3; running it takes one or two. Lists brings
many small lists about one thing in one such query:

    about = Lists(lambda given: {"seats": listed(TeamSeat.objects.filter(cycle=given["cycle"]), "user_id", "role")})
    about.of(cycle=cycle.pk)["seats"] → [[7, "staf"], …]
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Aggregate, JSONField, QuerySet
from django.db.models import Value as Constant
from django.db.models.functions import JSONArray

Value = int | str | date
Values = Value | Sequence[int] | Sequence[str]

MOST_FORMS = 200
_FIRST_ID, _FIRST_DAY = 7_700_000_000_000, date(1001, 1, 1)


class _Form(NamedTuple):
    """One compiled form: the SQL, and for each of its parameters a constant or the place where it comes from."""

    sql: str
    parameters: tuple[Any, ...]


class _Place(NamedTuple):
    """Where a parameter of the SQL comes from: a named value, or one of a list; `tail` stands behind it in a LIKE pattern."""

    name: str
    position: int | None
    tail: str = ""


class _Statement(ABC):
    """One SELECT, compiled at its first use for each shape of its parameters."""

    def __init__(
        self, *, moments: Iterable[int] = (), days: Iterable[int] = (), truths: Iterable[int] = (),
    ) -> None:  # fmt: skip
        self.moments, self.days, self.truths = tuple(moments), tuple(days), tuple(truths)
        self._forms: dict[tuple[Any, ...], _Form] = {}

    @abstractmethod
    def _sql(self, stand_ins: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
        """The SQL, with stand-ins where parameters will stand."""

    def rows(self, *, form: Any = None, **values: Values) -> list[Any]:
        """Run it with these parameters: one query."""
        connection = connections[DEFAULT_DB_ALIAS]
        filled = {name: _padded(value) if isinstance(value, (list, tuple)) else value for name, value in values.items()}
        shape = (connection.vendor, form, *(len(value) if isinstance(value, list) else 0 for value in filled.values()))
        if shape not in self._forms:
            if len(self._forms) > MOST_FORMS:
                self._forms.clear()
            self._forms[shape] = self._compile(filled, form)
        compiled = self._forms[shape]
        if not compiled.sql:
            return []
        statement: str
        places: Sequence[Any]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
                statement, places = _planned(connection, compiled)
            else:
                statement, places = compiled
            cursor.execute(statement, [_filled(connection, filled, p) if isinstance(p, _Place) else p for p in places])
            found = cursor.fetchall()
        return found if connection.vendor != "sqlite" else [self._converted(connection, row) for row in found]

    def _compile(self, values: Mapping[str, Any], form: Any) -> _Form:
        stand_ins: dict[str, Any] = {"form": form}
        places: dict[str, _Place] = {}
        number = 0
        for name, value in values.items():
            found: list[Any] = []
            many = isinstance(value, list)
            for position, one in enumerate(value if many else [value]):
                number += 1
                stand_in = _stand_in(one, number)
                places[str(stand_in)] = _Place(name, position if many else None)
                found.append(stand_in)
            stand_ins[name] = found if many else found[0]
        try:
            sql, parameters = self._sql(stand_ins)
        except EmptyResultSet:  # a slice of nothing, say
            return _Form("", ())
        return _Form(sql, tuple(_place(parameter, places) for parameter in parameters))

    def _converted(self, connection: Any, row: Sequence[Any]) -> tuple[Any, ...]:
        cells = list(row)
        for column in self.moments:
            cells[column] = connection.ops.convert_datetimefield_value(cells[column], None, connection)
        for column in self.days:
            cells[column] = connection.ops.convert_datefield_value(cells[column], None, connection)
        for column in self.truths:
            cells[column] = bool(cells[column])
        return tuple(cells)


class Prepared(_Statement):
    """A queryset of values_list (or a union of such) whose parameters are numbers, dates, texts, or lists of numbers or texts.

    `build` gets stand-ins in place of the parameters; what it builds must not depend on them. Lists are filled up with their
    last member to the next power of two, so that a few compiled forms serve all lengths; an empty list of numbers matches none.
    `moments`, `days` and `truths` name the columns (by position) that SQLite keeps as texts and numbers. What a queryset cannot
    take as a parameter (a slice, say) comes as `form`, and is compiled once for each value.
    """

    def __init__(self, build: Callable[[Mapping[str, Any]], QuerySet[Any]], **columns: Iterable[int]) -> None:
        super().__init__(**columns)
        self.build = build

    def _sql(self, stand_ins: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
        return _compiled(self.build(stand_ins))


def _compiled(rows: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    sql, parameters = rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return sql, parameters


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
        .annotate(_all=Constant(1))
        .values("_all")
        .annotate(_listed=_List(JSONArray(*columns)))
        .values("_listed")
    )


class Lists(_Statement):
    """A statement `SELECT (list), (list), …`: `build` gives querysets made by `listed`, by name."""

    def __init__(self, build: Callable[[Mapping[str, Any]], Mapping[str, QuerySet[Any]]]) -> None:
        super().__init__()
        self.build = build
        self.names: list[str] = []

    def of(self, **values: Value) -> dict[str, list[list[Any]]]:
        """The lists by name, with these parameters. One query."""
        ((*found,),) = self.rows(**values)
        return {name: json.loads(text) if text else [] for name, text in zip(self.names, found, strict=True)}

    def _sql(self, stand_ins: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
        made = {name: _compiled(rows) for name, rows in self.build(stand_ins).items()}
        self.names = list(made)
        selects = ", ".join(f"({sql})" for sql, _parameters in made.values())
        return f"SELECT {selects}", [one for _sql, parameters in made.values() for one in parameters]


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


def _planned(connection: Any, form: _Form) -> tuple[str, list[_Place]]:
    """The statement that runs a form which this connection has prepared, and its parameters.

    Prepared statements outlive transactions and end with their connection. They need one of their own: behind a pool that shares
    connections between transactions set DISABLE_SERVER_SIDE_CURSORS, as for Django's own server-side cursors.
    """
    prepared: dict[_Form, tuple[str, list[_Place]]]
    session, prepared = connection.__dict__.get("_prepared_forms") or (None, {})
    if session is not connection.connection:
        prepared = {}
        connection.__dict__["_prepared_forms"] = (connection.connection, prepared)
    if form not in prepared:
        places: list[_Place] = []
        pieces = [piece.replace("%%", "%") for piece in form.sql.split("%s")]
        with connection.connection.cursor() as cursor:
            text = pieces[0]
            for parameter, piece in zip(form.parameters, pieces[1:], strict=True):
                if not isinstance(parameter, _Place):
                    text += cursor.mogrify("%s", [parameter]).decode()
                else:
                    if parameter not in places:
                        places.append(parameter)
                    text += f"${places.index(parameter) + 1}"
                text += piece
            name = f"prepared_{len(prepared)}"
            cursor.execute(f"PREPARE {name} AS {text}")
        marks = ", ".join(["%s"] * len(places))
        prepared[form] = f"EXECUTE {name} ({marks})" if places else f"EXECUTE {name}", places
    return prepared[form]


def _stand_in(value: Any, number: int) -> Any:
    if isinstance(value, date):
        return _FIRST_DAY + timedelta(days=number)
    return f"§{number}§" if isinstance(value, str) else _FIRST_ID + number


def _place(parameter: Any, places: Mapping[str, _Place]) -> Any:
    text = str(parameter)
    if text.endswith("%") and text[:-1] in places:
        return places[text[:-1]]._replace(tail="%")
    return places.get(text, parameter)


def _filled(connection: Any, values: Mapping[str, Any], place: _Place) -> Any:
    value = values[place.name] if place.position is None else values[place.name][place.position]
    if place.tail:
        return connection.ops.prep_for_like_query(value) + place.tail
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _padded(values: Sequence[Any]) -> list[Any]:
    found = list(values) or [-1]
    return found + [found[-1]] * ((1 << (len(found) - 1).bit_length()) - len(found))
