""" "In an hour", "at 3", "mañana": the reminder is moved there, and the answer says when."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.check_ins import CheckIn
from gateway.journal import JournalLine
from gateway.tasks import Task
from tests.care.promising import HOUR, asked, says, set_clock, texts_until, told
from tests.clinic import Clinic


@pytest.fixture
def morning(clinic: Clinic) -> Clinic:
    """A Tuesday, eight o'clock in New York."""
    set_clock(clinic, "2026-03-03 08:00")
    return clinic


def test_in_an_hour_she_is_written_to_and_not_again_that_day(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)

    assert told(morning, rosa, HOUR) == ("later_at", "9:00 AM")
    assert texts_until(morning, timedelta(hours=14)) == ["03-03 09:00"]


def test_the_rest_of_the_ladder_stays(morning: Clinic) -> None:
    rosa = morning.enroll()
    check_in = asked(morning, rosa)
    told(morning, rosa, HOUR)
    morning.live_until(morning.now + timedelta(days=3))

    assert morning.one(Task).kind == "missing_reading"
    assert morning.one(CheckIn, id=check_in.id).state == "expired"
    assert len(morning.all(JournalLine, event="call_due")) == 1


def test_after_the_second_text_of_the_day_her_own_time_is_kept_too(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)
    morning.wait(hours=4)
    assert len(morning.texts) == 2

    assert told(morning, rosa, {"at": "03:00", "either": True}) == ("later_at", "3:00 PM")
    assert texts_until(morning, timedelta(hours=8)) == ["03-03 15:00"]


def test_one_o_clock_is_said_as_one_says_it(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)

    assert told(morning, rosa, {"at": "13:00"}) == ("later_at_one", "1:00 PM")


def test_her_last_wish_counts_while_nothing_has_left(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)
    told(morning, rosa, HOUR)

    assert told(morning, rosa, {"at": "17:00"}) == ("later_at", "5:00 PM")
    assert texts_until(morning, timedelta(hours=14)) == ["03-03 17:00"]


def test_a_second_time_on_the_same_day_is_not_promised(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)
    told(morning, rosa, HOUR)
    morning.wait(minutes=65)

    assert told(morning, rosa, HOUR) == ("later", "")
    assert texts_until(morning, timedelta(hours=12)) == []


@pytest.mark.parametrize(
    ("now", "wish", "outcome", "when", "left"),
    [
        ("2026-03-03 20:00", {"minutes": 120}, "later_tomorrow", "8:00 AM", "03-04 08:00"),
        ("2026-03-03 12:00", {"at": "22:00"}, "later_tomorrow", "8:00 AM", "03-04 08:00"),
        ("2026-03-03 12:00", {"at": "09:00", "either": True}, "later_tomorrow", "9:00 AM",
         "03-04 09:00"),
        ("2026-03-03 12:00", {"days": 1, "part": "noon"}, "later_tomorrow", "12:00 PM",
         "03-04 12:00"),
    ],
)  # fmt: skip
def test_never_in_the_quiet_hours(
    clinic: Clinic, now: str, wish: dict[str, Any], outcome: str, when: str, left: str
) -> None:
    set_clock(clinic, now)
    rosa = clinic.enroll()
    asked(clinic, rosa)

    assert told(clinic, rosa, wish) == (outcome, when)
    assert texts_until(clinic, timedelta(hours=26)) == [left]


def test_the_call_of_the_next_day_waits_an_hour_after_her_time(morning: Clinic) -> None:
    rosa = morning.enroll()
    check_in = asked(morning, rosa)

    assert told(morning, rosa, {"days": 1, "at": "09:30"}) == ("later_tomorrow", "9:30 AM")
    set_clock(morning, "2026-03-04 10:25")
    morning.run()
    assert morning.all(JournalLine, event="call_due") == []
    assert len(morning.texts) == 2
    morning.wait(minutes=5)
    assert len(morning.all(JournalLine, event="call_due")) == 1
    assert morning.one(CheckIn, id=check_in.id).state == "asked"


@pytest.mark.parametrize("wish", [{"days": 3}, {"weekday": 0}, {"days": 2, "at": "09:00"}])
def test_nothing_is_promised_beyond_the_ladders_end(morning: Clinic, wish: dict[str, Any]) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)

    assert told(morning, rosa, wish) == ("later", "")
    assert texts_until(morning, timedelta(hours=14)) == ["03-03 12:00"]


def test_without_a_time_everything_is_as_before(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)

    assert says(morning, rosa)["outcome"] == "later"
    assert texts_until(morning, timedelta(hours=14)) == ["03-03 12:00"]
