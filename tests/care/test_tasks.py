"""The care managers' queue."""

from datetime import UTC, datetime, timedelta

from gateway import tasks
from gateway.db import Database

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def test_the_same_key_asks_a_person_once(db: Database) -> None:
    with db.transaction() as session:
        first = tasks.add(session, "request", "refill", key="request:SM1", now=NOW)
        again = tasks.add(session, "request", "refill", key="request:SM1", now=NOW)

        assert again.id == first.id
        assert len(tasks.open_tasks(session)) == 1


def test_a_task_without_a_due_time_is_due_in_four_hours(db: Database) -> None:
    with db.transaction() as session:
        assert tasks.add(session, "request", "refill", key="k", now=NOW).due_at == NOW + timedelta(
            hours=4
        )


def test_the_queue_shows_what_is_due_first_and_forgets_what_is_done(db: Database) -> None:
    with db.transaction() as session:
        slow = tasks.add(
            session, "request", "refill", key="a", now=NOW, due=NOW + timedelta(days=1)
        )
        fast = tasks.add(session, "symptom", "concerns", key="b", now=NOW, patient_id="p1")
        done = tasks.add(session, "request", "callback", key="c", now=NOW)
        tasks.done(session, done, "ana", NOW)
        tasks.done(session, done, "luis", NOW + timedelta(hours=1))

        assert [task.id for task in tasks.open_tasks(session)] == [fast.id, slow.id]
        assert [task.id for task in tasks.open_tasks(session, patient_id="p1")] == [fast.id]
        assert [task.id for task in tasks.open_tasks(session, kind="request")] == [slow.id]
        assert tasks.open_tasks(session, due_before=NOW) == []
        assert (done.done_by, done.done_at) == ("ana", NOW)
