"""A reading is explained by what judged it, whatever has changed since."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from gateway import protocols, readings
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.protocols.judge import Rule
from gateway.protocols.rule_words import parse
from gateway.protocols.tables import KeptProtocol
from gateway.readings import Grounds, Reading
from tests.care.hearing import SAMPLE, Clinic, pressure, weight
from tests.care.test_readings import record


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


def grounds(clinic: Clinic, reading: Reading) -> Grounds:
    with clinic.db.reading() as session:
        vital = SAMPLE.vital(reading.vital)
        assert reading.grounds is not None
        patient = session.get_one(Patient, reading.patient_id)
        return readings.grounds_of(session, patient, reading.grounds, vital, reading.taken_at)


def edited(clinic: Clinic, *, version: int) -> None:
    """The clinicians lower the top limit, with or without a new version."""
    [old] = [p for p in SAMPLE.protocols if p.vital == "blood_pressure"]
    lower = parse("systolic above 130", SAMPLE.vitals["blood_pressure"])
    rule = Rule("systolic above 130", lower, "critical", True, old.approved)
    new = replace(old, version=version, rules=(rule, *old.rules))
    others = [p for p in SAMPLE.protocols if p is not old]
    clinic.rules = replace(SAMPLE, protocols=(new, *others))


def test_what_judged_is_kept_once_and_judges_the_same_again(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    first = record(clinic, rosa, pressure(138, 82))
    second = record(clinic, rosa, pressure(190, 110), sid="SM2")

    for reading in (first, second):
        found = grounds(clinic, reading)
        again = protocols.judge_by(found.consulted, reading.values, found.history, found.targets)
        assert found.exact
        assert (again.severity, again.rule) == (reading.severity, reading.rule)
        assert again.protocol_version == reading.protocol_version
    assert len(clinic.all(KeptProtocol)) == 1


@pytest.mark.parametrize("version", [2, 3])
def test_a_limit_that_is_changed_later_does_not_change_why(clinic: Clinic, version: int) -> None:
    """Also when somebody edits the file and forgets to raise its version."""
    rosa = clinic.enroll()
    before = record(clinic, rosa, pressure(138, 82))
    edited(clinic, version=version)
    after = record(clinic, rosa, pressure(138, 82), sid="SM2")

    assert (before.severity, after.severity) == ("normal", "critical")
    [old], [new] = grounds(clinic, before).consulted, grounds(clinic, after).consulted
    assert "systolic above 130" not in [rule.when for rule in old.protocol.rules]
    assert new.protocol.rules[0].when == "systolic above 130"
    assert new.protocol.rules[1:] == old.protocol.rules
    assert (old.protocol.label, new.protocol.label) == ("hypertension@2", f"hypertension@{version}")


def test_the_band_and_the_weights_of_that_day_are_shown_not_todays(clinic: Clinic) -> None:
    rosa, vital = clinic.enroll(), SAMPLE.vital("blood_pressure")
    with clinic.db.transaction() as session:
        now = clinic.now
        protocols.set_target(session, rosa.id, vital, "systolic", (100, 130), by="A", now=now)
    high = record(clinic, rosa, pressure(135, 80))
    wrong = record(clinic, rosa, weight(184), sid="SM2")
    clinic.now += timedelta(hours=24)
    gained = record(clinic, rosa, weight(187), sid="SM3")
    with clinic.db.transaction() as session:
        protocols.set_target(session, rosa.id, vital, "systolic", (90, 150), by="A", now=clinic.now)
        session.get_one(Reading, wrong.id).status = "entered-in-error"

    assert grounds(clinic, high).targets == {"systolic": (100, 130)}
    assert [row.id for row in grounds(clinic, gained).earlier] == [wrong.id]


def test_only_weights_that_a_rule_looks_at_are_kept(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    for number, days in enumerate((1, 9, 1)):
        clinic.now += timedelta(days=days)
        last = record(clinic, rosa, weight(184), sid=f"SM{number}")

    assert [row.message_sid for row in grounds(clinic, last).earlier] == ["SM1"]
    assert grounds(clinic, record(clinic, rosa, pressure(120, 70), sid="SM9")).earlier == []


def test_a_reading_from_before_is_read_again_from_its_version_or_says_that_it_is_lost(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    reading = record(clinic, rosa, pressure(138, 82))
    with clinic.db.transaction() as session:
        old = session.get_one(Reading, reading.id)
        old.grounds = None
        session.execute(delete(KeptProtocol))

    def then() -> Grounds:
        with clinic.db.reading() as session:
            row = session.get_one(Reading, reading.id)
            return readings.grounds_then(session, rosa, row, clinic.rules)

    assert not then().exact
    assert [one.protocol.label for one in then().consulted] == ["hypertension@2"]
    edited(clinic, version=3)
    assert then().consulted == []
