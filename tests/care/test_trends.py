"""Three-day drift and slow gain: measured days, whatever was missed, repeated or put right."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway import escalations, tasks
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.journal import JournalLine
from gateway.readings import Reading
from gateway.tasks import Task
from tests.care.hearing import SAMPLE, Clinic, glucose, pressure, weight

EASTERN = ZoneInfo("America/New_York")


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def daily(clinic: Clinic, rosa: Patient, *said: dict[str, Any] | None) -> None:
    """One reading a day at the same hour; None is a day without one."""
    for reading in said:
        if reading is not None:
            clinic.told(rosa, "her words", readings=[reading])
        clinic.later(days=1)


def at(clinic: Clinic, wall: str, zone: ZoneInfo = EASTERN) -> None:
    clinic.now = datetime.fromisoformat(wall).replace(tzinfo=zone).astimezone(UTC)


def drifts(clinic: Clinic) -> list[str]:
    return [task.why for task in clinic.all(Task, kind="trend")]


def test_a_pressure_that_rises_over_three_days_is_a_task_for_the_next_business_day(
    clinic: Clinic, rosa: Patient
) -> None:
    at(clinic, "2026-03-04T08:00")  # a Wednesday
    daily(clinic, rosa, pressure(122, 80), pressure(130, 80), pressure(138, 80))

    task = clinic.one(Task, kind="trend")
    assert (task.why, task.patient_id, task.state) == ("blood_pressure", rosa.id, "open")
    assert task.due_at == datetime(2026, 3, 9, 21, 0, tzinfo=UTC), "Monday at five, in summer time"
    assert clinic.cases == [], "nobody is paged"
    assert [reading.severity for reading in clinic.readings] == ["normal"] * 3
    found = clinic.one(JournalLine, event="trend_found").detail
    assert found["version"] == "hypertension@2"
    assert len(found["readings"]) == 3
    [note] = [note.text for note in clinic.notes if note.text.startswith("Trend")]
    assert note.startswith('Trend, blood pressure: rule "mean systolic of the day rises at least 8')


def test_the_time_limit_is_the_one_the_escalation_table_states() -> None:
    tier = escalations.load_rules(Path("protocols")).tiers["trend"]
    found = datetime(2026, 3, 6, 13, 0, tzinfo=UTC)

    assert tier.window.due(found, SAMPLE.calendar) == SAMPLE.calendar.next_business_day(found)
    assert (tier.route, tier.ends) == ("task", "a clinician's note")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([glucose(120), glucose(140), glucose(160)], ["glucose"]),
        ([glucose(6.6, "mmol/L"), glucose(140), glucose(8.9, "mmol/L")], ["glucose"]),
        ([glucose(120), glucose(7.8, "mmol/L"), glucose(8.8, "mmol/L")], []),
        ([weight(184), weight(185), weight(186)], ["weight"]),
        ([weight(83.5, "kg"), weight(185.1), weight(84.5, "kg")], ["weight"]),
        ([weight(184), weight(84, "kg"), weight(186)], []),
        ([weight(184), None, weight(185.5), None, None, weight(187)], ["weight"]),
        ([weight(184), None, None, weight(189)], ["weight"]),
        ([weight(184), None, None, None, weight(189)], []),
    ],
    ids=[
        "glucose",
        "glucose in two units",
        "one step of 18 mg/dL is no step",
        "weight",
        "weight in two units",
        "84 kg is 185.2 lb and the next step too small",
        "days between them are left out",
        "five pounds over days that were not measured",
        "four days are too long for that",
    ],
)
def test_units_and_gaps(
    clinic: Clinic, rosa: Patient, said: Sequence[dict[str, Any]], found: list[str]
) -> None:
    daily(clinic, rosa, *said)

    assert drifts(clinic) == found


def test_two_measured_days_are_no_drift_and_silence_is_none(clinic: Clinic, rosa: Patient) -> None:
    daily(clinic, rosa, pressure(120, 80), None, pressure(138, 80), None, None)

    assert drifts(clinic) == []


def test_the_mean_of_a_day_counts_and_a_number_sent_twice_counts_once(
    clinic: Clinic, rosa: Patient
) -> None:
    daily(clinic, rosa, pressure(122, 80), pressure(130, 80))
    for _ in range(3):
        clinic.told(rosa, "140/80", readings=[pressure(140, 80)])
        clinic.later(minutes=4)
    assert drifts(clinic) == ["blood_pressure"], "140 is ten more than yesterday"
    assert clinic.all(JournalLine, event="trend_not_seen") == []

    clinic.told(rosa, "134/80", readings=[pressure(134, 80)])
    assert clinic.all(JournalLine, event="trend_not_seen"), "the mean is 137, seven more"


def test_a_message_delivered_twice_and_two_readings_in_one_message(
    clinic: Clinic, rosa: Patient
) -> None:
    daily(clinic, rosa, pressure(122, 80), pressure(130, 80))
    sid = clinic.writes(rosa, "150/80 and again 128/80")
    for _ in range(2):
        clinic.told(rosa, "", sid=sid, readings=[pressure(150, 80), pressure(128, 80)])

    assert drifts(clinic) == ["blood_pressure"], "the mean is 139"
    assert len(clinic.all(Task, kind="trend")) == 1


def test_a_reading_put_right_no_longer_counts(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "132/80", readings=[pressure(132, 80)])
    clinic.corrects(rosa, pressure(122, 80), pressure(132, 80))
    clinic.later(days=1)
    daily(clinic, rosa, pressure(130, 80), pressure(138, 80))

    assert drifts(clinic) == ["blood_pressure"]


def test_a_drift_that_a_correction_undoes_stays_for_a_person_and_says_so(
    clinic: Clinic, rosa: Patient
) -> None:
    daily(clinic, rosa, pressure(122, 80), pressure(130, 80))
    clinic.told(rosa, "138/80", readings=[pressure(138, 80)])
    clinic.corrects(rosa, pressure(128, 80), pressure(138, 80))

    assert clinic.one(Task, kind="trend").state == "open"
    line = clinic.one(JournalLine, event="trend_not_seen")
    assert line.subject_id == clinic.one(Task, kind="trend").id


def test_a_drift_that_goes_on_after_it_was_looked_at_is_a_task_of_the_next_measured_day(
    clinic: Clinic, rosa: Patient
) -> None:
    daily(clinic, rosa, pressure(114, 80), pressure(122, 80), pressure(130, 80), pressure(138, 80))
    with clinic.db.transaction() as session:
        task = session.get_one(Task, clinic.one(Task, kind="trend").id)
        assert tasks.done(session, task, "nurse", clinic.now, "Spoke to her; dose changed.")
        assert not tasks.done(session, task, "doctor", clinic.now, "too late")
    clinic.later(hours=-20)
    clinic.told(rosa, "139/80", readings=[pressure(139, 80)])
    assert len(clinic.all(Task, kind="trend")) == 1, "the same day is looked at once"

    clinic.later(days=1)
    daily(clinic, rosa, pressure(147, 80))
    states = sorted(task.state for task in clinic.all(Task, kind="trend"))
    assert states == ["done", "open"]
    assert clinic.one(Task, kind="trend", state="done").note == "Spoke to her; dose changed."


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix", "Pacific/Honolulu"])
@pytest.mark.parametrize("change", ["2026-03-08", "2026-11-01"])
def test_days_are_those_of_her_own_wall_through_both_clock_changes(
    clinic: Clinic, zone: str, change: str
) -> None:
    """Half past midnight and a quarter to midnight are one day, 23 or 25 hours long."""
    rosa, hers = clinic.enroll(timezone=zone), ZoneInfo(zone)
    day = date.fromisoformat(change)
    for near, clock, systolic in (
        (-1, "23:45", 122),
        (0, "00:30", 128),
        (0, "23:45", 132),
        (1, "00:15", 138),
    ):
        at(clinic, f"{day + timedelta(days=near)}T{clock}", hers)
        clinic.told(rosa, "her words", readings=[pressure(systolic, 80)])

    assert drifts(clinic) == ["blood_pressure"], "122, the mean of 128 and 132, 138"


def test_a_reading_before_the_one_put_right_is_judged_again_and_pages_if_it_is_worse(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "184", readings=[weight(184)])
    clinic.later(hours=1)
    clinic.told(rosa, "186", readings=[weight(186)])
    assert clinic.cases == []
    clinic.later(minutes=5)
    for _ in range(2):
        clinic.corrects(rosa, weight(183), weight(184))

    [case] = clinic.cases
    assert (case.tier, case.vital) == ("critical", "weight")
    assert case.detail.endswith("judged again after a correction")
    assert clinic.one(Reading, written="186 lb").severity == "normal", "as it was judged then"
