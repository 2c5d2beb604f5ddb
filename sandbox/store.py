"""The sandbox's memory: one SQLite file that survives the death of the process."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("schema.sql")
# What `reset` empties; the panel lives in `resources` and is put back by the chart itself.
FORGOTTEN = (
    "meta", "jobs", "faults", "requests", "messages", "numbers", "opt_outs", "handsets",
    "lines", "calls", "call_lines",
    "incidents", "enqueued", "resources", "tokens", "assertions",
)  # fmt: skip

Row = sqlite3.Row


class Store:
    """Used from the event loop's thread only; each statement commits unless in a transaction.

    Write-ahead log without fsync: what was committed survives SIGKILL of the process (the kernel
    has it), though not a power cut, which a stand-in does not promise.
    """

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = off")
        self.db.execute("pragma busy_timeout = 5000")
        self.db.executescript(SCHEMA.read_text("utf-8"))
        self.depth = 0

    def close(self) -> None:
        self.db.close()

    def run(self, sql: str, *values: Any) -> int:
        """Execute, and answer how many rows it touched."""
        return self.db.execute(sql, values).rowcount

    def all(self, sql: str, *values: Any) -> list[Row]:
        return self.db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        row: Row | None = self.db.execute(sql, values).fetchone()
        return row

    def value(self, sql: str, *values: Any) -> Any:
        row = self.one(sql, *values)
        return row[0] if row else None

    def insert(self, table: str, **columns: Any) -> int:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        done = self.db.execute(
            f"insert into {table} ({names}) values ({marks})", tuple(columns.values())
        )
        return int(done.lastrowid or 0)

    def update(self, table: str, key: str, of: Any, **columns: Any) -> int:
        sets = ", ".join(f"{name} = ?" for name in columns)
        return self.run(f"update {table} set {sets} where {key} = ?", *columns.values(), of)

    def remembered(self, name: str, default: Any = None) -> Any:
        found = self.value("select value from meta where name = ?", name)
        return default if found is None else json.loads(found)

    def remember(self, name: str, value: Any) -> None:
        self.run("insert or replace into meta values (?, ?)", name, json.dumps(value))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Never await inside: another request would join the transaction."""
        if self.depth == 0:
            self.db.execute("begin immediate")
        self.depth += 1
        try:
            yield
        except BaseException:
            self.depth -= 1
            if self.depth == 0:
                self.db.execute("rollback")
            raise
        self.depth -= 1
        if self.depth == 0:
            self.db.execute("commit")

    def forget(self, tables: Sequence[str] = FORGOTTEN) -> None:
        with self.transaction():
            for table in tables:
                self.run(f"delete from {table}")
