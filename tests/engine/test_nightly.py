"""The cohort is read in slices, so that no webhook waits for the whole panel."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gateway import check_ins, nightly
from gateway.clock import StoppedClock
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.tasks import Task
from gateway.vendors.ehr import ChartPatient

CLOCK = StoppedClock(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
RULES = check_ins.load(Path("protocols"))


def listed(number: int, **told: Any) -> ChartPatient:
    known: dict[str, Any] = {
        "fhir_id": str(number),
        "given": f"Given{number}",
        "family": "Family",
        "phone": f"+1212555{number:04d}",
        "language": "es",
        "birth_date": None,
        "timezone": "America/New_York",
        "conditions": ("http://hl7.org/fhir/sid/icd-10-cm|I10",),
    }
    return ChartPatient(**(known | told))


def read(db: Database, *patients: Any) -> None:
    def cohort() -> Iterator[Any]:
        yield from patients

    nightly.read_cohort(db, SimpleNamespace(cohort=cohort), RULES, CLOCK)  # type: ignore[arg-type]


def active(db: Database) -> set[str]:
    with db.reading() as session:
        return {patient.fhir_id for patient in session.query(Patient).filter_by(active=True)}


def test_a_whole_panel_is_taken_and_who_is_no_longer_listed_is_left_out(db: Database) -> None:
    read(db, *map(listed, range(120)))
    read(db, *map(listed, range(1, 120)))

    assert active(db) == {str(number) for number in range(1, 120)}


def test_a_fault_in_the_third_slice_keeps_the_first_two_and_leaves_nobody_out(
    db: Database,
) -> None:
    read(db, listed(999))
    with pytest.raises(AttributeError):
        read(db, *map(listed, range(110)), SimpleNamespace(fhir_id="odd"))

    assert active(db) == {"999", *map(str, range(2 * nightly.SLICE))}


def test_a_record_that_cannot_be_texted_is_a_task_and_the_others_are_taken(db: Database) -> None:
    read(db, listed(1, phone=""), listed(2))

    assert active(db) == {"2"}
    with db.reading() as session:
        assert session.query(Task).one().kind == "unusable_record"
