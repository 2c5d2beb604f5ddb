"""Filing notes at Oracle Health, and finding them again before they are filed twice."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from gateway.vendors.delivery import Later, Receipt, Undeliverable, Unsure
from gateway.vendors.ehr import Note, chart
from tests.vendors.settings_for import bundle, pointing_at, sign_in
from tests.vendors.stand_in import Answer

FHIR = "/fhir/t1"
POST, SEARCH = f"POST {FHIR}/DocumentReference", f"GET {FHIR}/DocumentReference?"
NOW = datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC)
NOTE = Note(
    key="n-7f3a",
    patient_id="12724066",
    title="Blood pressure reading",
    text='Reading 138/82.\nPatient wrote: "¿138/82, está bien?"\x07',
    kind="reading",
    started=NOW - timedelta(minutes=3),
    ended=NOW,
)


@pytest.fixture
def oracle(vendor, settings):
    sign_in(vendor)
    return chart(settings, now=lambda: NOW)


def filed(key, doc_id="31"):
    attachment = {"title": f"Promotora {key}: Blood pressure reading", "url": "x"}
    return {
        "resourceType": "DocumentReference",
        "id": doc_id,
        "content": [{"attachment": attachment}],
    }


def test_a_note_is_filed_as_oracle_wants_it(vendor, oracle):
    location = f"{vendor.url}{FHIR}/DocumentReference/16885181"
    vendor.on(POST, Answer(201, None, {"Location": location, "X-Request-Id": "r-9"}))
    assert oracle.file_note(NOTE) == Receipt("16885181", "filed", "r-9")

    [asked] = vendor.requests(POST)
    assert asked.headers["Content-Type"] == "application/fhir+json"
    assert asked.headers["Accept"] == "application/fhir+json"
    assert asked.headers["Authorization"] == "Bearer t-1"
    document = asked.json
    assert (document["status"], document["docStatus"]) == ("current", "final")
    assert document["subject"] == {"reference": "Patient/12724066"}
    assert document["type"] == {"coding": [{"system": "http://loinc.org", "code": "11506-3"}]}
    assert document["context"]["period"] == {
        "start": "2026-11-20T15:01:05.000Z",
        "end": "2026-11-20T15:04:05.000Z",
    }
    [content] = document["content"]
    attachment = content["attachment"]
    assert attachment["contentType"] == "text/plain;charset=utf-8"
    assert attachment["title"] == "Promotora n-7f3a: Blood pressure reading"
    text = base64.b64decode(attachment["data"], validate=True).decode()
    assert text == 'Reading 138/82.\nPatient wrote: "¿138/82, está bien?"'
    assert "author" not in document


def test_a_tenants_own_note_type_replaces_loinc_and_an_author_may_be_named(vendor, key_file):
    sign_in(vendor)
    vendor.on(POST, Answer(201, None, {"Location": "x/DocumentReference/1/_history/1"}))
    settings = pointing_at(
        vendor.url,
        fhir_key_file=str(key_file),
        fhir_note_type="https://fhir.cerner.com/t1/codeSet/72|2820507",
        fhir_author_practitioner="3332064",
    )
    assert chart(settings, now=lambda: NOW).file_note(NOTE).remote_id == "1"
    document = vendor.requests(POST)[0].json
    assert document["type"]["coding"] == [
        {
            "system": "https://fhir.cerner.com/t1/codeSet/72",
            "code": "2820507",
            "userSelected": True,
        }
    ]
    assert document["author"] == [{"reference": "Practitioner/3332064"}]


def test_an_expired_token_is_renewed_once_and_the_note_filed(vendor, oracle):
    created = Answer(201, None, {"Location": "x/DocumentReference/5"})
    vendor.on(POST, Answer(401), created)
    assert oracle.file_note(NOTE).remote_id == "5"
    tokens = [asked.headers["Authorization"] for asked in vendor.requests(POST)]
    assert tokens == ["Bearer t-1", "Bearer t-2"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_not_enough_keeps_the_note_and_raises_the_alarm(vendor, oracle, status):
    vendor.on(POST, Answer(status))
    with pytest.raises(Later) as later:
        oracle.file_note(NOTE)
    assert later.value.alarm
    assert len(vendor.requests(POST)) == (2 if status == 401 else 1)


def test_a_refused_note_names_the_rule_and_not_the_words(vendor, oracle):
    outcome = {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "business-rule",
                "diagnostics": "138/82 of Rosa Díaz",
                "expression": ["DocumentReference.type"],
            }
        ],
    }
    vendor.on(POST, Answer(422, outcome))
    with pytest.raises(Undeliverable) as refused:
        oracle.file_note(NOTE)
    assert refused.value.code == "422"
    assert "business-rule DocumentReference.type" in str(refused.value)
    assert "Rosa" not in str(refused.value)


def test_a_note_taken_without_an_id_leaves_us_unsure(vendor, oracle):
    vendor.on(POST, Answer(201))
    with pytest.raises(Unsure):
        oracle.file_note(NOTE)


def test_a_filed_note_is_found_by_its_key_on_any_page(vendor, oracle):
    following = f"{vendor.url}{FHIR}/DocumentReference?page=opaque%7C2"
    vendor.on(SEARCH, Answer(200, bundle(filed("n-7f3", "30"), following=following)))
    vendor.on(SEARCH + "page=opaque%7C2", Answer(200, bundle(filed("n-7f3a"))))
    assert oracle.find_note(NOTE) == Receipt("31", "found")
    first, second = vendor.requests(SEARCH)
    assert first.query == [
        ("patient", "12724066"),
        ("type", "http://loinc.org|11506-3"),
        ("period", "ge2026-11-19T15:01:05.000Z"),
        ("period", "lt2026-11-21T15:04:05.000Z"),
        ("_count", "100"),
    ]
    assert second.target == f"{FHIR}/DocumentReference?page=opaque%7C2"


def test_another_note_of_the_day_is_not_taken_for_this_one(vendor, oracle):
    vendor.on(SEARCH, Answer(200, bundle(filed("n-7f3"), filed("n-7f3ab", "32"))))
    assert oracle.find_note(NOTE) is None


@pytest.mark.parametrize(
    "answer", [Answer(400), Answer(200, {"odd": 1}), Answer(500), Answer(404), Answer(cut=True)]
)
def test_not_being_able_to_look_is_not_taken_for_not_filed(vendor, oracle, answer):
    vendor.on(SEARCH, answer)
    with pytest.raises(Later):
        oracle.find_note(NOTE)


def test_our_token_is_not_carried_to_another_server_by_a_page_link(vendor, oracle):
    vendor.on(SEARCH, Answer(200, bundle(following="http://127.0.0.1:9/fhir?page=2")))
    with pytest.raises(Later, match="another server"):
        oracle.find_note(NOTE)


def test_pages_that_go_in_a_circle_end(vendor, oracle):
    again = f"{vendor.url}{FHIR}/DocumentReference?page=1"
    vendor.on(SEARCH, Answer(200, bundle(following=again)))
    assert oracle.find_note(NOTE) is None


def test_a_slow_sign_in_leaves_no_time_for_a_post_that_would_outlive_its_lease(vendor, settings):
    sign_in(vendor)
    granted = {"access_token": "t-1", "expires_in": 570}
    vendor.on("POST /auth/token", Answer(200, granted, wait=0.4))
    discovery = {"token_endpoint": f"{vendor.url}/auth/token"}
    slow = Answer(200, discovery, wait=0.4)
    vendor.on(f"GET {FHIR}/.well-known/smart-configuration", slow)
    vendor.on(POST, Answer(201, None, {"Location": "x/DocumentReference/5"}))
    oracle = chart(settings, now=lambda: NOW)
    with pytest.raises(Later, match="too slow"):
        oracle.file_note(NOTE)
    assert vendor.requests(POST) == []
    assert oracle.file_note(NOTE).remote_id == "5"


def test_a_chart_that_is_not_listed_is_named_with_the_known_ones(settings):
    with pytest.raises(ValueError, match="known charts: oracle_health"):
        chart(settings.model_copy(update={"ehr": "papyrus"}), now=lambda: NOW)
