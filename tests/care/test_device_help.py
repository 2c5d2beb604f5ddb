"""A device at home that does not work: something to try, twice here, then a person."""

from datetime import timedelta

import pytest

from gateway import consent, replies
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.tasks import Task
from tests.care.hearing import Clinic, pressure


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def trouble(clinic: Clinic, rosa: Patient, **means: object) -> tuple[str, str]:
    told = clinic.told(rosa, "it does not work", "device_problem", **means)
    return told["outcome"], told["context"]


@pytest.mark.parametrize("kind", ["bp", "glucose", "weight"])
def test_each_time_the_next_thing_to_try_and_then_a_person(
    clinic: Clinic, rosa: Patient, kind: str
) -> None:
    asked = clinic.asks(rosa, kind)

    assert trouble(clinic, rosa) == ("device_step_1", kind)
    assert (clinic.state(asked).state, clinic.tasks) == ("asked", [])
    assert trouble(clinic, rosa) == ("device_step_2", kind)
    assert (clinic.state(asked).state, clinic.tasks) == ("asked", [])
    assert trouble(clinic, rosa) == ("device_person", kind)
    assert clinic.state(asked).state == "person"
    assert clinic.tasks == [("request", f"device_{kind}")]


def test_the_number_she_gets_after_a_step_ends_it(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    trouble(clinic, rosa)

    assert clinic.told(rosa, "138/82", readings=[pressure(138, 82)])["outcome"] == "recorded"
    assert (clinic.state(asked).state, clinic.tasks) == ("answered", [])


def test_the_next_days_trouble_begins_with_the_first_step(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "bp")
    trouble(clinic, rosa)
    clinic.told(rosa, "138/82", readings=[pressure(138, 82)])
    clinic.later(days=1)
    clinic.asks(rosa, "bp")

    assert trouble(clinic, rosa) == ("device_step_1", "bp")


def test_what_is_lost_or_broken_goes_to_a_person_at_once(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "weight")

    assert trouble(clinic, rosa, reason="device_missing") == ("device_missing", "weight")
    assert clinic.state(asked).state == "person"
    assert clinic.tasks == [("request", "device_missing_weight")]


def test_a_lost_device_nobody_asked_about_has_its_person_too(clinic: Clinic, rosa: Patient) -> None:
    assert trouble(clinic, rosa, reason="device_missing") == ("device_missing", "none")
    assert clinic.tasks == [("request", "device_missing")]


def test_while_a_person_has_it_nothing_more_is_tried(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "bp")
    trouble(clinic, rosa, reason="device_missing")
    clinic.later(days=1)
    again = clinic.asks(rosa, "bp")

    assert trouble(clinic, rosa) == ("device_known", "bp")
    assert clinic.state(again).state == "person"
    assert len(clinic.tasks) == 1


def test_the_device_she_names_decides_which_number_is_owed(clinic: Clinic, rosa: Patient) -> None:
    cuff, scale = clinic.asks(rosa, "bp"), clinic.asks(rosa, "weight")

    assert trouble(clinic, rosa, device="bp", conversation=scale.id) == ("device_step_1", "bp")
    assert trouble(clinic, rosa, conversation=scale.id) == ("device_step_1", "weight")
    assert trouble(clinic, rosa, device="bp", conversation=scale.id) == ("device_step_2", "bp")
    assert [clinic.state(asked).state for asked in (cuff, scale)] == ["asked", "asked"]


@pytest.mark.parametrize("device", [None, "glucose"])
def test_a_device_nobody_waits_for_is_a_request_as_before(
    clinic: Clinic, rosa: Patient, device: str | None
) -> None:
    clinic.asks(rosa, "adherence")

    assert trouble(clinic, rosa, device=device) == ("device_problem", "adherence")
    assert clinic.tasks == [("request", "device_problem")]


def test_a_number_beside_the_trouble_is_kept_and_a_person_looks(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")

    outcome, _ = trouble(clinic, rosa, readings=[pressure(138, 82)])
    assert outcome == "device_problem"
    assert clinic.state(asked).state == "answered"
    assert clinic.tasks == [("request", "device_problem")]


def test_after_stop_no_step_can_be_said_so_a_person_helps(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "bp")
    with clinic.db.transaction() as session:
        consent.stop(session, rosa.phone, source="keyword", now=clinic.now)

    assert trouble(clinic, rosa)[0] == "silent"
    assert clinic.tasks == [("request", "device_bp")]


def test_a_message_told_twice_is_one_step(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "bp")
    sid = clinic.writes(rosa, "it does not work")
    first = clinic.told(rosa, "", "device_problem", sid=sid)

    assert clinic.told(rosa, "", "device_problem", sid=sid) == first
    assert trouble(clinic, rosa) == ("device_step_2", "bp")


def test_the_model_learns_that_a_step_was_given_until_she_writes_anything_else(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")

    def follow_up() -> str | None:
        with clinic.db.reading() as session:
            return replies.follow_up(session, rosa.id, [asked], now=clinic.now)

    assert follow_up() is None
    trouble(clinic, rosa)
    assert follow_up() == "device_step"
    clinic.later(minutes=1)
    clinic.told(rosa, "who is this?", "help")
    assert follow_up() is None


def test_the_task_is_due_within_four_business_hours(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "bp")
    trouble(clinic, rosa, reason="device_missing")

    [task] = clinic.all(Task)
    assert task.due_at == clinic.now + timedelta(hours=4)
