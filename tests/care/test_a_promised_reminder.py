"""A reminder promised for a time: left to the next question, ended by an answer, never doubled."""

from datetime import timedelta
from typing import Any

import pytest

from gateway import check_ins
from gateway.check_ins import CheckIn
from tests.care.hearing import pressure
from tests.care.promising import HOUR, asked, says, scheduled, set_clock, texts_until, told
from tests.clinic import Clinic


@pytest.fixture
def morning(clinic: Clinic) -> Clinic:
    """A Tuesday, eight o'clock in New York."""
    set_clock(clinic, "2026-03-03 08:00")
    return clinic


def test_tomorrow_is_left_to_tomorrows_question(clinic: Clinic) -> None:
    rosa = scheduled(clinic)

    assert told(clinic, rosa, {"days": 1}) == ("later_tomorrow", "8:00 AM")
    clinic.live_until(clinic.now + timedelta(hours=13))
    reminders = [p.check_in for p in clinic.prompts if p.rung == "remind"]
    assert "bp" not in reminders
    clinic.live_until(clinic.now + timedelta(hours=12))
    assert len([p for p in clinic.prompts if (p.check_in, p.rung) == ("bp", "ask")]) == 2
    assert "bp" not in [p.check_in for p in clinic.prompts if p.rung == "remind"]


def test_tomorrow_takes_back_what_was_promised_for_today(clinic: Clinic) -> None:
    rosa = scheduled(clinic)
    told(clinic, rosa, HOUR)
    told(clinic, rosa, {"days": 1})
    clinic.live_until(clinic.now + timedelta(hours=12))

    assert "bp" not in [p.check_in for p in clinic.prompts if p.rung == "remind"]


def test_an_answer_before_her_time_ends_it(morning: Clinic) -> None:
    rosa = morning.enroll()
    check_in = asked(morning, rosa)
    told(morning, rosa, HOUR)
    morning.wait(minutes=30)
    says(morning, rosa, "accept", readings=[pressure(138, 82)])

    assert morning.one(CheckIn, id=check_in.id).state == "answered"
    assert texts_until(morning, timedelta(hours=12)) == []


def test_a_stop_before_her_time_ends_it(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)
    told(morning, rosa, HOUR)
    morning.run()
    says(morning, rosa, "stop")
    morning.run()
    said = len(morning.texts)
    morning.live_until(morning.now + timedelta(days=2))

    assert len(morning.texts) == said


def test_while_she_writes_at_her_time_the_reminder_waits(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)
    told(morning, rosa, HOUR)
    morning.wait(minutes=58)
    morning.do(check_ins.hold, rosa.id)
    morning.wait(minutes=2)
    assert len(morning.texts) == 1

    says(morning, rosa, "chat")
    morning.wait(minutes=32)
    assert len(morning.texts) == 2


def test_told_twice_it_is_one_reminder(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa)
    first = says(morning, rosa, again=HOUR, sid="SM-again")

    assert says(morning, rosa, again=HOUR, sid="SM-again") == first
    assert texts_until(morning, timedelta(hours=12)) == ["03-03 09:00"]


@pytest.mark.parametrize(
    ("asked_at", "wish", "when", "left"),
    [
        ("2026-03-07 12:00", {"days": 1, "at": "09:00"}, "9:00 AM", "03-08 09:00"),
        ("2026-10-31 12:00", {"days": 1, "at": "09:00"}, "9:00 AM", "11-01 09:00"),
    ],
)
def test_both_clock_changes_leave_her_hour_alone(
    clinic: Clinic, asked_at: str, wish: dict[str, Any], when: str, left: str
) -> None:
    set_clock(clinic, asked_at)
    rosa = clinic.enroll()
    asked(clinic, rosa)

    assert told(clinic, rosa, wish) == ("later_tomorrow", when)
    assert texts_until(clinic, timedelta(hours=24)) == [left]


def test_her_own_zone_counts(morning: Clinic) -> None:
    lupe = morning.enroll("Lupe", timezone="America/Phoenix")
    asked(morning, lupe)  # six in the morning there

    assert told(morning, lupe, {"minutes": 60}) == ("later_at", "8:00 AM")


def test_for_pills_too_a_later_is_no_counted_no(morning: Clinic) -> None:
    rosa = morning.enroll()
    asked(morning, rosa, "adherence")

    assert says(morning, rosa, answer="no", again=HOUR)["outcome"] == "later_at"
    assert morning.all(CheckIn)[0].state == "asked"
