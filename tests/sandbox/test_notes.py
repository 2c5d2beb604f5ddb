"""Filing notes: the vendor's rules, what is kept, and that asking twice files twice."""

import base64

import pytest

from tests.sandbox.town import ROSA_ID, attachment, note

END = {"end": "2026-11-20T15:04:05.000Z"}
LOINC_CODING = {"system": "http://loinc.org", "code": "11506-3"}
SET_72 = {"system": "https://fhir.cerner.com/sandbox/codeSet/72", "code": "2820507"}


@pytest.fixture
def fhir(sign_in):
    return sign_in.fhir()


def with_attachment(**changes):
    return {"content": [{"attachment": attachment(**changes)}]}


def xhtml(text):
    data = base64.b64encode(text.encode()).decode()
    return with_attachment(contentType="application/xhtml+xml;charset=utf-8", data=data)


def test_a_note_is_filed_with_an_empty_answer_that_says_where(fhir, sandbox):
    answer = fhir.file(note())
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["etag"].startswith('W/"')
    assert answer.headers["x-request-id"]
    assert answer.headers["opc-request-id"]
    filed = fhir.get(answer.headers["location"]).json()
    assert filed["status"] == "current"
    assert filed["content"][0]["attachment"]["title"] == "Promotora n-1: Reading"
    [shown] = sandbox.get("/sandbox/notes", patient=ROSA_ID)
    assert shown["id"] == filed["id"]
    assert shown["text"] == "Lectura 190/110. «Me duele la cabeza»"
    assert sandbox.get("/sandbox/notes", patient="12457002") == []


def test_the_words_are_behind_binary_and_need_its_scope(fhir, sign_in):
    filed = fhir.get(fhir.file(note()).headers["location"]).json()
    place = filed["content"][0]["attachment"]
    assert "data" not in place
    binary = fhir.get(place["url"]).json()
    assert "190/110" in base64.b64decode(binary["data"]).decode()
    assert sign_in.fhir("system/DocumentReference.rs").get(place["url"]).status_code == 403


def test_asking_twice_files_twice(fhir, sandbox):
    fhir.file(note())
    fhir.file(note())
    assert len(sandbox.get("/sandbox/notes")) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"docStatus": "amended"},
        {"type": {"coding": [SET_72 | {"userSelected": True}]}},
        {"author": [{"reference": "Practitioner/3332064"}]},
        {"authenticator": {"reference": "Practitioner/3332064"}},
        {"identifier": [{"value": "ignored"}], "custodian": {"display": "ignored"}},
        {"context": {"period": END, "encounter": [{"reference": "Encounter/97987761"}]}},
        {"date": None},
        with_attachment(contentType="application/pdf"),
        with_attachment(title=None, creation=None),
        xhtml("<div><p>ok<br /></p></div>"),
    ],
)
def test_what_the_vendor_takes_is_taken(fhir, changes):
    assert fhir.file(note(**changes)).status_code == 201


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "superseded"}, "business-rule"),
        ({"docStatus": "preliminary"}, "business-rule"),
        ({"docStatus": None}, "business-rule"),
        ({"type": None}, "business-rule"),
        ({"type": {"text": "Progress note"}}, "business-rule"),
        ({"type": {"coding": [LOINC_CODING, SET_72]}}, "business-rule"),
        ({"type": {"coding": [SET_72, SET_72]}}, "business-rule"),
        ({"type": {"coding": [{"system": "http://loinc.org", "code": "note"}]}}, "business-rule"),
        ({"subject": None}, "business-rule"),
        ({"subject": {"reference": "Patient/none"}}, "business-rule"),
        ({"author": [{"reference": f"Patient/{ROSA_ID}"}]}, "business-rule"),
        ({"content": []}, "business-rule"),
        ({"content": [{"attachment": attachment()}] * 2}, "business-rule"),
        (with_attachment(contentType="text/plain"), "business-rule"),
        (with_attachment(contentType="image/png"), "business-rule"),
        (with_attachment(data="not base64!"), "business-rule"),
        (with_attachment(data=""), "business-rule"),
        (with_attachment(creation="2026-11-20"), "business-rule"),
        (xhtml("<p>not closed<br></p>"), "business-rule"),
        (xhtml("<!DOCTYPE a [<!ENTITY b 'c'>]><p>&b;</p>"), "business-rule"),
        ({"context": None}, "business-rule"),
        ({"context": {"period": {"start": END["end"]}}}, "business-rule"),
        ({"context": {"period": {"end": "2026-11-20"}}}, "business-rule"),
        ({"context": {"period": END | {"start": "2026-11-21T00:00:00Z"}}}, "business-rule"),
        ({"context": {"period": END, "encounter": [{}, {}]}}, "business-rule"),
        ({"date": "2026-11-20"}, "business-rule"),
        ({"modifierExtension": [{"url": "http://x.example.org"}]}, "extension"),
        ({"implicitRules": "http://x.example.org"}, "not-supported"),
    ],
)
def test_what_breaks_a_rule_is_a_422_and_is_not_filed(fhir, sandbox, changes, code):
    answer = fhir.file(note(**changes))
    assert answer.status_code == 422
    issue = answer.json()["issue"][0]
    assert issue["code"] == code
    assert issue["diagnostics"]
    assert sandbox.get("/sandbox/notes") == []


def test_notes_are_found_by_patient_type_and_time(fhir):
    fhir.file(note())
    later = {"start": "2026-11-21T10:00:00Z", "end": "2026-11-21T10:05:00Z"}
    fhir.file(note(date="2026-11-21T10:05:00Z", context={"period": later}))

    def count(**query):
        return len(fhir.search("DocumentReference", patient=ROSA_ID, **query))

    assert count() == 2
    assert count(type="http://loinc.org|11506-3") == 2
    assert count(type="http://loinc.org|34109-9,34109-9") == 0
    assert count(category="clinical-note") == 2
    assert count(period=["ge2026-11-20T15:01:00Z", "lt2026-11-20T15:02:00Z"]) == 1
    assert count(period=["ge2026-11-20", "lt2026-11-22"]) == 2
    assert count(date="ge2026-11-21") == 1
    assert count(date="2026-11-20") == 1
    assert count(date=["ge2026-11-20T00:00:00Z", "le2026-11-22T00:00:00Z"]) == 2
    assert count(_lastUpdated="lt2026-01-01") == 0
    newest = fhir.search("DocumentReference", patient=ROSA_ID)[0]
    assert newest["date"] == "2026-11-21T10:05:00Z"


def test_a_page_of_notes_is_ten_unless_asked_and_never_over_a_hundred(fhir):
    for _ in range(12):
        fhir.file(note())

    def size(**query):
        return len(fhir.search("DocumentReference", patient=ROSA_ID, **query))

    assert (size(), size(_count="12"), size(_count="500")) == (10, 12, 12)


def test_only_a_token_that_may_create_files_a_note(sign_in, sandbox):
    reader = sign_in.fhir("system/DocumentReference.rs")
    assert reader.file(note()).status_code == 403
    assert sandbox.http.post("/fhir/sandbox/DocumentReference", json=note()).status_code == 401


def test_what_is_not_a_document_is_refused(fhir):
    path = "/fhir/sandbox/DocumentReference"
    assert fhir.file({"resourceType": "Observation"}).status_code == 400
    broken = fhir.sandbox.http.post(path, content=b"{", headers=fhir.headers())
    assert broken.status_code == 400
    plain = fhir.headers() | {"Content-Type": "text/plain"}
    assert fhir.sandbox.http.post(path, content=b"{}", headers=plain).status_code == 415
    nowhere = fhir.sandbox.http.post("/fhir/sandbox/Task", json={}, headers=fhir.headers())
    assert nowhere.status_code == 404
