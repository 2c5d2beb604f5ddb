"""No statement of a lived day reads a growing table from end to end: the database explains each."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from benchmarks.rehearsal.world import World
from gateway.db import Database
from tests.benchmarks.test_rehearsal import BEGUN, at, panel, prepare

GROWS = {
    "activities", "answers", "calls", "chart_notes", "check_ins", "escalations", "inbox",
    "interpretations", "journal", "messages", "outbox", "readings", "tasks", "timers", "triages",
}  # fmt: skip
Asked = dict[str, Any]


@contextmanager
def overheard(db: Database) -> Iterator[Asked]:
    """Every distinct SELECT, UPDATE and DELETE while the block runs, with its last parameters."""
    found: Asked = {}

    def hear(_con: Any, _cur: Any, said: str, told: Any, _ctx: Any, many: bool) -> None:
        if not many and said.startswith(("SELECT", "UPDATE", "DELETE")):
            found[said] = told

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def test_a_day_reads_no_table_from_end_to_end(db_url: str) -> None:
    world = prepare(BEGUN, db_url, panel(5, 6), seed=5)
    try:
        with overheard(world.db) as asked:
            world.live(at(BEGUN + timedelta(days=3), 0))
        assert len(asked) > 50
        assert not (found := scans(world, asked)), "\n".join(found)
    finally:
        world.db.close()


def test_a_question_without_an_index_is_found(db_url: str) -> None:
    world = prepare(BEGUN, db_url, panel(5, 1), seed=5)
    try:
        with overheard(world.db) as asked, world.db.reading() as session:
            session.execute(text('SELECT * FROM journal WHERE "by" = :by'), {"by": "x"})
        assert list(scans(world, asked).values()) == [{"journal"}]
    finally:
        world.db.close()


def scans(world: World, asked: Mapping[str, Any]) -> dict[str, set[str]]:
    """By statement, the growing tables that it reads without an index."""
    read = _sqlite if world.db.engine.dialect.name == "sqlite" else _postgres
    with world.db.engine.connect() as connection:
        found = {said: read(connection, said, told) & GROWS for said, told in asked.items()}
    return {said: tables for said, tables in found.items() if tables}


def _sqlite(connection: Any, said: str, told: Any) -> set[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", told).all()
    steps = [row[3].split() for row in plan if row[3].startswith("SCAN")]
    return {words[1] for words in steps if words[1:2]}


def _postgres(connection: Any, said: str, told: Any) -> set[str]:
    """Small tables are rightly read whole, so that is made dear: what still is, has no index."""
    connection.exec_driver_sql("SET enable_seqscan = off")
    [[plan]] = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {said}", told).all()
    return set(_whole(plan[0]["Plan"]))


def _whole(node: Mapping[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for inner in node.get("Plans", ()):
        yield from _whole(inner)
