"""What every chart must do, run for each that is listed, over HTTP against its sandbox twin."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.vendors.delivery import Later, Unsure
from gateway.vendors.ehr import CHARTS, Chart, Note, chart


@pytest.fixture(params=sorted(CHARTS))
def ehr(request: pytest.FixtureRequest, sandbox) -> Chart:
    settings = sandbox.settings.model_copy(update={"ehr": request.param})
    return chart(settings, now=lambda: datetime.now(UTC))


@pytest.fixture
def rosa(sandbox):
    """Somebody of the panel who speaks Spanish."""
    return next(person for person in sandbox.get("/sandbox/panel") if person["language"] == "es")


def note(patient_id, key="n-1"):
    ended = datetime.now(UTC)
    return Note(
        key=key,
        patient_id=patient_id,
        title="Blood pressure reading",
        text="Reading 138/82.\nPatient wrote: «138/82, ¿está bien?»",
        kind="reading",
        started=ended - timedelta(minutes=2),
        ended=ended,
    )


def test_a_note_is_filed_in_the_right_chart_with_every_accent(ehr, rosa, sandbox):
    receipt = ehr.file_note(note(rosa["fhir_id"]))
    [filed] = sandbox.get(f"/sandbox/notes?patient={rosa['fhir_id']}")
    assert filed["id"] == receipt.remote_id
    assert "¿está bien?" in filed["text"]


def test_a_filed_note_is_found_by_its_key_and_no_other_is(ehr, rosa):
    mine, other = note(rosa["fhir_id"], "n-1"), note(rosa["fhir_id"], "n-10")
    assert ehr.find_note(mine) is None
    receipt = ehr.file_note(mine)
    assert ehr.find_note(mine).remote_id == receipt.remote_id
    assert ehr.find_note(other) is None


def test_a_note_lost_on_the_way_back_is_filed_once(ehr, rosa, sandbox):
    mine = note(rosa["fhir_id"])
    ehr.check()  # signed in, so that the fault hits the note
    sandbox.fault("fhir", "drop_after")
    with pytest.raises(Unsure):
        ehr.file_note(mine)
    assert ehr.find_note(mine)
    assert len(sandbox.get(f"/sandbox/notes?patient={rosa['fhir_id']}")) == 1


def test_a_note_lost_on_the_way_there_is_not_found_and_may_be_filed(ehr, rosa, sandbox):
    mine = note(rosa["fhir_id"])
    ehr.check()
    sandbox.fault("fhir", "drop_before")
    with pytest.raises(Unsure):
        ehr.file_note(mine)
    assert ehr.find_note(mine) is None
    assert ehr.file_note(mine).remote_id


def test_a_note_is_found_among_more_than_a_page_of_others(ehr, rosa):
    notes = [note(rosa["fhir_id"], f"n-{number}") for number in range(103)]
    for one in notes:
        ehr.file_note(one)
    assert all(ehr.find_note(one) for one in (notes[0], notes[102]))


def test_a_sign_in_that_is_down_keeps_the_note(ehr, rosa, sandbox):
    sandbox.fault("auth", "down")
    with pytest.raises(Later):
        ehr.file_note(note(rosa["fhir_id"]))
    sandbox.fault("auth", "500")


def test_the_cohort_is_the_panel_with_phones_languages_and_problems(ehr, sandbox):
    panel = {person["fhir_id"]: person for person in sandbox.get("/sandbox/panel")}
    cohort = {patient.fhir_id: patient for patient in ehr.cohort()}
    assert set(cohort) == set(panel)
    assert len(cohort) == 25
    for fhir_id, person in panel.items():
        patient = cohort[fhir_id]
        assert patient.family == person["family"]
        assert person["given"].startswith(patient.given)
        assert patient.phone == person["phone"]
        assert patient.language == person["language"]
        assert patient.timezone in (person["timezone"], "")
        assert patient.conditions
        assert patient.active
        assert not patient.deceased


def test_one_patient_is_read_by_id_and_an_unknown_one_is_nobody(ehr, rosa):
    assert ehr.patient(rosa["fhir_id"]).family == rosa["family"]
    assert ehr.patient("no-such-patient") is None
    assert [found.fhir_id for found in ehr.cohort([rosa["fhir_id"]])] == [rosa["fhir_id"]]


def test_values_plans_and_medicines_can_be_read(ehr, sandbox):
    since = datetime.now(UTC) - timedelta(days=400)
    people = [person["fhir_id"] for person in sandbox.get("/sandbox/panel")[:5]]
    values = [value for patient_id in people for value in ehr.recent_values(patient_id, since)]
    assert values
    assert all(value.at >= since and value.value > 0 and value.unit for value in values)
    assert any(ehr.care_plans(patient_id) for patient_id in people)
    assert any(ehr.medications(patient_id) for patient_id in people)


def test_the_chart_finds_nothing_missing_at_its_twin(ehr):
    assert ehr.check() == []
