"""The activity counter."""

from datetime import UTC, datetime

from gateway import minutes
from gateway.db import Database
from tests.care.hearing import MORNING, Clinic


def test_a_touch_is_counted_once_however_often_it_is_repeated(db: Database) -> None:
    rosa = Clinic(db).enroll()
    with db.transaction() as session:
        for key in ("SM1", "SM1", "SM2"):
            minutes.count(session, rosa, "message", key=key, now=MORNING)
        minutes.count(session, rosa, "reading", key="SM1:0", now=MORNING)

        assert minutes.this_month(session, rosa, MORNING) == {"message": 2, "reading": 1}


def test_the_month_is_the_one_on_the_patients_wall(db: Database) -> None:
    rosa = Clinic(db).enroll(timezone="America/Los_Angeles")
    midnight_in_london = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
    with db.transaction() as session:
        minutes.count(session, rosa, "message", key="SM1", now=midnight_in_london)

        assert minutes.month_of(rosa, midnight_in_london) == "2026-03"
        assert minutes.this_month(session, rosa, MORNING) == {"message": 1}
        assert minutes.this_month(session, rosa, datetime(2026, 4, 2, tzinfo=UTC)) == {}
