"""Rows as lines of JSON, by the tables of the migrations that they were written under: the same for every database."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from mediahub.backup import BackupProblem

_OURS = ("generation", "gallery", "settings_app")
#: what belongs to a moment: see the package
_LEFT_OUT_APPS = {"django_q"}
_LEFT_OUT = {
    "sessions.session", "settings_app.signin", "settings_app.signintry", "settings_app.onetimelink",
    "generation.heartbeat", "generation.rateslot",
}  # fmt: skip
_BATCH = 500
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def applied(connection: Any) -> dict[str, list[str]]:
    """The migrations that this database has, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection).applied_migrations):
        found.setdefault(app, []).append(name)
    return found


def unknown(migrations: dict[str, list[str]]) -> list[str]:
    """Those of our migrations that this MediaHub does not have: it is older than what wrote them."""
    known = MigrationLoader(None).disk_migrations
    return [f"{app}.{name}" for app in _OURS for name in migrations.get(app, []) if (app, name) not in known]


def models(connection: Any) -> dict[str, Any]:
    """The tables that go into a backup, by label, as the applied migrations made them."""
    loader = MigrationLoader(connection)
    nodes = [node for node in loader.applied_migrations if node in loader.graph.nodes]
    apps = loader.project_state(nodes).apps
    wanted = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        kept = meta.app_label not in _LEFT_OUT_APPS and meta.label_lower not in _LEFT_OUT
        if kept and meta.managed and not meta.proxy and not meta.swapped:
            wanted[meta.label_lower] = model
    return wanted


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment of the database, for as long as the block takes; writers go on meanwhile."""
    connection = connections["default"]
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        mode, connection.transaction_mode = connection.transaction_mode, None  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode  # type: ignore[attr-defined]
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def lines(model: Any) -> Iterator[bytes]:
    """A table: its columns, then its rows."""
    columns = [field.attname for field in model._meta.concrete_fields]
    yield json.dumps(columns).encode() + b"\n"
    for row in model._base_manager.order_by("pk").values_list(*columns).iterator(chunk_size=2000):
        yield json.dumps(row, default=_plain).encode() + b"\n"


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} cannot be kept")


def migrate_to(migrations: dict[str, list[str]]) -> None:
    """Bring an empty database to exactly these migrations."""
    executor = MigrationExecutor(connections["default"])
    targets = []
    for app, names in migrations.items():
        graph = executor.loader.graph
        held = [(app, name) for name in names if (app, name) in graph.nodes]
        followed = {parent for node in held for parent in graph.node_map[node].parents}
        targets += [node for node in held if node not in followed]
    executor.migrate(targets)


def load(tables: Iterable[tuple[str, Iterable[bytes]]]) -> int:
    """Write all tables in one transaction, in place of what the migrations themselves wrote; how many rows."""
    connection = connections["default"]
    known, count = models(connection), 0
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        for model in known.values():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        for label, content in tables:
            if label not in known:
                raise BackupProblem(f"The backup holds a table {label} that this MediaHub does not know.")
            count += _load_table(known[label], iter(content))
        connection.check_constraints()
        for statement in connection.ops.sequence_reset_sql(no_style(), list(known.values())):
            cursor.execute(statement)
    return count


def _load_table(model: Any, content: Iterator[bytes]) -> int:
    connection = connections["default"]
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    try:
        columns = [by_name[name] for name in json.loads(next(content))]
    except KeyError as unfit:
        raise BackupProblem(f"{model._meta.label} has no column {unfit}: the backup does not fit.") from unfit
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in columns)
    table, places = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(columns))
    # fields whose number the database gives away by itself take the ones that are given as well
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({places})"
    count, batch = 0, []
    with connection.cursor() as cursor:
        for line in content:
            batch.append(_values(line, columns))
            if len(batch) == _BATCH:
                cursor.executemany(statement, batch)
                count, batch = count + len(batch), []
        if batch:
            cursor.executemany(statement, batch)
    return count + len(batch)


def _values(line: bytes, columns: list[Any]) -> list[Any]:
    connection = connections["default"]
    text = line.decode()
    if connection.vendor == "postgresql":  # its text holds no NUL
        text = _NUL.sub(r"\1", text)
    row = json.loads(text)
    return [
        field.get_db_prep_save(field.to_python(value), connection) for field, value in zip(columns, row, strict=True)
    ]
