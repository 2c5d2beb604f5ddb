"""Corrections that come twice, too early, too late, or about something that was never charted."""

from typing import Any

import pytest

from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.readings import Reading
from tests.care.hearing import Clinic, glucose, pressure


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def test_the_same_correction_in_two_messages_is_one(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "142/84", readings=[pressure(142, 84)])
    told = [clinic.corrects(rosa, pressure(132, 78), pressure(142, 84)) for _ in range(2)]
    told.append(clinic.corrects(rosa, pressure(132, 78)))

    assert [answer["outcome"] for answer in told] == ["corrected"] * 3
    assert told[0]["values"] == told[1]["values"] == told[2]["values"]
    assert len(clinic.readings) == 2
    assert len(clinic.all(type(clinic.notes[0]), kind="message")) == 2  # her words are all filed


def test_the_same_message_twice_is_one_correction(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "142/84", readings=[pressure(142, 84)])
    sid = clinic.writes(rosa, "132/78, me equivoqué")
    means: dict[str, Any] = {"correction": True, "wrong": [{"type": "blood_pressure"}]}
    told = [clinic.told(rosa, "", sid=sid, readings=[pressure(132, 78)], **means) for _ in range(2)]

    assert told[0] == told[1]
    assert len(clinic.readings) == 2


def test_a_reading_put_right_can_be_put_right_again(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "184/92", readings=[pressure(184, 92)])
    clinic.corrects(rosa, pressure(148, 92), pressure(184, 92))
    clinic.corrects(rosa, pressure(146, 92), pressure(184, 92))

    assert clinic.standing == ["146/92"]
    critical = next(case for case in clinic.cases if case.tier == "critical")
    notes = [n for n in clinic.notes if n.key.endswith(critical.id) and "corrected" in n.key]
    assert len(notes) == 2


def test_a_correction_that_overtakes_its_reading_loses_neither(
    clinic: Clinic, rosa: Patient
) -> None:
    late = clinic.writes(rosa, "184/92")
    clinic.corrects(rosa, pressure(148, 92), pressure(184, 92))
    clinic.told(rosa, "", sid=late, readings=[pressure(184, 92)])

    assert sorted(clinic.standing) == ["148/92", "184/92"]
    assert "critical" in [case.tier for case in clinic.cases]


def test_while_we_wait_for_the_number_a_mistake_is_about_what_was_not_charted(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "azucar 120", readings=[glucose(120)])
    asked = clinic.asks(rosa, "glucose")
    clinic.told(rosa, "1500", "clarify", reason="implausible", conversation=asked.id)
    told = clinic.told(
        rosa,
        "me equivoqué, era 150",
        readings=[glucose(150)],
        correction=True,
        wrong=[{"type": "glucose"}],
        conversation=asked.id,
    )

    assert told["outcome"] == "recorded"
    assert clinic.standing == ["120 mg/dL", "150 mg/dL"]
    assert clinic.state(asked).state == "answered"


def test_the_same_holds_with_nothing_open(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "azucar 120", readings=[glucose(120)])
    clinic.later(minutes=1)
    clinic.told(rosa, "azucar 1500", "clarify", reason="implausible")
    clinic.later(minutes=1)
    clinic.corrects(rosa, glucose(150))

    assert clinic.standing == ["120 mg/dL", "150 mg/dL"]


def test_a_correction_answers_no_other_check_in_of_its_kind(clinic: Clinic, rosa: Patient) -> None:
    first = clinic.asks(rosa, "bp")
    clinic.told(rosa, "184/92", readings=[pressure(184, 92)], conversation=first.id)
    clinic.later(hours=5)
    again = clinic.asks(rosa, "bp")
    clinic.corrects(rosa, pressure(148, 92), pressure(184, 92))

    assert clinic.state(again).state == "asked"
    assert clinic.all(Reading, status="final")[0].check_in_id == first.id


def test_an_implausible_correction_takes_nothing_back(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "142/84", readings=[pressure(142, 84)])
    told = clinic.corrects(rosa, pressure(532, 78))

    assert (told["outcome"], told["reason"]) == ("ask_back", "implausible")
    assert clinic.standing == ["142/84"]


def test_the_reading_of_another_patient_is_never_taken_back(clinic: Clinic, rosa: Patient) -> None:
    luis = clinic.enroll("Luis", phone="+13055550102")
    clinic.told(luis, "142/84", readings=[pressure(142, 84)])
    clinic.corrects(rosa, pressure(132, 78), pressure(142, 84))

    assert clinic.standing == ["142/84", "132/78"]
