"""What the chart says about a patient, in our words."""

from datetime import UTC, date, datetime

import pytest

from gateway.vendors.ehr import records

ROSA = {
    "resourceType": "Patient",
    "id": "12724066",
    "active": True,
    "name": [
        {"use": "nickname", "given": ["Rosi"]},
        {"use": "official", "given": ["Rosa", "María"], "family": "Díaz"},
    ],
    "telecom": [
        {"system": "email", "value": "rosa@example.com"},
        {"system": "phone", "use": "old", "value": "5005550001"},
        {"system": "phone", "use": "home", "value": "5005550002"},
        {"system": "phone", "use": "mobile", "value": "(500) 555-0003"},
    ],
    "birthDate": "1951-03-04",
    "communication": [
        {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en"}]}},
        {
            "preferred": True,
            "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "es-US"}]},
        },
    ],
    "extension": [{"url": "http://x/StructureDefinition/timezone", "valueCode": "America/Denver"}],
}


def rosa(**changes):
    return records.patient(ROSA | changes, ())


def test_a_patient_is_read_with_official_name_mobile_phone_and_preferred_language():
    found = rosa()
    assert (found.given, found.family) == ("Rosa", "Díaz")
    assert found.phone == "+15005550003"
    assert found.language == "es"
    assert found.birth_date == date(1951, 3, 4)
    assert found.timezone == "America/Denver"
    assert found.active
    assert not found.deceased


@pytest.mark.parametrize(
    "changes",
    [
        {"deceasedBoolean": True},
        {"deceasedDateTime": "2026-01-01T00:00:00Z"},
        {"active": False},
        {"link": [{"type": "replaced-by", "other": {"reference": "Patient/1"}}]},
    ],
)
def test_the_dead_and_the_merged_are_marked_so_that_nobody_texts_them(changes):
    found = rosa(**changes)
    assert found.deceased or not found.active


@pytest.mark.parametrize(
    ("communication", "language"),
    [
        ([], ""),
        (
            [{"language": {"coding": [{"system": "https://x/codeSet/36", "display": "Spanish"}]}}],
            "es",
        ),
        ([{"language": {"text": "English"}}], "en"),
        ([{"language": {"text": "Klingon"}}], ""),
        ([{"language": {"text": "English"}}, {"language": {"text": "Spanish"}}], ""),
        ([{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "pt-BR"}]}}], "pt"),
    ],
)
def test_a_language_is_read_or_left_open_never_guessed(communication, language):
    assert rosa(communication=communication).language == language


def test_absent_data_are_empty_never_an_error():
    bare = records.patient({"resourceType": "Patient", "id": "1"}, ())
    assert (bare.given, bare.family, bare.phone, bare.language, bare.timezone) == ("",) * 5
    assert bare.birth_date is None
    assert rosa(extension=[{"url": "x/timezone", "valueCode": "Mars/Base"}]).timezone == ""
    assert rosa(extension=[{"url": "x/timezone", "valueCode": "../../etc"}]).timezone == ""
    assert rosa(birthDate="1951").birth_date is None


def condition(code, clinical="active", verification="confirmed"):
    return {
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]},
        "clinicalStatus": {"coding": [{"code": clinical}]},
        "verificationStatus": {"coding": [{"code": verification}]},
    }


def test_only_problems_that_are_present_count():
    listed = [
        condition("I10"),
        condition("I10"),
        condition("E11.9", clinical="resolved"),
        condition("I50.9", verification="entered-in-error"),
        condition("N18.3", clinical="relapse"),
    ]
    icd = "http://hl7.org/fhir/sid/icd-10-cm|"
    assert records.problems(listed) == (icd + "I10", icd + "N18.3")


def test_a_blood_pressure_is_two_values_taken_at_one_time():
    def part(code, value):
        return {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": "mmHg", "code": "mm[Hg]"},
        }

    panel = {
        "id": "o1",
        "status": "final",
        "effectiveDateTime": "2026-11-20T08:00:00-07:00",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
        "component": [part("8480-6", 138), part("8462-4", 82)],
    }
    found = list(records.values(panel))
    assert [(one.loinc, one.value, one.unit) for one in found] == [
        ("8480-6", 138.0, "mm[Hg]"),
        ("8462-4", 82.0, "mm[Hg]"),
    ]
    assert {one.at for one in found} == {datetime(2026, 11, 20, 15, 0, tzinfo=UTC)}
    assert list(records.values(panel | {"status": "entered-in-error"})) == []
    assert list(records.values(panel | {"effectiveDateTime": "2026-11-20"})) == []


def test_a_care_plan_is_shown_as_words():
    div = '<div xmlns="x"><p>Weigh daily &amp; call</p><br/>Low salt</div>'
    plan = records.care_plan({"id": "c1", "status": "active", "text": {"div": div}})
    assert plan.text == "Weigh daily & call\nLow salt"


def test_a_medicine_is_named_as_ordered():
    ordered = {
        "id": "m1",
        "status": "active",
        "medicationCodeableConcept": {"coding": [{"display": "lisinopril 10 mg"}]},
        "dosageInstruction": [{"text": "1 tab daily"}],
    }
    found = records.medication(ordered)
    assert (found.name, found.dosage) == ("lisinopril 10 mg", "1 tab daily")
