"""Statements of the busiest paths, written as SQL once: writing them costs the ORM ten times what running them does.

Nothing is remembered but the text: every asking reads the database. A ``Question`` is an ordinary queryset with blanks
in the place of what differs from asking to asking; ``insert`` writes rows as ``save(force_insert=True)`` would, but
sends no signals and leaves an automatic key unset; ``change`` and ``taken`` update rows and read them back at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import UpdateQuery

Converters = tuple[tuple[int, tuple[Any, ...], Any], ...]
Found = TypeVar("Found")

_FIRST_NUMBER = -2_000_000_000  # within what any column of numbers holds
_TEXT = "\ue000blank "


def number(at: int = 0) -> int:
    """The blank for value ``at`` of an asking, where a number belongs."""
    return _FIRST_NUMBER - at


def text(at: int = 0) -> str:
    """The blank for value ``at`` of an asking, where text belongs."""
    return f"{_TEXT}{at}"


def _blank(param: Any) -> int | None:
    """Which value belongs in the place of a parameter; None for one that stays."""
    if isinstance(param, str) and param.startswith(_TEXT):
        return int(param.removeprefix(_TEXT))
    if isinstance(param, int) and not isinstance(param, bool) and param <= _FIRST_NUMBER:
        return _FIRST_NUMBER - param
    return None


@dataclass(frozen=True)
class _Written:
    """A query as one kind of database takes it. ``read`` makes a row into what was asked for."""

    sql: str
    params: tuple[tuple[Any, int | None], ...]
    converters: Converters
    read: Callable[[Sequence[Any]], Any]


class Question(Generic[Found]):
    """A query that is asked often. ``build`` makes its queryset: of rows, or of ``values_list`` without ``flat``."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Found]]) -> None:
        self._build = build
        self._written: dict[str, _Written] = {}

    def all(self, *values: Any) -> list[Found]:
        """Every row; ``values`` go where the blanks are."""
        database = connections[DEFAULT_DB_ALIAS]
        written = self._written.get(database.vendor) or self._write(database)
        params = [param if at is None else values[at] for param, at in written.params]
        with database.cursor() as cursor:
            cursor.execute(written.sql, params)
            rows = cursor.fetchall()
        read, converters = written.read, written.converters
        if not converters:
            return [read(row) for row in rows]
        return [read(_converted(row, converters, database)) for row in rows]

    def first(self, *values: Any) -> Found | None:
        """The first row, None where there is none."""
        return next(iter(self.all(*values)), None)

    def _write(self, database: BaseDatabaseWrapper) -> _Written:
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection=database)
        sql, params = compiler.as_sql()
        found = compiler.get_converters([column[0] for column in compiler.select])
        converters = _as_tuple(found)
        blanks = tuple((param, _blank(param)) for param in params)
        of_rows = issubclass(queryset._iterable_class, ModelIterable)
        written = _Written(sql, blanks, converters, _reader(compiler) if of_rows else tuple)
        self._written[database.vendor] = written
        return written


def _converted(row: Sequence[Any], converters: Converters, database: BaseDatabaseWrapper) -> Sequence[Any]:
    values = list(row)
    for at, each, column in converters:
        for convert in each:
            values[at] = convert(values[at], column, database)
    return values


def _reader(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """As ``ModelIterable`` makes an object of a row, those that ``select_related`` names with it."""
    about, columns, alias = compiler.klass_info, compiler.select, compiler.connection.alias
    first, last = about["select_fields"][0], about["select_fields"][-1] + 1
    names = [column[0].target.attname for column in columns[first:last]]
    others = get_related_populators(about, columns, alias)  # type: ignore[call-arg]  # as Django 5.2 has it

    def read(row: Sequence[Any]) -> Any:
        found = about["model"].from_db(alias, names, row[first:last])
        for other in others:
            other.populate(row, found)
        return found

    return read


def change(row: models.Model, expected: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Update ``row`` while it is as expected, and take over what is stored then; both by field.

    False, and nothing changed, where it no longer is. One statement where ``update`` and ``refresh_from_db`` are two.
    """
    database, model = connections[DEFAULT_DB_ALIAS], type(row)
    set_sql, set_params = _assigned(model, values, database)
    where_sql, where_params = _assigned(model, {"pk": row.pk, **expected}, database)
    returned, names, converters = _whole_row(model, database.vendor)
    table = database.ops.quote_name(model._meta.db_table)
    with database.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {', '.join(set_sql)} WHERE {' AND '.join(where_sql)} RETURNING {returned}",
            [*set_params, *where_params],
        )
        found = cursor.fetchall()
    for stored in found:
        row.__dict__.update(zip(names, _converted(stored, converters, database), strict=True))
    return bool(found)


def _assigned(
    model: type[models.Model], values: Mapping[str, Any], database: BaseDatabaseWrapper
) -> tuple[list[str], list[Any]]:
    """``column = value`` for each field, as SQL and its parameters; a value may be an expression."""
    parts: list[str] = []
    params: list[Any] = []
    for name, value in values.items():
        field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if hasattr(value, "resolve_expression"):
            query = UpdateQuery(model)
            resolved = value.resolve_expression(query, allow_joins=False, for_save=True)
            sql, given = query.get_compiler(connection=database).compile(resolved)
        else:
            sql, given = "%s", (field.get_db_prep_save(value, database),)
        parts.append(f"{database.ops.quote_name(field.column)} = {sql}")
        params += given
    return parts, params


def taken(rows: models.QuerySet[Any, Found], values: Mapping[str, Any]) -> list[Found]:
    """Update ``rows`` and return those that were, as they are now, in no order."""
    database = connections[DEFAULT_DB_ALIAS]
    query: Any = rows.query.chain(UpdateQuery)
    query.clear_ordering(force=True)
    query.add_update_values(values)
    sql, params = query.get_compiler(connection=database).as_sql()
    model: Any = rows.model
    returned, names, converters = _whole_row(model, database.vendor)
    with database.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {returned}", params)
        found = [_converted(stored, converters, database) for stored in cursor.fetchall()]
    return [model.from_db(DEFAULT_DB_ALIAS, names, stored) for stored in found]


@lru_cache(maxsize=64)
def _whole_row(model: type[models.Model], vendor: str) -> tuple[str, list[str], Converters]:
    """Every column as SQL, the attributes that hold them, and what makes a database's values of them ours."""
    database = connections[DEFAULT_DB_ALIAS]
    fields = model._meta.concrete_fields
    columns = [field.get_col(model._meta.db_table) for field in fields]
    found = model._default_manager.get_queryset().query.get_compiler(connection=database).get_converters(columns)
    returned = ", ".join(database.ops.quote_name(str(field.column)) for field in fields)
    return returned, [field.attname for field in fields], _as_tuple(found)


def _as_tuple(found: Mapping[int, tuple[Sequence[Any], Any]]) -> Converters:
    return tuple((at, tuple(each), column) for at, (each, column) in found.items())


def insert(*rows: models.Model) -> None:
    """Write new rows of one model, inside the caller's transaction."""
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]
    sql, columns = _insertion(type(rows[0]), database.vendor)
    values = [[column.of(row, database) for column in columns] for row in rows]
    with database.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(sql, values[0])
        else:
            cursor.executemany(sql, values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


class _Column:
    """What one field of a new row is written as. Most hold their default, and that is prepared once."""

    def __init__(self, field: models.Field[Any, Any], database: BaseDatabaseWrapper) -> None:
        self._field = field
        self._name = field.attname
        stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        plain = type(field).pre_save in (models.Field.pre_save, models.DateTimeField.pre_save) and not stamped
        self._default = field.get_default() if plain and not callable(field.default) else _NO_DEFAULT
        if self._default is not _NO_DEFAULT:
            self._prepared = field.get_db_prep_save(self._default, database)

    def of(self, row: models.Model, database: BaseDatabaseWrapper) -> Any:
        value = row.__dict__.get(self._name, _NO_DEFAULT)
        if value is self._default and value is not _NO_DEFAULT:
            return self._prepared
        return self._field.get_db_prep_save(self._field.pre_save(row, True), database)


_NO_DEFAULT = object()


@lru_cache(maxsize=64)
def _insertion(model: type[models.Model], vendor: str) -> tuple[str, list[_Column]]:
    """The statement that writes a row, and what it takes in this order."""
    database = connections[DEFAULT_DB_ALIAS]
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    quote = database.ops.quote_name
    names, blanks = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({blanks})"
    return sql, [_Column(field, database) for field in fields]
