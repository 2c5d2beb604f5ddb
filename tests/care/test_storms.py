"""Five hundred critical readings in a minute: one page that counts them, five hundred rows."""

from pathlib import Path

from gateway import escalations, protocols, readings
from gateway.cohort import Patient
from gateway.escalations import Escalation
from gateway.readings.tables import Reading
from gateway.timers import Timer
from tests.care.paging import NURSE, hear
from tests.clinic import PROTOCOLS, Clinic

RULES = protocols.load(PROTOCOLS, Path("data/vitals.yml"))
HIGH = {"type": "blood_pressure", "systolic": 190, "diastolic": 100}


def many(clinic: Clinic, count: int, start: int = 0) -> None:
    """So many patients, each with a critical reading, within this very minute."""
    with clinic.db.transaction() as session:
        for number in range(start, start + count):
            patient = Patient(
                fhir_id=f"fhir-{number}",
                given_name="Rosa",
                family_name=f"V{number}",
                phone=f"+1500556{number:04}",
                language="en",
                timezone="America/New_York",
                conditions={"hypertension": "I10"},
                care_manager="Nora Bell",
                enrolled_at=clinic.now,
            )
            session.add(patient)
            session.flush()
            readings.record(
                session,
                patient,
                HIGH,
                message_sid=f"SM{number}",
                ordinal=0,
                check_in=None,
                words="190/100",
                rules=RULES,
                now=clinic.now,
            )


def rows(clinic: Clinic, **where: str) -> list[Escalation]:
    return [case for case in clinic.all(Escalation, **where) if case.cause != "storm"]


def test_five_hundred_critical_readings_are_one_page_and_five_hundred_rows(clinic: Clinic) -> None:
    many(clinic, 500)
    clinic.run()

    [sent] = clinic.pages
    assert sent.summary.startswith("Promotora: 500 critical cases at once")
    assert sent.severity == "critical"
    assert len(clinic.all(Reading)) == len(rows(clinic, state="open")) == 500
    assert len({case.patient_id for case in rows(clinic)}) == 500


def test_a_storm_nobody_takes_rings_one_telephone_and_not_five_hundred(clinic: Clinic) -> None:
    many(clinic, 60)
    clinic.run()
    hear(clinic, "triggered")
    clinic.live_for(minutes=6)

    assert len(clinic.rings) == 1
    assert [alarm.what for alarm in clinic.look(escalations.sounding)] == ["page_unacknowledged"]


def test_ten_in_a_minute_are_no_storm(clinic: Clinic) -> None:
    many(clinic, 10)
    clinic.run()

    assert len(clinic.pages) == 10


def test_pages_that_left_before_it_was_a_storm_stay_and_the_storm_watches_them(
    clinic: Clinic,
) -> None:
    many(clinic, 4)
    clinic.run()
    many(clinic, 60, start=4)
    clinic.run()
    hear(clinic, "triggered")
    clinic.live_for(minutes=6)

    assert len(clinic.pages) == 5
    assert clinic.pages[-1].summary.startswith("Promotora: 64 critical cases at once")
    assert len(clinic.rings) == 1


def test_what_comes_after_somebody_took_the_storm_is_paged_as_a_second_one(
    clinic: Clinic,
) -> None:
    many(clinic, 40)
    clinic.run()
    hear(clinic, "acknowledged", NURSE)
    many(clinic, 40, start=40)
    clinic.run()

    assert len(clinic.pages) == 2
    assert len(rows(clinic, state="open")) == 80, "taking the storm takes none of its rows"


def test_rows_nobody_has_looked_at_half_an_hour_later_page_anew_and_the_last_ends_it(
    clinic: Clinic,
) -> None:
    many(clinic, 12)
    clinic.run()
    hear(clinic, "acknowledged", NURSE)
    clinic.wait(minutes=30)
    assert [sent.summary[:38] for sent in clinic.pages] == [
        "Promotora: 12 critical cases at once, "
    ] * 2

    hear(clinic, "acknowledged", NURSE)
    for case in rows(clinic):
        clinic.do(lambda s, now, case=case: escalations.close(s, case, "dr.lee", now))
    clinic.live_for(hours=1)

    assert len(clinic.pages) == 2
    assert [timer for timer in clinic.all(Timer) if timer.kind != "triage"] == []


def test_when_the_storm_is_over_each_case_pages_by_itself_again(clinic: Clinic) -> None:
    many(clinic, 40)
    clinic.run()
    hear(clinic, "acknowledged", NURSE)
    clinic.wait(minutes=2)
    many(clinic, 1, start=40)
    clinic.run()

    assert len(clinic.pages) == 2
    assert "cases at once" not in clinic.pages[-1].summary
