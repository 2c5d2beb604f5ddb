"""She asks what was written down and hears her own last values, nothing more."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.protocols.vitals import load_vitals
from tests.care.hearing import WORDS, Clinic, glucose, pressure, weight


@pytest.fixture
def clinic(db: Database) -> Clinic:
    clinic = Clinic(db)
    clinic.now = datetime(2026, 3, 2, 13, 5, tzinfo=UTC)  # 8:05 in New York
    return clinic


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def asks(clinic: Clinic, patient: Patient) -> dict[str, str]:
    told = clinic.told(patient, "¿qué anotó?", "med_question", reason="own_values")
    assert told["outcome"] == "own_values"
    return dict(told["values"])


def test_her_last_value_comes_with_the_time_of_her_own_clock(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "150/90", readings=[pressure(150, 90)])
    clinic.later(minutes=1)
    clinic.told(rosa, "138/82", readings=[pressure(138, 82, 71)])
    clinic.later(hours=5)

    assert asks(clinic, rosa) == {"values": "presión 138/82, hoy 8:06 am"}
    assert clinic.tasks == []


def test_every_vital_once_with_its_day_and_in_the_unit_she_used(clinic: Clinic) -> None:
    walter = clinic.enroll("Walter", language="en")
    clinic.told(walter, "83.5 kg", readings=[weight(83.5, "kg")])
    clinic.later(days=2)
    clinic.told(walter, "110", readings=[glucose(110)])
    clinic.later(days=1, hours=6)
    clinic.told(walter, "138/82", readings=[pressure(138, 82)])

    assert asks(clinic, walter)["values"] == (
        "blood pressure 138/82, today 2:05 PM; glucose 110 mg/dL, yesterday 8:05 AM; "
        "weight 83.5 kg, March 2, 8:05 AM"
    )


def test_a_value_she_put_right_is_told_as_it_stands_now(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "148/82", readings=[pressure(148, 82)])
    clinic.later(minutes=4)
    clinic.corrects(rosa, pressure(138, 82))

    assert asks(clinic, rosa) == {"values": "presión 138/82, hoy 8:05 am"}


def test_with_nothing_written_down_she_is_told_so(clinic: Clinic, rosa: Patient) -> None:
    luis = clinic.enroll("Luis", phone="+13055550102")
    clinic.told(luis, "138/82", readings=[pressure(138, 82)])
    told = clinic.told(rosa, "¿qué anotó?", "med_question", reason="own_values")

    assert (told["outcome"], told["values"]) == ("no_values", {})
    assert clinic.tasks == []


def test_the_check_in_that_is_open_goes_on_waiting(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    clinic.told(rosa, "¿qué anotó?", "med_question", reason="own_values", conversation=asked.id)

    assert clinic.state(asked).state == "asked"


def test_any_other_question_is_still_a_persons(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "¿puedo tomar ibuprofeno?", "med_question")
    clinic.told(
        rosa,
        "138/82, ¿qué anotó?",
        "med_question",
        reason="own_values",
        readings=[pressure(138, 82)],
    )

    assert clinic.tasks == [("request", "med_question")] * 2


@pytest.mark.parametrize("language", sorted(WORDS.phrases))
def test_every_vital_and_month_has_its_name_in_every_language(language: str) -> None:
    assert set(load_vitals(Path("data/vitals.yml"))) <= WORDS.phrases[language].keys()
    assert len(WORDS.phrases[language]["months"].split(", ")) == 12
