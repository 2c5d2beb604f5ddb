"""What every chart must do for us, in the clinic's words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from gateway.vendors.delivery import Receipt


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing to be filed in a patient's chart.

    `key` is our case number: unique, opaque, the same at every try. It is what `find_note` looks
    for, so two notes must never share one. Times are aware; `ended` may equal `started`.
    """

    key: str
    patient_id: str
    title: str
    text: str
    kind: str
    started: datetime
    ended: datetime


@dataclass(frozen=True, kw_only=True)
class ChartPatient:
    """A patient as the chart knows her today.

    `phone` is E.164 or empty, `language` a bare code ("es") or empty when the chart does not say,
    `timezone` an IANA name or empty. `conditions` are the active problems as "system|code", every
    coding of each. Nobody may be texted who is not `active`, or who is `deceased`.
    """

    fhir_id: str
    given: str
    family: str
    phone: str
    language: str
    birth_date: date | None
    timezone: str
    conditions: tuple[str, ...]
    active: bool = True
    deceased: bool = False


@dataclass(frozen=True, kw_only=True)
class ChartValue:
    """One measured number: LOINC code, value in `unit` (UCUM), when it was taken.

    A blood pressure is two of them (8480-6 systolic, 8462-4 diastolic) with one `fhir_id`.
    """

    fhir_id: str
    loinc: str
    value: float
    unit: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CarePlan:
    """A plan of care: its words as plain text, for people to read."""

    fhir_id: str
    status: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Medication:
    """A medicine ordered for the patient, in the chart's own words."""

    fhir_id: str
    name: str
    dosage: str
    status: str


class Chart(Protocol):
    """One EHR. Reads raise Later when it cannot answer; they never raise Unsure."""

    name: str

    def file_note(self, note: Note) -> Receipt:
        """File it. Raises Undeliverable, Later, or Unsure when it may be filed already."""

    def find_note(self, note: Note) -> Receipt | None:
        """The note as the chart holds it, recognised by its key; None when it is not there."""

    def cohort(self, patient_ids: Iterable[str] | None = None) -> Iterator[ChartPatient]:
        """These patients, or all adults of the practice, with their active problems."""

    def patient(self, patient_id: str) -> ChartPatient | None:
        """One patient; None when the chart does not know the id."""

    def recent_values(self, patient_id: str, since: datetime) -> list[ChartValue]:
        """Pressure, pulse, weight, glucose and oxygen since then, newest first."""

    def care_plans(self, patient_id: str) -> list[CarePlan]:
        """The patient's plans of care."""

    def medications(self, patient_id: str) -> list[Medication]:
        """What the patient is ordered to take now."""

    def check(self) -> list[str]:
        """What is missing for this chart to work, in plain words; empty when all is well."""
