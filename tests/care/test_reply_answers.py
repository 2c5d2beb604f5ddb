"""A yes, a no, or a time to call."""

from datetime import timedelta

import pytest

from gateway.cohort.tables import Patient
from gateway.db import Database
from tests.care.hearing import Clinic


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


@pytest.mark.parametrize(
    ("kind", "answer", "outcome"),
    [
        ("adherence", "yes", "answer_yes"),
        ("adherence", "no", "why_missed"),
        ("symptom", "yes", "well"),
        ("symptom", "no", "concerns"),
        ("enrollment", "yes", "answer_yes"),
    ],
)
def test_a_yes_or_no_answers_the_question_that_was_open(
    clinic: Clinic, rosa: Patient, kind: str, answer: str, outcome: str
) -> None:
    asked = clinic.asks(rosa, kind)

    assert clinic.told(rosa, answer, answer=answer)["outcome"] == outcome
    now = clinic.state(asked)
    assert (now.state, now.answer) == ("answered", answer)
    [kept] = clinic.answers
    assert (kept.kind, kept.answer, kept.check_in_id) == (kind, answer, asked.id)


def test_option_two_of_the_symptom_check_in_is_queued_once(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "symptom")

    assert clinic.told(rosa, "2", "symptom", answer="no")["outcome"] == "concerns"
    assert clinic.tasks == [("symptom", "concerns")]


def test_well_but_with_a_complaint_is_not_answered_with_good_to_hear(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.asks(rosa, "symptom")

    told = clinic.told(rosa, "1 but my ankles are swollen", "symptom", answer="yes")

    assert told["outcome"] == "symptom"
    assert clinic.tasks == [("symptom", "new_symptom")]
    assert [kept.answer for kept in clinic.answers] == ["yes"]


@pytest.mark.parametrize("asked", [None, "review"])
def test_a_visit_or_call_that_is_put_off_is_seen_by_a_person(
    clinic: Clinic, rosa: Patient, asked: str | None
) -> None:
    if asked:
        clinic.asks(rosa, asked)

    assert clinic.told(rosa, "I cannot come on Friday", "later")["outcome"] == "later_visit"
    assert clinic.tasks == [("request", "later")]


def test_a_visit_is_put_off_also_while_a_reading_is_asked_for(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.asks(rosa, "bp")

    assert clinic.told(rosa, "later", "later")["outcome"] == "later"
    told = clinic.told(rosa, "I must move my visit", "later", reason="visit")
    assert told["outcome"] == "later_visit"
    assert clinic.tasks == [("request", "later")]


def test_a_yes_with_no_question_open_is_asked_back(clinic: Clinic, rosa: Patient) -> None:
    assert clinic.told(rosa, "yes", answer="yes")["outcome"] == "ask_back"
    assert clinic.answers == []


def test_three_missed_doses_in_a_row_are_queued_once(clinic: Clinic, rosa: Patient) -> None:
    for answer in ("no", "no", "yes", "no", "no"):
        clinic.asks(rosa, "adherence")
        clinic.told(rosa, answer, answer=answer)
        clinic.later(days=1)
    assert clinic.tasks == []

    for _ in range(2):
        clinic.asks(rosa, "adherence")
        clinic.told(rosa, "no", answer="no")
        clinic.later(days=1)

    assert clinic.tasks == [("adherence", "no_3_in_a_row")]


def test_not_yet_is_no_counted_no(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "adherence")

    assert clinic.told(rosa, "not yet", "later", answer="no")["outcome"] == "later"
    assert (clinic.answers, clinic.state(asked).state) == ([], "asked")


def test_a_call_time_answers_the_review_and_asks_for_the_call(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "review")
    told = clinic.told(rosa, "martes en la tarde", time="martes en la tarde")

    assert (told["outcome"], told["values"]) == ("call_time", {"time": "martes en la tarde"})
    assert clinic.tasks == [("call_requested", "review_time")]
    assert clinic.state(asked).answer == "martes en la tarde"


def test_what_waited_answers_no_question_that_was_asked_since(
    clinic: Clinic, rosa: Patient
) -> None:
    yesterday = clinic.asks(rosa, "adherence")
    sid = clinic.writes(rosa, "YES")
    clinic.now += timedelta(hours=4)
    today = clinic.asks(rosa, "adherence")

    clinic.told(rosa, "YES", answer="yes", sid=sid)

    assert clinic.state(yesterday).state == "answered"
    assert clinic.state(today).state == "asked"
