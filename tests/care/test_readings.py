"""What patients told us: kept as said, judged, and never twice."""

from datetime import timedelta
from typing import Any

import pytest

from gateway import readings
from gateway.check_ins.tables import CheckIn
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.errors import ImplausibleReading
from gateway.readings import Reading
from tests.care.hearing import Clinic, glucose, pressure, weight


def record(
    clinic: Clinic,
    patient: Patient,
    said: dict[str, Any],
    *,
    sid: str = "SM1",
    ordinal: int = 0,
    check_in: CheckIn | None = None,
) -> Reading:
    with clinic.db.transaction() as session:
        return readings.record(
            session,
            patient,
            said,
            message_sid=sid,
            ordinal=ordinal,
            check_in=check_in,
            words="her words",
            rules=clinic.rules,
            now=clinic.now,
        )


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


def test_a_reading_in_range_reaches_the_chart_and_is_counted(clinic: Clinic) -> None:
    reading = record(clinic, clinic.enroll(), pressure(138, 82, 72))

    assert (reading.values, reading.written) == (
        {"systolic": 138, "diastolic": 82, "pulse": 72},
        "138/82",
    )
    [note] = clinic.notes
    assert note.text == (
        "Patient-reported blood pressure 138/82, pulse 72. Judged normal: no rule matched, "
        'protocol hypertension@2. Patient\'s words: "her words"'
    )
    assert clinic.touches("reading") == 1
    assert clinic.cases == []


def test_the_same_message_twice_is_one_reading_one_page_and_one_note(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    first, again = (record(clinic, rosa, pressure(190, 110)) for _ in range(2))

    assert first.id == again.id
    assert len(clinic.pages) == 1
    assert [note.kind for note in clinic.notes].count("reading") == 1


def test_a_critical_reading_opens_a_case_that_names_it(clinic: Clinic) -> None:
    reading = record(clinic, clinic.enroll(), pressure(190, 110))

    [case] = clinic.cases
    assert (case.tier, case.cause, case.reading_id) == ("critical", "reading", reading.id)
    assert (case.dedup_key, case.vital) == ("promotora:critical:SM1", "blood_pressure")
    assert case.detail == "blood_pressure 190/110: systolic above 180 (hypertension@2)"


def test_the_next_reading_in_range_ends_an_abnormal_case_and_never_a_critical_one(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    record(clinic, rosa, pressure(190, 110), sid="SM1")
    record(clinic, rosa, pressure(150, 85), sid="SM2")
    record(clinic, rosa, glucose(110), sid="SM3")
    assert {case.tier: case.state for case in clinic.cases} == {
        "critical": "open",
        "abnormal": "open",
    }

    record(clinic, rosa, pressure(130, 80), sid="SM4")

    assert {case.tier: case.state for case in clinic.cases} == {
        "critical": "open",
        "abnormal": "closed",
    }


def test_a_reading_that_is_not_judged_ends_no_case(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    record(clinic, rosa, pressure(150, 85), sid="SM1")
    rosa.conditions = {"diabetes": "E11.9"}
    reading = record(clinic, rosa, pressure(120, 80), sid="SM2")

    assert (reading.severity, reading.protocol_version) == ("normal", "none")
    assert [case.state for case in clinic.cases] == ["open"]
    assert any("Not judged: no protocol" in note.text for note in clinic.notes)


def test_a_dangerous_value_pages_whatever_her_problem_list_says(clinic: Clinic) -> None:
    luis = clinic.enroll("Luis", conditions={"diabetes": "E11.9"})

    assert record(clinic, luis, pressure(190, 110)).severity == "critical"
    assert len(clinic.pages) == 1


def test_a_value_in_another_unit_is_judged_in_ours_and_kept_as_said(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    low = record(clinic, rosa, glucose(3.3, "mmol/L"), sid="SM1")
    heavy = record(clinic, rosa, weight(83.5, "kg"), sid="SM2")

    assert (low.severity, low.values, low.said["unit"]) == (
        "critical",
        {"glucose": 59.45},
        "mmol/L",
    )
    assert (heavy.written, heavy.values) == ("184.1 lb", {"weight": 184.09})
    assert any("59 mg/dL (said as 3.3 mmol/L)" in note.text for note in clinic.notes)


def test_a_gain_since_yesterday_is_critical_and_a_reading_in_error_does_not_count(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    record(clinic, rosa, weight(184), sid="SM1")
    wrong = record(clinic, rosa, weight(148), sid="SM2")
    with clinic.db.transaction() as session:
        session.get_one(Reading, wrong.id).status = "entered-in-error"
    clinic.later(hours=24)

    assert record(clinic, rosa, weight(186.9), sid="SM3").severity == "normal"
    assert record(clinic, rosa, weight(187), sid="SM4").severity == "critical"
    with clinic.db.reading() as session:
        assert readings.gain_lb(session, rosa.id, 187, clinic.now, hours=24) == 3
        assert readings.gain_lb(session, rosa.id, 187, clinic.now + timedelta(days=9)) is None


def test_another_patients_weight_is_not_compared_with(clinic: Clinic) -> None:
    record(clinic, clinic.enroll("Luis", phone="+13055550102"), weight(150), sid="SM1")
    clinic.later(hours=12)

    assert record(clinic, clinic.enroll(), weight(187), sid="SM2").severity == "normal"


def test_an_implausible_reading_leaves_nothing_behind(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    with pytest.raises(ImplausibleReading, match="systolic 500 is outside 50-300"):
        record(clinic, rosa, pressure(500, 80))

    assert (clinic.readings, clinic.notes, clinic.pages) == ([], [], [])


def test_recent_values_are_the_last_of_each_vital(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    record(clinic, rosa, pressure(128, 80), sid="SM1")
    clinic.later(hours=1)
    record(clinic, rosa, pressure(138, 82), sid="SM2", ordinal=0)
    record(clinic, rosa, weight(184.5), sid="SM2", ordinal=1)

    with clinic.db.reading() as session:
        assert readings.recent(session, rosa.id) == {
            "blood_pressure": "138/82",
            "weight": "184.5 lb",
        }


def test_the_safety_net_can_ask_what_a_reading_would_be_without_keeping_it(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    with clinic.db.transaction() as session:
        verdicts = [
            readings.judge_now(session, rosa, said, clinic.rules, now=clinic.now)
            for said in (pressure(190, 110), pressure(120, 80), pressure(500, 80), {"type": "x"})
        ]

    assert [verdict and verdict.severity for verdict in verdicts] == [
        "critical",
        "normal",
        None,
        None,
    ]
    assert clinic.readings == []
