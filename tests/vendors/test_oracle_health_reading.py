"""Reading the chart at Oracle Health: pages, versions, and everybody without a list."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.vendors.ehr import chart
from tests.vendors.settings_for import bundle, sign_in
from tests.vendors.stand_in import Answer

FHIR = "/fhir/t1"
NOW = datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC)


@pytest.fixture
def oracle(vendor, settings):
    sign_in(vendor)
    return chart(settings, now=lambda: NOW)


def test_the_same_id_on_two_pages_counts_once_in_its_newest_version(vendor, oracle):
    def order(version, name):
        return {
            "resourceType": "MedicationRequest",
            "id": "m1",
            "meta": {"versionId": version},
            "medicationCodeableConcept": {"text": name},
        }

    route = f"GET {FHIR}/MedicationRequest?"
    following = f"{vendor.url}{FHIR}/MedicationRequest?page=2"
    first = bundle(order("10", "lisinopril 20 mg"), following=following)
    vendor.on(route, Answer(200, first))
    vendor.on(route + "page=2", Answer(200, bundle(order("9", "lisinopril 10 mg"))))
    assert [m.name for m in oracle.medications("1")] == ["lisinopril 20 mg"]


def test_a_span_of_too_many_patients_is_halved_until_it_fits(vendor, oracle):
    def born(first, last):
        return f"GET {FHIR}/Patient?birthdate=ge{first}&birthdate=le{last}"

    too_many = Answer(422, {"resourceType": "OperationOutcome", "issue": [{"code": "too-costly"}]})
    today = NOW.date()
    first, last = today - timedelta(days=365 * 120), today - timedelta(days=365 * 18)
    middle = first + (last - first) // 2
    rosa = {"resourceType": "Patient", "id": "1", "birthDate": "1951-03-04"}
    vendor.on(f"GET {FHIR}/Patient?", Answer(200, bundle()))
    vendor.on(born(first, last), too_many)
    vendor.on(born(first, middle), Answer(200, bundle(rosa)))
    vendor.on(f"GET {FHIR}/Condition?", Answer(200, bundle()))
    [found] = oracle.cohort()
    assert found.fhir_id == "1"
    assert found.birth_date == date(1951, 3, 4)
    asked = [dict(one.query)["birthdate"] for one in vendor.requests(f"GET {FHIR}/Patient?")]
    assert asked == [f"le{last}", f"le{middle}", f"le{last}"]


def test_patients_named_by_id_are_read_one_by_one_and_unknown_ones_left_out(vendor, oracle):
    vendor.on(f"GET {FHIR}/Patient/1", Answer(200, {"resourceType": "Patient", "id": "1"}))
    vendor.on(f"GET {FHIR}/Condition?", Answer(200, bundle()))
    assert [found.fhir_id for found in oracle.cohort(["1", "2"])] == ["1"]
    assert oracle.patient("2") is None
    assert ("category", "problem-list-item") in vendor.requests(f"GET {FHIR}/Condition")[0].query


def test_values_are_asked_with_their_system_and_come_newest_first(vendor, oracle):
    def weight(obs_id, at, pounds):
        return {
            "resourceType": "Observation",
            "id": obs_id,
            "status": "final",
            "effectiveDateTime": at,
            "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
            "valueQuantity": {"value": pounds, "code": "[lb_av]"},
        }

    listed = bundle(
        weight("a", "2026-11-18T08:00:00Z", 184), weight("b", "2026-11-19T08:00:00Z", 185.5)
    )
    vendor.on(f"GET {FHIR}/Observation?", Answer(200, listed))
    found = oracle.recent_values("1", NOW - timedelta(days=30))
    assert [value.value for value in found] == [185.5, 184.0]
    query = dict(vendor.requests(f"GET {FHIR}/Observation")[0].query)
    assert all(code.startswith("http://loinc.org|") for code in query["code"].split(","))
    assert "8480-6" not in query["code"]
