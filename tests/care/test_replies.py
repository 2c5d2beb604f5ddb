"""What a message means for her care, act by act."""

from typing import Any

import pytest

from gateway import tasks
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.errors import UnknownMessage, UnknownPatient
from gateway.tasks import Task
from tests.care.hearing import Clinic, glucose, pressure, weight


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def test_a_reading_answers_its_check_in(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")

    outcome = clinic.told(rosa, "138/82", readings=[pressure(138, 82)], conversation=asked.id)

    assert outcome == {
        "outcome": "recorded",
        "context": "bp",
        "language": "es",
        "reason": None,
        "values": {"reading": "138/82"},
    }
    assert clinic.state(asked).state == "answered"
    [reading] = clinic.readings
    assert (reading.check_in_id, reading.words) == (asked.id, "138/82")


def test_the_same_message_is_taken_once_even_when_it_is_read_differently_now(
    clinic: Clinic, rosa: Patient
) -> None:
    sid = clinic.writes(rosa, "190/110")
    first = clinic.told(rosa, "", sid=sid, readings=[pressure(190, 110)])
    again = clinic.told(rosa, "", sid=sid, act="chat")

    assert again == first
    assert (first["outcome"], first["values"]) == ("critical", {"reading": "190/110"})
    assert (len(clinic.readings), len(clinic.pages)) == (1, 1)
    assert (clinic.touches("message"), len(clinic.interpretations)) == (1, 1)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (pressure(138, 82), "recorded"),
        (pressure(150, 82), "abnormal"),
        (pressure(190, 82), "critical"),
        (glucose(7.8, "mmol/L"), "recorded"),
    ],
)
def test_a_reading_that_nobody_asked_for_is_recorded_too(
    clinic: Clinic, rosa: Patient, said: dict[str, Any], outcome: str
) -> None:
    assert clinic.told(rosa, "out of the blue", readings=[said])["outcome"] == outcome
    assert len(clinic.readings) == 1


def test_her_own_unit_is_repeated_to_her(clinic: Clinic, rosa: Patient) -> None:
    told = clinic.told(rosa, "7.8 mmol", readings=[glucose(7.8, "mmol/L"), weight(83.5, "kg")])

    assert told["values"]["reading"] == "7.8 mmol/L, 83.5 kg"


def test_two_readings_answer_two_check_ins_and_the_worst_speaks(
    clinic: Clinic, rosa: Patient
) -> None:
    first, second = clinic.asks(rosa, "bp"), clinic.asks(rosa, "glucose")

    told = clinic.told(
        rosa,
        "130/80 and sugar 50",
        readings=[pressure(130, 80), glucose(50)],
        conversation=second.id,
    )

    assert told["outcome"] == "critical"
    assert [clinic.state(check_in).state for check_in in (first, second)] == ["answered"] * 2


def test_a_critical_reading_speaks_before_a_request_and_the_request_is_kept(
    clinic: Clinic, rosa: Patient
) -> None:
    told = clinic.told(rosa, "190/110, no pills left", "refill", readings=[pressure(190, 110)])

    assert told["outcome"] == "critical"
    assert clinic.tasks == [("request", "refill")]


@pytest.mark.parametrize(
    ("act", "task"),
    [
        ("callback", ("request", "callback")),
        ("refill", ("request", "refill")),
        ("med_question", ("request", "med_question")),
        ("device_problem", ("request", "device_problem")),
        ("symptom", ("symptom", "new_symptom")),
    ],
)
def test_a_request_beside_a_reading_is_charted_answered_and_queued(
    clinic: Clinic, rosa: Patient, act: str, task: tuple[str, str]
) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(rosa, "141/83 and ...", act, readings=[pressure(141, 83)])

    assert told["outcome"] == act
    assert told["values"] == {"reading": "141/83"}
    assert clinic.tasks == [task]
    assert clinic.state(asked).state == "answered"


@pytest.mark.parametrize("act", ["help", "later", "other_person", "chat", "callback"])
def test_what_does_not_answer_leaves_the_check_in_waiting(
    clinic: Clinic, rosa: Patient, act: str
) -> None:
    asked = clinic.asks(rosa, "bp")

    assert clinic.told(rosa, "words", act, conversation=asked.id)["outcome"] == act
    assert clinic.state(asked).state == "asked"


@pytest.mark.parametrize("act", ["other_person", "chat"])
def test_what_is_not_about_her_is_not_charted(clinic: Clinic, rosa: Patient, act: str) -> None:
    clinic.told(rosa, "my husband had 190/110", act, readings=[pressure(190, 110)], answer="yes")

    assert (clinic.readings, clinic.answers, clinic.notes, clinic.pages) == ([], [], [], [])
    assert clinic.touches("message") == 1


def test_her_words_and_how_they_were_understood_reach_the_chart(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "¿puedo tomar ibuprofeno?", "med_question")

    [note] = clinic.notes
    assert note.text == 'Patient wrote: "¿puedo tomar ibuprofeno?". Understood as: med question.'


@pytest.mark.parametrize("odd", [{"type": "spo2", "value": 91, "unit": "%"}, weight(13, "stone")])
def test_a_vital_nobody_described_does_not_cost_the_rest_of_the_message(
    clinic: Clinic, rosa: Patient, odd: dict[str, Any]
) -> None:
    told = clinic.told(rosa, "chest pain, 190/110", "emergency", readings=[odd, pressure(190, 110)])

    assert told["outcome"] == "emergency"
    assert [reading.written for reading in clinic.readings] == ["190/110"]


def test_a_reading_that_comes_late_ends_the_search_for_it(clinic: Clinic, rosa: Patient) -> None:
    with clinic.db.transaction() as session:
        for kind in ("bp", "weight"):
            tasks.add(
                session, "missing_reading", kind, key=kind, patient_id=rosa.id, now=clinic.now
            )

    clinic.told(rosa, "138/82", readings=[pressure(138, 82)])

    with clinic.db.reading() as session:
        assert [task.why for task in tasks.open_tasks(session)] == ["weight"]


def test_a_request_is_due_in_the_practices_hours(clinic: Clinic, rosa: Patient) -> None:
    clinic.later(days=5, hours=2)  # Saturday
    clinic.told(rosa, "call me", "callback")

    [task] = clinic.all(Task)
    assert task.due_at == clinic.rules.calendar.after_hours(clinic.now, 4)
    assert task.due_at.weekday() == 0


def test_a_message_of_somebody_else_or_nobody_is_refused(clinic: Clinic, rosa: Patient) -> None:
    luis = clinic.enroll("Luis", phone="+13055550102")
    sid = clinic.writes(luis, "138/82")

    with pytest.raises(UnknownMessage):
        clinic.told(rosa, "", sid=sid)
    with pytest.raises(UnknownMessage):
        clinic.told(rosa, "", sid="SMnever")
    rosa.id = "nobody"
    with pytest.raises(UnknownPatient):
        clinic.told(rosa, "", sid=sid)


def test_a_reading_is_of_the_time_she_wrote_however_late_it_was_read(
    clinic: Clinic, rosa: Patient
) -> None:
    wrote, sid = clinic.now, clinic.writes(rosa, "138/82")
    clinic.later(hours=3)

    clinic.told(rosa, "", sid=sid, readings=[pressure(138, 82)])

    assert [reading.taken_at for reading in clinic.readings] == [wrote]
    assert [note.started_at for note in clinic.notes] == [wrote]
