"""The database: column types, sessions, and the settings that make a commit mean kept."""

import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Insert,
    MetaData,
    Select,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    create_engine,
    event,
    inspect,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[datetime]):
    """An aware UTC datetime on every database; SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone must not be stored")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON on SQLite, JSONB on Postgres; None is NULL."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = JSONB if dialect.name == "postgresql" else JSON
        return dialect.type_descriptor(kind(none_as_null=True))


def new_id() -> str:
    """An opaque id: says nothing about whom it stands for."""
    return uuid.uuid4().hex


Id = Annotated[str, mapped_column(primary_key=True, default=new_id)]
Moment = Annotated[datetime, mapped_column(Utc)]
Facts = Annotated[dict[str, Any], mapped_column(Json)]
Row = Mapping[str, Any]
"""The values of a table's row, by column."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text(), datetime: Utc()}  # noqa: RUF012


Known = TypeVar("Known", bound=Base)


def add_once(
    session: Session, row: type[Base], *, moved: Sequence[str] = (), **values: Any
) -> bool:
    """One row of a table with a unique `key`, in one statement; False when the key was there.

    A row that is there stays as it is, but for the columns of `moved`, which take their new values.
    The row is not in the session: whoever needs it asks the database.
    """
    statement = _once(row, session.get_bind().dialect.name, tuple(moved))
    return bool(touched(session, statement, values))


def add_each_once(
    session: Session, row: type[Base], rows: Sequence[Row], *, moved: Sequence[str] = ()
) -> None:
    """The same for many rows together, all with the same columns."""
    if rows:
        touched(session, _once(row, session.get_bind().dialect.name, tuple(moved)), rows)


def known(session: Session, row: type[Known], key: str) -> Known | None:
    """The row of this primary key: the session's own, else the database's.

    What Session.get does, without what it costs to put its question together each time.
    """
    here: Any = session.identity_map.get(inspect(row).identity_key_from_primary_key((key,)))
    found: Known | None = session.scalar(_of_key(row), {"key": key}) if here is None else here
    return found


@cache
def _of_key(row: type[Base]) -> Select[Any]:
    [key] = inspect(row).primary_key
    return select(row).where(key == bindparam("key"))


def table_of(row: type[Base]) -> Table:
    """Its table, for a statement that changes rows past the session and need not know its own."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


def touched(session: Session, statement: Executable, told: Row | Sequence[Row]) -> int:
    """Run an INSERT, UPDATE or DELETE past the session's own rows; how many rows it changed."""
    plain = {"synchronize_session": False}
    done: Any = session.execute(statement, told, execution_options=plain)
    return int(done.rowcount)


@cache
def _once(row: type[Base], dialect: str, moved: tuple[str, ...]) -> Insert:
    """Built once: building a statement costs more than running it."""
    table = table_of(row)
    fresh = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    if not moved:
        return fresh.on_conflict_do_nothing(index_elements=["key"])
    new = {column: fresh.excluded[column] for column in moved}
    return fresh.on_conflict_do_update(index_elements=["key"], set_=new)


class Database:
    """One engine; entry points open its transactions, business code never commits."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        sqlite = self.engine.dialect.name == "sqlite"
        # SQLite's writers wait by polling, up to a tenth of a second at a time; those of one
        # process can queue instead.
        self._writing: AbstractContextManager[Any] = threading.Lock() if sqlite else nullcontext()
        self._looking = self.engine.execution_options(only_looks=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing: commits at the end, rolls back on any error."""
        session = Session(self.engine, expire_on_commit=False)
        with self._writing, session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks: on SQLite it never waits for a writer."""
        with Session(self._looking, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str) -> Engine:
    where = make_url(url)
    # an error that quotes its parameters would carry a patient's words into logs
    common: dict[str, Any] = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True}
    if where.get_backend_name() != "sqlite":
        return create_engine(where, pool_pre_ping=True, **common)
    if where.database and where.database != ":memory:":
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(where, connect_args={"timeout": 30}, **common)
    event.listen(engine, "connect", _sqlite_promises)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_promises(connection: sqlite3.Connection, _record: object) -> None:
    """WAL so that readers never wait; FULL so that a commit survives a power cut.

    Tests may set PROMOTORA_SQLITE_SYNCHRONOUS=OFF: what they kill are processes, not power.
    """
    connection.isolation_level = None  # SQLAlchemy says when a transaction begins, not sqlite3
    connection.execute("PRAGMA journal_mode=WAL")
    promise = os.environ.get("PROMOTORA_SQLITE_SYNCHRONOUS", "FULL")
    connection.execute(f"PRAGMA synchronous={promise}")
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA foreign_keys=ON")


def _sqlite_begin(connection: Connection) -> None:
    looks = connection.get_execution_options().get("only_looks")
    connection.exec_driver_sql("BEGIN" if looks else "BEGIN IMMEDIATE")
