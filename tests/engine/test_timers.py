"""Timers fire once, in their own transaction, and a poisoned one goes to a person."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from gateway import timers
from gateway.db import Database
from gateway.journal import JournalLine
from gateway.journal import write as journal_write
from gateway.timers import Handler, Timer, Together
from gateway.timers.advance import SINGLES, TRIES, advance

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def note_it(session: Session, timer: Timer, now: datetime) -> None:
    journal_write(session, "fired", timer.subject_id, now=now)


def poisoned(session: Session, timer: Timer, now: datetime) -> None:
    journal_write(session, "poisoned", timer.subject_id, now=now)


def breaks(session: Session, timer: Timer, now: datetime) -> None:
    journal_write(session, "half done", timer.subject_id, now=now)
    session.flush()
    raise ZeroDivisionError


def again(session: Session, timer: Timer, now: datetime) -> None:
    note_it(session, timer, now)
    timers.wake(session, "again", timer.subject_id, key=timer.key, at=now + timedelta(hours=1))


def note_all(session: Session, due: Sequence[Timer], now: datetime) -> None:
    subjects = sorted(timer.subject_id for timer in due)
    if "bad" in subjects:
        raise ZeroDivisionError
    journal_write(session, "together", " ".join(subjects), now=now)


HANDLERS: dict[str, Handler] = {
    "note": note_it,
    "breaks": breaks,
    "again": again,
    "many": Together(note_all),
    "few": Together(note_all, most=3),
}


def wake(db: Database, kind: str, subject: str, at: datetime = NOW) -> None:
    with db.transaction() as session:
        timers.wake(session, kind, subject, key=f"{kind}:{subject}", at=at)


def fire(db: Database, at: datetime = NOW, limit: int = 100) -> int:
    with db.transaction() as session:
        return advance(session, HANDLERS, poisoned, now=at, limit=limit)


def events(db: Database) -> list[tuple[str, str]]:
    with db.reading() as session:
        lines = session.query(JournalLine).order_by(JournalLine.id)
        return [(line.event, line.subject_id) for line in lines]


def test_a_due_timer_fires_once_and_an_early_one_waits(db: Database) -> None:
    wake(db, "note", "a")
    wake(db, "note", "b", at=NOW + timedelta(hours=1))

    assert fire(db) == 1
    assert fire(db) == 0
    assert events(db) == [("fired", "a")]


def test_setting_the_same_key_again_moves_the_timer(db: Database) -> None:
    wake(db, "note", "a")
    wake(db, "note", "a", at=NOW + timedelta(hours=1))

    assert fire(db) == 0
    assert fire(db, at=NOW + timedelta(hours=2)) == 1


def test_a_handler_may_set_its_own_key_for_the_next_rung(db: Database) -> None:
    wake(db, "again", "a")

    assert [fire(db), fire(db), fire(db, at=NOW + timedelta(hours=1))] == [1, 0, 1]
    assert events(db) == [("fired", "a"), ("fired", "a")]


def test_one_failing_timer_leaves_no_half_work_and_does_not_stop_the_others(db: Database) -> None:
    wake(db, "breaks", "bad", at=NOW - timedelta(minutes=1))
    wake(db, "note", "good")

    fire(db)

    assert events(db) == [("fired", "good")]


def test_a_timer_that_keeps_failing_becomes_a_persons_task(db: Database) -> None:
    wake(db, "breaks", "bad")
    at = NOW
    for _ in range(TRIES):
        fire(db, at=at)
        at += timedelta(hours=1)

    assert events(db) == [("poisoned", "bad")]
    assert fire(db, at=at + timedelta(days=1)) == 0


def test_a_timer_of_an_unknown_kind_is_never_silently_dropped(db: Database) -> None:
    wake(db, "from a newer release", "x")
    at = NOW
    for _ in range(TRIES):
        fire(db, at=at)
        at += timedelta(hours=1)

    assert events(db) == [("poisoned", "x")]


def test_a_kind_that_is_fired_together_sees_all_of_it_that_is_due(db: Database) -> None:
    wake(db, "many", "a", at=NOW - timedelta(minutes=2))
    wake(db, "note", "b", at=NOW - timedelta(minutes=1))
    wake(db, "many", "c")
    wake(db, "many", "d", at=NOW + timedelta(hours=1))

    assert fire(db) == 3
    assert events(db) == [("together", "a c"), ("fired", "b")]


def test_one_that_fails_among_many_leaves_the_others_together(db: Database) -> None:
    for subject in ("a", "b", "c", "d", "bad", "e", "f", "g"):
        wake(db, "many", subject)

    fire(db)

    assert sorted(events(db)) == [("together", "a b c d"), ("together", "e"), ("together", "f g")]


def test_what_is_fired_one_by_one_does_not_make_a_transaction_long(db: Database) -> None:
    for number in range(SINGLES + 20):
        wake(db, "note", str(number), at=NOW - timedelta(minutes=1))
        wake(db, "many", str(number), at=NOW - timedelta(minutes=2))

    assert [fire(db, limit=500), fire(db, limit=500), fire(db)] == [2 * SINGLES + 20, 20, 0]


def test_a_kind_that_takes_longer_is_given_fewer(db: Database) -> None:
    for number in range(7):
        wake(db, "few", str(number))
    wake(db, "note", "after", at=NOW + timedelta(seconds=1))

    assert [fire(db, at=NOW + timedelta(seconds=2)) for _ in range(4)] == [3, 3, 2, 0]
    assert [len(subject.split()) for _, subject in events(db)] == [3, 3, 1, 1]


def test_two_workers_fire_two_hundred_timers_once_each(db: Database) -> None:
    for number in range(200):
        wake(db, "note", str(number))
    workers = [threading.Thread(target=lambda: fire_all(db)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(subject for _, subject in events(db)) == sorted(map(str, range(200)))


def fire_all(db: Database) -> None:
    while fire(db, limit=10):
        pass
