"""The same weekday missed three times in a row becomes a queue item that says so."""

from datetime import UTC, date, datetime, timedelta

from gateway import check_ins, tasks
from gateway.check_ins import CheckIn
from gateway.check_ins.missed import KIND, look
from gateway.cohort import Patient
from gateway.tasks import Task
from tests.clinic import Clinic

MONDAY = date(2026, 3, 2)


def day_of(clinic: Clinic, rosa: Patient, day: date, how: str, kind: str = "bp") -> None:
    """One planned check-in as it ended: answered, missed, skipped, paused."""
    ended = {"answered": ("answered", "answered"), "missed": ("expired", "silence"),
             "skipped": ("skipped", "too_late"), "paused": ("skipped", "paused")}  # fmt: skip
    state, why = ended[how]
    at = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    clinic.clock.at = at + timedelta(days=2)
    check_in = CheckIn(
        key=f"{rosa.id}:{kind}:{day}", patient_id=rosa.id, kind=kind, local_date=str(day),
        state=state, why=why, due_at=at, closed_at=clinic.now,
    )  # fmt: skip
    with clinic.db.transaction() as session:
        session.add(check_in)
        session.flush()
        if how == "missed":
            look(session, check_in, now=clinic.now)


def mondays(clinic: Clinic, *hows: str, kind: str = "bp") -> Patient:
    rosa = clinic.enroll()
    for week, how in enumerate(hows):
        day_of(clinic, rosa, MONDAY + timedelta(weeks=week), how, kind)
    return rosa


def test_three_mondays_in_a_row_are_one_item(clinic: Clinic) -> None:
    rosa = mondays(clinic, "missed", "missed")
    assert clinic.all(Task) == []
    day_of(clinic, rosa, MONDAY + timedelta(weeks=2), "missed")

    task = clinic.one(Task)
    assert (task.kind, task.why, task.patient_id) == (KIND, "bp_monday", rosa.id)
    day_of(clinic, rosa, MONDAY + timedelta(weeks=3), "missed")
    assert len(clinic.all(Task)) == 1


def test_an_answer_between_breaks_the_row(clinic: Clinic) -> None:
    mondays(clinic, "missed", "missed", "answered", "missed", "missed")
    assert clinic.all(Task) == []


def test_a_pause_or_an_outage_between_neither_counts_nor_breaks(clinic: Clinic) -> None:
    rosa = mondays(clinic, "missed", "paused", "missed", "skipped")
    assert clinic.all(Task) == []
    day_of(clinic, rosa, MONDAY + timedelta(weeks=4), "missed")
    assert clinic.one(Task).why == "bp_monday"


def test_other_weekdays_and_other_questions_are_counted_apart(clinic: Clinic) -> None:
    rosa = mondays(clinic, "missed", "missed")
    day_of(clinic, rosa, MONDAY + timedelta(days=15), "missed")
    day_of(clinic, rosa, MONDAY + timedelta(weeks=2), "missed", kind="weight")
    assert clinic.all(Task) == []


def test_once_seen_only_later_misses_count(clinic: Clinic) -> None:
    rosa = mondays(clinic, "missed", "missed", "missed")
    clinic.do(lambda s, now: tasks.done(s, s.query(Task).one(), "nora", now))
    for week in (3, 4):
        day_of(clinic, rosa, MONDAY + timedelta(weeks=week), "missed")
    assert len(clinic.all(Task)) == 1
    day_of(clinic, rosa, MONDAY + timedelta(weeks=5), "missed")
    assert [task.state for task in clinic.all(Task)].count("open") == 1


def test_whole_weeks_of_silence_do_not_make_a_task_for_every_weekday(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    for n in range(24):
        day_of(clinic, rosa, MONDAY + timedelta(days=n), "missed")
    assert [task.why for task in clinic.all(Task)] == ["bp_monday"]


def test_a_patient_who_answers_all_days_but_one_is_noticed_by_her_schedule(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    while clinic.now < datetime(2026, 3, 27, tzinfo=UTC):
        clinic.live_until(clinic.now + timedelta(hours=3))
        for check_in in clinic.look(lambda session: check_ins.open_for(session, rosa.id)):
            weekday = date.fromisoformat(check_in.local_date).weekday()
            if check_in.kind != "bp" or weekday != 4:  # never on Fridays
                clinic.do(check_ins.answered, check_in)

    assert [task.why for task in clinic.all(Task, kind=KIND)] == ["bp_friday"]
