"""What can be measured: units, plausible ranges, and a patient's own bands."""

import pytest

from gateway.db import Database
from gateway.errors import ImplausibleReading
from gateway.protocols import UnknownVital, set_target, targets_of
from gateway.protocols.targets import BadTarget
from tests.care.hearing import MORNING, SAMPLE, Clinic

EVERYTHING = ("hypertension", "diabetes", "heart_failure")


def test_a_value_is_stored_in_one_unit_and_repeated_as_it_was_said() -> None:
    sugar, scale = SAMPLE.vitals["glucose"], SAMPLE.vitals["weight"]

    assert sugar.stored({"value": 7.8, "unit": "mmol/L"}) == {"glucose": 140.52}
    assert sugar.echo({"value": 7.8, "unit": "mmol/L"}) == "7.8 mmol/L"
    assert sugar.write({"glucose": 140.52}) == "141 mg/dL"
    assert scale.stored({"value": 83.5, "unit": "kg"}) == {"weight": 184.09}
    assert scale.write({"weight": 184.09}) == "184.1 lb"


@pytest.mark.parametrize(
    "said",
    [
        {"systolic": 301, "diastolic": 80},
        {"systolic": 49, "diastolic": 30},
        {"systolic": 82, "diastolic": 138},
        {"systolic": 100, "diastolic": 100},
        {"systolic": float("nan"), "diastolic": 80},
    ],
)
def test_a_pressure_that_cannot_be_true_is_refused(said: dict[str, float]) -> None:
    with pytest.raises(ImplausibleReading):
        SAMPLE.vitals["blood_pressure"].stored(said)


def test_a_pulse_that_cannot_be_true_does_not_cost_the_pressure() -> None:
    said = {"systolic": 190, "diastolic": 110, "pulse": 700}

    assert SAMPLE.vitals["blood_pressure"].stored(said) == {"systolic": 190, "diastolic": 110}


def test_a_unit_nobody_described_is_refused() -> None:
    with pytest.raises(UnknownVital):
        SAMPLE.vitals["weight"].stored({"value": 13, "unit": "stone"})


def test_a_patients_own_band_makes_a_reading_abnormal(db: Database) -> None:
    rosa = Clinic(db).enroll()
    vital = SAMPLE.vitals["blood_pressure"]
    with db.transaction() as session:
        set_target(session, rosa.id, vital, "systolic", (100, 150), by="dr", now=MORNING)
        set_target(session, rosa.id, vital, "systolic", (100, 130), by="dr", now=MORNING)
        bands = targets_of(session, rosa.id, "blood_pressure")

    assert bands == {"systolic": (100, 130)}
    values = {"systolic": 135.0, "diastolic": 80.0}
    assert SAMPLE.judge(EVERYTHING, "blood_pressure", values, [], bands).severity == "abnormal"
    assert SAMPLE.judge(EVERYTHING, "blood_pressure", values, []).severity == "normal"


@pytest.mark.parametrize("band", [(None, None), (140, 130), (100, 400)])
def test_a_band_that_cannot_be_is_refused(
    db: Database, band: tuple[float | None, float | None]
) -> None:
    rosa = Clinic(db).enroll()
    vital = SAMPLE.vitals["blood_pressure"]
    with db.transaction() as session, pytest.raises(BadTarget):
        set_target(session, rosa.id, vital, "systolic", band, by="dr", now=MORNING)
