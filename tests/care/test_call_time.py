"""When a call suits her: her words always, and the day and hour where they can be read."""

from typing import Any

import pytest

from gateway.cohort.tables import Patient
from gateway.console.lookups.calls import call_times
from gateway.db import Database
from tests.care.hearing import Clinic


@pytest.fixture
def clinic(db: Database) -> Clinic:
    """A Monday, nine in New York; the practice is open from eight to five."""
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def suits(clinic: Clinic, rosa: Patient, words: str, call: dict[str, Any] | None) -> str:
    """What the care manager sees beside her words."""
    clinic.asks(rosa, "review")
    told = clinic.told(rosa, words, time=words, call=call)
    assert (told["outcome"], told["values"]) == ("call_time", {"time": words})
    [kept] = clinic.answers
    assert kept.answer == words
    with clinic.db.reading() as session:
        return call_times(session, [kept.message_sid]).get(kept.message_sid, "")


@pytest.mark.parametrize(
    ("call", "seen"),
    [
        ({"weekday": 3, "part": "afternoon"}, "Thursday, March 5, in the afternoon"),
        ({"weekday": 1, "at": "03:00", "either": True}, "Tuesday, March 3, 3:00 PM"),
        ({"weekday": 0}, "Monday, March 2"),
        ({"days": 1, "at": "10:30", "either": True}, "Tuesday, March 3, 10:30 AM"),
        ({"from": "02:00", "until": "04:00", "either": True}, "2:00 PM to 4:00 PM"),
        ({"from": "14:00"}, "after 2:00 PM"),
        ({"until": "12:00", "either": True}, "before 12:00 PM"),
        ({"at": "07:00", "either": True, "weekday": 4}, "Friday, March 6"),  # seven of the day?
        ({"part": "noon"}, "at noon"),
        (None, ""),
    ],
)
def test_day_and_hour_are_shown_as_far_as_they_can_be_read(
    clinic: Clinic, rosa: Patient, call: dict[str, Any] | None, seen: str
) -> None:
    assert suits(clinic, rosa, "what she wrote", call) == seen
    assert clinic.tasks == [("call_requested", "review_time")]


def test_the_practices_hours_decide_by_her_own_clock(clinic: Clinic) -> None:
    leilani = clinic.enroll("Leilani", timezone="Pacific/Honolulu")

    # at ten in the morning there the practice is open, at ten in the evening it is not
    assert suits(clinic, leilani, "10", {"at": "10:00", "either": True}) == "10:00 AM"


def test_agreement_without_a_time_is_asked_once(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "review")

    first = clinic.told(rosa, "ok", "clarify", reason="no_time", conversation=asked.id)
    assert first["outcome"] == "ask_back"
    assert clinic.tasks == []
    second = clinic.told(rosa, "sí", "clarify", reason="no_time", conversation=asked.id)
    assert second["outcome"] == "call_any_time"
    assert clinic.tasks == [("call_requested", "review_any_time")]
    assert clinic.state(asked).state == "answered"
    assert [kept.answer for kept in clinic.answers] == ["sí"]


def test_a_time_after_our_question_is_taken(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "review")
    clinic.told(rosa, "ok", "clarify", reason="no_time", conversation=asked.id)
    told = clinic.told(rosa, "a las 3", time="a las 3", call={"at": "03:00", "either": True})

    assert told["outcome"] == "call_time"
    assert clinic.tasks == [("call_requested", "review_time")]


def test_what_is_no_agreement_goes_on_being_asked_back(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "review")
    for _ in range(2):
        told = clinic.told(rosa, "xyz", "clarify", reason="unreadable", conversation=asked.id)

    assert told["outcome"] == "ask_back"
    assert clinic.tasks == []
