"""Who is enrolled, and what her wall clock shows."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from gateway import cohort
from gateway.cohort import Conditions, Patient, UnusablePatient, moment
from gateway.errors import BadRules, UnknownPatient
from gateway.journal import JournalLine
from tests.clinic import PROTOCOLS, Clinic

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"


@dataclass(frozen=True)
class Told:
    """A patient as the chart describes her."""

    fhir_id: str = "12724066"
    given: str = "Rosa"
    family: str = "Vega"
    phone: str = "+15005550101"
    language: str = "es"
    birth_date: date | None = date(1951, 4, 2)
    timezone: str = "America/Denver"
    conditions: tuple[str, ...] = (f"{ICD}|I10", f"{SNOMED}|38341003")
    active: bool = True
    deceased: bool = False


def take(clinic: Clinic, told: Told) -> Patient:
    conditions = Conditions.load(PROTOCOLS)
    return clinic.do(cohort.take, told, conditions, care_manager="Nora Bell")


def test_the_chart_enrols_a_patient_with_her_conditions(clinic: Clinic) -> None:
    rosa = take(clinic, Told(conditions=(f"{SNOMED}|44054006", f"{ICD}|I10")))

    assert rosa.conditions == {"hypertension": "I10", "diabetes": "44054006"}
    assert (rosa.language, rosa.birth_date, rosa.active) == ("es", "1951-04-02", True)
    assert clinic.look(lambda session: cohort.enrolled(session, rosa.id)).given_name == "Rosa"


def test_a_later_look_at_the_chart_refreshes_and_does_not_double(clinic: Clinic) -> None:
    first = take(clinic, Told())
    second = take(clinic, Told(phone="+15005550199", family="Vega Ruiz"))

    assert second.id == first.id
    assert clinic.one(Patient).phone == "+15005550199"
    assert len(clinic.all(JournalLine, event="enrolled")) == 1


def test_the_language_she_asked_for_outlives_the_chart(clinic: Clinic) -> None:
    rosa = take(clinic, Told(language="es"))

    def switch(session: Session, now: datetime) -> None:
        cohort.speak(session, session.get_one(Patient, rosa.id), "en", by="patient", now=now)

    clinic.do(switch)
    clinic.do(switch)

    assert take(clinic, Told(language="es")).language == "en"
    assert len(clinic.all(JournalLine, event="language_changed")) == 1


@pytest.mark.parametrize(
    "gone",
    [
        Told(active=False),
        Told(deceased=True),
        Told(conditions=(f"{ICD}|J45.909",)),
    ],
    ids=["left the practice", "died", "no condition of the programme"],
)
def test_she_becomes_inactive_and_is_never_deleted(clinic: Clinic, gone: Told) -> None:
    rosa = take(clinic, Told())
    take(clinic, gone)

    assert not clinic.one(Patient).active
    assert clinic.look(lambda session: cohort.by_phone(session, rosa.phone)) == []
    assert clinic.look(lambda session: cohort.enrolled(session, rosa.id)).family_name == "Vega"


def test_who_is_no_longer_listed_becomes_inactive_and_may_come_back(clinic: Clinic) -> None:
    take(clinic, Told())
    luz = replace(Told(), fhir_id="2", given="Luz", phone="+15005550102")
    take(clinic, luz)

    assert clinic.do(cohort.leave_out, {"12724066"}) == 1
    assert clinic.do(cohort.leave_out, {"12724066"}) == 0
    assert [p.given_name for p in clinic.all(Patient, active=False)] == ["Luz"]
    assert take(clinic, luz).active


def test_an_empty_cohort_is_a_fault_and_puts_nobody_out(clinic: Clinic) -> None:
    take(clinic, Told())

    assert clinic.do(cohort.leave_out, set()) == 0
    assert clinic.one(Patient).active


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        (Told(phone=""), "mobile number"),
        (Told(timezone=""), "time zone"),
        (Told(timezone="Eastern"), "time zone"),
        (Told(timezone="../etc/passwd"), "time zone"),
    ],
)
def test_a_record_that_cannot_be_texted_says_what_it_lacks(
    clinic: Clinic, told: Told, lacks: str
) -> None:
    with pytest.raises(UnusablePatient, match=lacks) as refusal:
        take(clinic, told)

    assert "chart" in refusal.value.next_step
    assert clinic.all(Patient) == []


def test_a_household_may_share_a_number(clinic: Clinic) -> None:
    rosa = clinic.enroll("Rosa")
    clinic.clock.advance(days=1)
    luis = clinic.enroll("Luis", phone=rosa.phone)

    shared = clinic.look(lambda session: cohort.by_phone(session, rosa.phone))
    assert [patient.id for patient in shared] == [rosa.id, luis.id]


def test_an_unknown_patient_is_refused_with_a_next_step(clinic: Clinic) -> None:
    with pytest.raises(UnknownPatient, match="nobody"):
        clinic.look(lambda session: cohort.enrolled(session, "nobody"))


@pytest.mark.parametrize(
    ("day", "zone", "utc"),
    [
        (date(2026, 3, 7), "America/New_York", "2026-03-07 13:00"),
        (date(2026, 3, 8), "America/New_York", "2026-03-08 12:00"),  # clocks went forward at 02:00
        (date(2026, 11, 1), "America/New_York", "2026-11-01 13:00"),  # and back
        (date(2026, 7, 1), "America/Phoenix", "2026-07-01 15:00"),
        (date(2026, 12, 1), "America/Phoenix", "2026-12-01 15:00"),
        (date(2026, 7, 1), "America/Puerto_Rico", "2026-07-01 12:00"),
        (date(2026, 12, 1), "America/Puerto_Rico", "2026-12-01 12:00"),
    ],
)
def test_eight_on_her_wall_is_eight_all_year(day: date, zone: str, utc: str) -> None:
    assert moment(day, "08:00", zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_time_that_spring_skips_is_an_hour_later_and_one_that_autumn_repeats_is_the_first() -> (
    None
):
    assert moment(date(2026, 3, 8), "02:30", "America/New_York").hour == 7  # 03:30 by the new clock
    assert (
        moment(date(2026, 11, 1), "01:30", "America/New_York").hour == 5
    )  # 01:30 for the first time


def test_conditions_without_codes_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "conditions.yml").write_text("conditions:\n  gout: {snomed: ['1']}\n")

    with pytest.raises(BadRules, match="gout"):
        Conditions.load(tmp_path)


def test_a_language_that_changes_in_the_chart_is_newer_than_what_she_wrote(clinic: Clinic) -> None:
    rosa = take(clinic, Told(language="es"))
    clinic.do(lambda s, now: cohort.listen(s, s.get(Patient, rosa.id), "en", now=now))
    take(clinic, Told(language="es", family="Vega Ruiz"))
    assert cohort.answered_in(clinic.one(Patient)) == "en"

    take(clinic, Told(language="en"))
    take(clinic, Told(language="es"))
    assert cohort.answered_in(clinic.one(Patient)) == "es"
