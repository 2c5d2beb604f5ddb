"""What was filed in the chart, with its receipt."""

from gateway import chart
from gateway.chart import ChartNote, case_number
from gateway.cohort import Patient
from gateway.outbox import Letter
from gateway.tasks import Task
from gateway.vendors.delivery import Later, Undeliverable
from tests.clinic import Clinic


def note(clinic: Clinic, patient: Patient, key: str = "note:reading:SM1:0") -> None:
    words = 'Patient-reported blood pressure 138/82. Patient\'s words: "mi presión es 138/82"'
    more = {"kind": "reading", "key": key, "started": clinic.now}
    clinic.do(chart.note, patient, words, **more)


def test_a_note_is_filed_once_and_keeps_its_receipt(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    note(clinic, rosa)
    note(clinic, rosa)
    clinic.run()

    [filed] = clinic.notes
    assert filed.fhir_patient_id == "fhir-Rosa"
    assert '"mi presión es 138/82"' in filed.text
    kept = clinic.one(ChartNote)
    assert (kept.document_id, kept.filed_at) == ("note-1", clinic.now)


def test_the_title_carries_a_case_number_that_says_nothing_about_the_patient(
    clinic: Clinic,
) -> None:
    note(clinic, clinic.enroll())

    kept = clinic.one(ChartNote)
    assert kept.title == "Reading from the patient"
    assert case_number("note:reading:SM1:0").startswith("PN-")
    assert "SM1" not in case_number("note:reading:SM1:0")


def test_two_notes_never_share_a_case_number(clinic: Clinic) -> None:
    assert len({case_number(f"note:out:{n}") for n in range(20_000)}) == 20_000


def test_a_chart_that_is_down_for_a_day_gets_every_note_in_the_end(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    note(clinic, rosa)
    clinic.trouble["note"] = [Later(None, "down") for _ in range(60)]
    for _ in range(24 * 4):
        clinic.wait(minutes=20)

    assert len(clinic.notes) == 1
    assert clinic.one(Letter, kind="note").tries == 61
    assert clinic.all(Task) == []


def test_a_note_the_chart_refuses_becomes_a_persons_task(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    note(clinic, rosa)
    clinic.trouble["note"] = [Undeliverable("422", "business rule")]
    clinic.run()

    task = clinic.one(Task)
    assert (task.kind, task.why, task.patient_id) == ("dead_letter", "note_refused_422", rosa.id)
    assert clinic.one(ChartNote).document_id is None


def test_a_note_never_ends_before_it_begins(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    later = clinic.now.replace(hour=23)
    clinic.do(chart.note, rosa, "words", kind="message", key="k", started=later)

    kept = clinic.one(ChartNote)
    assert kept.started_at == kept.ended_at == clinic.now
