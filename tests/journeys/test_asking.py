"""Every check-in is asked in both languages, at once from a button and by the patient's clock."""

from datetime import timedelta

import pytest
from ruamel.yaml import YAML
from sqlalchemy import select

from gateway.check_ins.tables import CheckIn, Schedule
from gateway.cohort.tables import Patient
from gateway.readings.tables import Answer, Reading
from gateway.tasks.tables import Task
from launch.setup import ROOT
from tests.town import Town

KINDS = ("bp", "glucose", "weight", "adherence", "symptom", "review")


def authored(language: str, kind: str, patient: Patient) -> str:
    """The prompt as the language file has it, with this patient's names filled in."""
    says = YAML(typ="safe", pure=True).load(ROOT / "data" / "languages" / f"{language}.yml")["says"]
    text = says[f"utter_check_in_{kind}"]
    return text.replace("[first name]", patient.given_name).replace(
        "[care manager]", patient.care_manager
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_of_the_six_check_ins_goes_out_as_it_is_written(town: Town, language: str) -> None:
    patient = town.patient(language)
    for kind in KINDS:
        town.ask_now(patient, kind)
        assert town.hears(patient.phone, authored(language, kind, patient))


@pytest.mark.parametrize(
    ("language", "kind", "reply", "answer"),
    [
        ("es", "adherence", "sí", "yes"),
        ("en", "adherence", "no", "no"),
        ("es", "symptom", "1", "yes"),
        ("en", "symptom", "2", "no"),
    ],
)
def test_yes_no_and_numbered_answers_are_kept(
    town: Town, language: str, kind: str, reply: str, answer: str
) -> None:
    patient = town.patient(language)
    town.ask_now(patient, kind)
    sid = town.text(patient.phone, reply)

    query = select(Answer.answer).where(Answer.message_sid == sid)
    assert town.eventually(lambda: town.rows(query), "the answer is kept") == [answer]


def test_a_call_time_becomes_a_task_for_the_care_manager(town: Town) -> None:
    patient = town.patient("es")
    town.ask_now(patient, "review")
    town.text(patient.phone, "el jueves por la tarde")

    query = select(Task).where(Task.patient_id == patient.id)
    town.eventually(lambda: town.rows(query), "the care manager has a task")


@pytest.mark.parametrize(
    ("condition", "kind", "reply", "vital", "value"),
    [
        ("diabetes", "glucose", "142", "glucose", {"glucose": 142}),
        ("heart_failure", "weight", "184.5", "weight", {"weight": 184.5}),
    ],
)
def test_a_bare_number_is_the_reading_that_was_asked_for(
    town: Town, condition: str, kind: str, reply: str, vital: str, value: dict[str, float]
) -> None:
    patient = town.patient("en", condition)
    town.ask_now(patient, kind)
    sid = town.text(patient.phone, reply)

    query = select(Reading).where(Reading.message_sid == sid)
    [reading] = town.eventually(lambda: town.rows(query), "the reading is kept")
    assert (reading.vital, reading.values) == (vital, value)


def test_a_sugar_inside_the_pressure_check_in_is_kept_and_the_question_stays_open(
    town: Town,
) -> None:
    patient = town.patient("es", "diabetes")
    check_in = town.ask_now(patient, "bp")
    sid = town.text(patient.phone, "mi azucar es 150")

    query = select(Reading.vital).where(Reading.message_sid == sid)
    assert town.eventually(lambda: town.rows(query), "the sugar is kept") == ["glucose"]
    town.eventually(
        lambda: town.ask(lambda s: s.get_one(CheckIn, check_in.id).state) == "asked",
        "the pressure is still owed",
    )


def test_a_patient_who_asks_for_english_is_answered_in_english_from_then_on(town: Town) -> None:
    patient = town.patient("es")
    town.text(patient.phone, "english please")
    town.eventually(
        lambda: town.ask(lambda s: s.get_one(Patient, patient.id).language) == "en",
        "the language is kept",
    )
    town.ask_now(patient, "bp")
    town.hears(patient.phone, "time for today's BP reading")


def test_the_daily_check_in_goes_out_at_the_patients_own_hour(town: Town) -> None:
    patient = town.patient("es")
    query = select(Schedule).where(Schedule.patient_id == patient.id, Schedule.kind == "bp")
    [schedule] = town.rows(query)
    assert town.heard(patient.phone) == []

    wait = schedule.next_at - town.now() + timedelta(minutes=6)
    town.move_clock(seconds=wait.total_seconds())

    town.hears(patient.phone, authored("es", "bp", patient))
    [moved] = town.rows(query)
    assert moved.next_at > schedule.next_at
