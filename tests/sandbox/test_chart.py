"""Reading the chart: the panel, its searches, and what the vendor insists on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from sandbox.oracle_health.panel import catalogue, panel
from tests.sandbox.town import ROSA_ID

LOINC = "http://loinc.org"
ICD, SNOMED = "http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct"


@pytest.fixture
def fhir(sign_in):
    return sign_in.fhir()


def test_the_panel_is_25_people_in_chronic_care(sandbox):
    people = sandbox.get("/sandbox/panel")
    assert len(people) == len({one["phone"] for one in people}) == 25
    assert sum(one["language"] == "es" for one in people) in (12, 13)
    assert len({one["timezone"] for one in people}) == 6
    known = {condition for one in people for condition in one["conditions"]}
    assert {"hypertension", "diabetes", "heart_failure"} <= known
    for one in people:
        assert len(one["conditions"]) >= 2
        assert phonenumbers.is_possible_number(phonenumbers.parse(one["phone"]))
        assert "55501" in one["phone"]  # 555-01xx is kept for fiction
        assert ZoneInfo(one["timezone"])
    rosa = people[0]
    assert (rosa["given"], rosa["language"], rosa["timezone"]) == ("Rosa", "es", "America/New_York")


def test_the_panels_data_names_only_what_the_catalogue_knows():
    for one in panel():
        assert {*one.conditions, *one.past} <= set(catalogue()["conditions"])
        assert set(one.takes) <= set(catalogue()["medications"])


def test_a_patient_says_how_and_in_which_language_to_reach_her(fhir):
    rosa = fhir.get(f"Patient/{ROSA_ID}").json()
    spoken = rosa["communication"][0]
    assert spoken["preferred"]
    assert spoken["language"]["coding"][0]["code"] == "es"
    assert rosa["extension"] == [
        {"url": "http://hl7.org/fhir/StructureDefinition/timezone", "valueCode": "America/New_York"}
    ]
    assert rosa["telecom"][0]["system"] == "phone"
    assert rosa["address"][0]["state"] == "NY"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"_id": f"{ROSA_ID},12457002"}, 2),
        ({"name": "ro"}, 1),
        ({"family": "Delgado"}, 1),
        ({"family:exact": "delgado"}, 0),
        ({"given": "José"}, 1),
        ({"phone": "2125550101"}, 1),
        ({"birthdate": "1957-03-14"}, 1),
        ({"birthdate": "ge1958-01-01"}, 3),
        ({"birthdate": ["ge1957-01-01", "le1957-12-31"]}, 1),
        ({"identifier": "urn:oid:1.2.3.4.5.6|MRN12457001"}, 1),
        ({"address-postalcode": "100"}, 2),
        ({"family": "Delgado", "gender": "male"}, 0),
    ],
)
def test_patients_are_found_by_what_the_vendor_searches(fhir, query, count):
    assert len(fhir.search("Patient", **query)) == count


def test_all_25_are_found_page_by_page(fhir):
    ids, url, pages = [], "/fhir/sandbox/Patient?birthdate=ge1900-01-01&_count=10", 0
    while url:
        page = fhir.sandbox.http.get(url, headers=fhir.headers()).json()
        ids += [entry["resource"]["id"] for entry in page["entry"]]
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
        pages += 1
    assert (len(ids), len(set(ids)), pages) == (25, 25, 3)


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("Patient", {}),
        ("Patient", {"gender": "female"}),
        ("Patient", {"_count": "5"}),
        ("Patient", {"language": "es"}),
        ("Patient", {"birthdate": "1957-03-14T00:00:00Z"}),
        ("Patient", {"name": ["a", "b"]}),
        ("Patient", {"name": "a", "_count": "none"}),
        ("Condition", {"category": "problem-list-item"}),
        ("Observation", {"code": "85354-9"}),
        ("Observation", {"patient": ROSA_ID, "date": "ge2020-01-01", "_lastUpdated": "2020-01-01"}),
        ("Observation", {"patient": ROSA_ID, "date": ["lt2020-01-01", "le2021-01-01"]}),
        ("Observation", {"patient": ROSA_ID, "date": "yesterday"}),
        ("Observation", {"patient": ROSA_ID, "date": "xx2020-01-01"}),
        ("CarePlan", {"patient": ROSA_ID}),
        ("CarePlan", {"patient": ROSA_ID, "category": "assess-plan", "date": "ge2020-01-01"}),
        ("MedicationRequest", {"patient": ROSA_ID, "_lastUpdated": "ge2020-01-01"}),
        ("MedicationRequest", {"patient": ROSA_ID, "-timing-boundsPeriod": "le2020-01-01"}),
        ("DocumentReference", {"type": "http://loinc.org|11506-3"}),
        ("DocumentReference", {"patient": ROSA_ID, "period": "ge2020-01-01"}),
        ("DocumentReference", {"patient": ROSA_ID, "period": ["ge2020-01-01", "le2021-01-01"]}),
        ("DocumentReference", {"patient": ROSA_ID, "identifier": "x"}),
        ("Patient", {"_id": ROSA_ID, "-pageContext": "rubbish"}),
    ],
)
def test_a_search_the_vendor_refuses_is_refused_with_the_reason(fhir, kind, query):
    answer = fhir.get(kind, **query)
    assert answer.status_code == 400
    issue = answer.json()["issue"][0]
    assert issue["severity"] == "error"
    assert issue["diagnostics"]


def test_problems_carry_both_codings_and_can_be_told_by_status(fhir):
    query = {"patient": ROSA_ID, "category": "problem-list-item"}
    problems = fhir.search("Condition", **query)
    codes = {(c["system"], c["code"]) for one in problems for c in one["code"]["coding"]}
    assert {(ICD, "I10"), (SNOMED, "59621000")} <= codes
    assert fhir.search("Condition", **query, **{"clinical-status": "resolved"}) == []
    gladys = {"patient": "12457010", "category": "problem-list-item"}
    resolved = fhir.search("Condition", **gladys, **{"clinical-status": "resolved"})
    assert [one["code"]["text"] for one in resolved] == ["Pneumonia, unspecified organism"]
    assert fhir.search("Condition", patient=ROSA_ID, category="encounter-diagnosis") == []


def test_pressure_is_asked_for_by_its_panel_newest_first(fhir):
    found = fhir.search("Observation", patient=ROSA_ID, code=f"{LOINC}|85354-9,{LOINC}|29463-7")
    assert len(found) == 4
    parts = {p["code"]["coding"][0]["code"]: p["valueQuantity"] for p in found[0]["component"]}
    assert parts["8480-6"] == {
        "value": 146, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]",
    }  # fmt: skip
    times = [one["effectiveDateTime"] for one in found]
    assert times == sorted(times, reverse=True)
    assert fhir.search("Observation", patient=ROSA_ID, code="8480-6") == []
    assert fhir.search("Observation", patient=ROSA_ID, category="laboratory") == []


def test_observations_are_found_by_date(fhir):
    def since(days):
        at = datetime.now(UTC) - timedelta(days=days)
        return "ge" + at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def count(**query):
        return len(fhir.search("Observation", patient=ROSA_ID, code="85354-9", **query))

    assert (count(date=since(1)), count(date=since(5)), count(date=since(30))) == (0, 1, 3)
    assert count(date=[since(30), since(5).replace("ge", "lt")]) == 2
    assert count(_lastUpdated=since(5)) == 1


def test_the_care_plan_is_words_and_medicines_are_orders(fhir):
    [plan] = fhir.search("CarePlan", patient=ROSA_ID, category="assess-plan")
    assert "Home blood pressure daily" in plan["text"]["div"]
    assert "activity" not in plan
    orders = fhir.search("MedicationRequest", patient=ROSA_ID, status="active", intent="order")
    assert orders[0]["medicationCodeableConcept"]["text"]
    assert len(orders) == 2
    assert fhir.search("MedicationRequest", patient=ROSA_ID, status="stopped") == []
    one_page = fhir.get("MedicationRequest", patient=ROSA_ID, _count="1").json()
    assert [link["relation"] for link in one_page["link"]] == ["self", "next"]


def test_what_the_vendor_does_not_have_is_404(fhir):
    for path in ("Task", "Task/1", "Patient/none", "Flag?patient=1"):
        answer = fhir.get(path)
        assert answer.status_code == 404
        assert answer.json()["resourceType"] == "OperationOutcome"


def test_without_a_token_or_with_too_small_a_scope_nothing_is_shown(sandbox, sign_in):
    bare = sandbox.http.get(f"/fhir/sandbox/Patient/{ROSA_ID}")
    assert bare.status_code == 401
    assert "Bearer" in bare.headers["www-authenticate"]
    narrow = sign_in.fhir("system/Patient.r")
    assert narrow.get(f"Patient/{ROSA_ID}").status_code == 200
    assert narrow.get("Patient", name="Rosa").status_code == 403
    assert narrow.get("Condition", patient=ROSA_ID).status_code == 403


def test_a_client_that_reads_no_json_gets_an_empty_406(fhir):
    headers = {**fhir.headers(), "Accept": "application/fhir+xml"}
    answer = fhir.sandbox.http.get(f"/fhir/sandbox/Patient/{ROSA_ID}", headers=headers)
    assert (answer.status_code, answer.content) == (406, b"")
