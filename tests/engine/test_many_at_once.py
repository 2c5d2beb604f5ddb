"""Many timers due in one instant are one short batch: the same rows, the same promises."""

import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.check_ins import Schedule
from gateway.db import Database
from gateway.outbox import Letter
from gateway.timers import Handler, Timer, Together
from gateway.timers.advance import advance
from tests.engine.morning import (
    DUE,
    HANDLERS,
    come_due,
    enroll,
    fire,
    once,
    people,
    restore,
    silent,
    snapshot,
    written,
)


def asked(db: Database) -> Counter[str]:
    """How often each patient was asked."""
    with db.reading() as session:
        letters = session.query(Letter.patient_id).where(Letter.key.endswith(":ask"))
        return Counter(str(patient) for (patient,) in letters)


def test_five_hundred_at_once_write_the_same_rows_as_one_by_one(db: Database) -> None:
    people(db)
    before = snapshot(db)

    assert once(db) == 500
    together = written(db)
    restore(db, before)
    assert fire(db, limit=1) == 500

    assert written(db) == together
    assert {name: len(rows) for name, rows in together.items()} == {
        "check_ins": 408,  # all but who left and who stopped
        "outbox": 317,  # nor who is away, nor who was asked
        "journal": 363,
        "tasks": 0,
        "timers": 500,
        "schedules": 500,
    }


def test_after_an_outage_all_are_skipped_once_and_told_once(db: Database) -> None:
    people(db, 150)
    before = snapshot(db)
    late = DUE + timedelta(hours=5)

    fire(db, late)
    together = written(db)
    restore(db, before)
    fire(db, late, limit=1)

    assert written(db) == together
    assert (len(together["outbox"]), len(together["tasks"])) == (0, 1)
    assert any("too_late" in row for row in together["check_ins"])


def test_the_rungs_of_many_at_once_are_those_of_one_by_one(db: Database) -> None:
    silent(db)
    before = snapshot(db)

    assert once(db) == 88
    fire(db)  # what the tasks set off
    together = written(db)
    restore(db, before)
    fire(db, limit=1)

    assert written(db) == together
    told = "".join(together["journal"])
    assert all(why in told for why in ("undelivered", "called_today", "silence"))
    assert {kind for row in together["outbox"] for kind in re.findall("'kind': '(.+?)'", row)} == {
        "prompt",
        "call",
    }
    assert len(together["tasks"]) > 0


def test_one_bad_patient_does_not_hold_the_others(db: Database) -> None:
    people(db, 100)
    with db.transaction() as session:
        enroll(session, 900).timezone = "Mars/Olympus"
    come_due(db)
    tries: list[int] = []

    with db.transaction() as session:
        advance(session, noting(tries), never, now=DUE)

    assert len(asked(db)) == 64
    assert len(tries) < 20  # halves of halves, not a hundred one by one
    with db.reading() as session:
        [hers] = session.query(Timer).where(Timer.tries > 0)
        assert (hers.subject_id, hers.last_error) == ("s900", "ZoneInfoNotFoundError")
        assert hers.due_at > DUE


def noting(tries: list[int]) -> dict[str, Handler]:
    """The handlers, which note how many timers they were given each time."""
    whole = HANDLERS["schedule"]
    assert isinstance(whole, Together)

    def fire(session: Session, due: Sequence[Timer], now: datetime) -> None:
        tries.append(len(due))
        whole.fire(session, due, now)

    return {"schedule": Together(fire)}


def never(_session: Session, timer: Timer, _now: datetime) -> None:
    raise AssertionError(f"{timer.key} was given up")


def test_a_worker_killed_before_its_commit_loses_and_doubles_nothing(
    db: Database, db_url: str
) -> None:
    people(db, 150)
    before = written(db)

    command = [sys.executable, "-m", "tests.engine.morning", db_url]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL

    assert written(db) == before
    for _ in range(100):  # Postgres takes a moment to see that it is gone
        if fire(db):
            break
        threading.Event().wait(0.1)
    assert len(asked(db)) == 94
    assert set(asked(db).values()) == {1}
    assert fire(db) == 0


def test_two_workers_ask_each_patient_once(db: Database, db_url: str) -> None:
    people(db, 150)
    other = Database(db_url)
    workers = [threading.Thread(target=fire, args=(one, DUE, 50)) for one in (db, other)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    other.close()

    assert len(asked(db)) == 94
    assert set(asked(db).values()) == {1}


def test_a_schedule_in_other_hands_is_looked_at_again_and_the_others_are_asked(
    db: Database,
) -> None:
    if db.engine.dialect.name != "postgresql":
        return  # one writer at a time, by nature
    people(db, 10)
    with Session(db.engine) as nurse, nurse.begin():
        nurse.get_one(Schedule, "s000", with_for_update=True)
        once(db)
        assert asked(db).keys() == {"p002", "p006", "p007", "p008", "p009"}
    assert fire(db, DUE + timedelta(seconds=30)) == 1
    assert "p000" in asked(db)
