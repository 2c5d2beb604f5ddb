"""Paging: what an event does to an incident, and what the REST API says of it."""

import pytest

from tests.sandbox.receiver import eventually
from tests.sandbox.town import running, settings_for

API = "/pagerduty/api"
TOKEN = {"Authorization": "Token token=sandbox-pagerduty-api-token"}
FROM = {**TOKEN, "From": "np@clinic.example.org"}


def test_a_critical_event_opens_a_high_urgency_incident(sandbox):
    answer = sandbox.enqueue(client="Promotora", client_url="http://127.0.0.1:8000/cases/1")
    assert answer.status_code == 202
    expected = {"status": "success", "message": "Event processed", "dedup_key": "case-1"}
    assert answer.json() == expected
    [incident] = sandbox.incidents()
    assert (incident["status"], incident["urgency"]) == ("triggered", "high")
    assert incident["incident_key"] == incident["dedup_key"] == "case-1"
    assert (incident["title"], incident["triggers"]) == ("Critical reading", 1)


@pytest.mark.parametrize(
    ("severity", "urgency"),
    [("critical", "high"), ("error", "high"), ("warning", "low"), ("info", "low")],
)
def test_urgency_follows_severity(sandbox, severity, urgency):
    sandbox.enqueue(payload={"severity": severity})
    assert sandbox.incidents()[0]["urgency"] == urgency


def test_an_event_without_a_key_is_given_one(sandbox):
    key = sandbox.enqueue(key=None).json()["dedup_key"]
    assert sandbox.incidents()[0]["dedup_key"] == key


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"routing_key": "short"}, "routing_key"),
        ({"routing_key": "f" * 32}, "routing key"),
        ({"action": "page"}, "event_action"),
        ({"payload": {"severity": "urgent"}}, "severity"),
        ({"payload": {"severity": "CRITICAL"}}, "severity"),
        ({"payload": {"summary": ""}}, "summary"),
        ({"payload": {"summary": "s" * 1025}}, "summary"),
        ({"payload": {"source": None}}, "source"),
        ({"payload": {"custom_details": "text"}}, "custom_details"),
        ({"key": "k" * 256}, "dedup_key"),
        ({"action": "acknowledge", "key": None}, "dedup_key"),
        ({"links": [{"text": "no address"}]}, "links"),
        ({"images": [{"src": "http://clinic.example.org/x.png"}]}, "https"),
    ],
)
def test_a_bad_event_is_a_400_that_says_why_and_pages_nobody(sandbox, changes, says):
    answer = sandbox.enqueue(**changes)
    assert answer.status_code == 400
    body = answer.json()
    assert (body["status"], body["message"]) == ("invalid event", "Event object is invalid")
    assert says in " ".join(body["errors"])
    assert sandbox.incidents() == []


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"x"'])
def test_what_is_not_an_event_is_a_400(sandbox, raw):
    assert sandbox.http.post("/pagerduty/v2/enqueue", content=raw).status_code == 400


def test_an_event_larger_than_512_kb_is_refused(sandbox):
    assert sandbox.enqueue(payload={"custom_details": {"x": "y" * 600_000}}).status_code == 400


def test_the_same_open_key_updates_and_a_resolved_key_opens_again(sandbox):
    sandbox.enqueue()
    sandbox.enqueue()
    assert [(one["triggers"], one["status"]) for one in sandbox.incidents()] == [(2, "triggered")]
    sandbox.enqueue("resolve")
    sandbox.enqueue()
    assert [one["status"] for one in sandbox.incidents()] == ["resolved", "triggered"]


def test_what_is_not_open_is_acknowledged_and_resolved_in_silence(sandbox):
    assert sandbox.enqueue("acknowledge", "unknown").status_code == 202
    assert sandbox.enqueue("resolve", "unknown").status_code == 202
    assert sandbox.incidents() == []


def test_an_event_may_acknowledge_and_then_names_nobody(sandbox):
    sandbox.enqueue()
    sandbox.enqueue("acknowledge")
    [incident] = sandbox.incidents()
    assert (incident["status"], incident["acknowledged_by"]) == ("acknowledged", None)


def test_too_many_events_in_a_minute_are_not_ingested(tmp_path, gateway):
    few = settings_for(tmp_path, gateway.url, sandbox_pagerduty_events_per_minute=3)
    with running(few) as sandbox:
        answers = [sandbox.enqueue(key=f"case-{number}") for number in range(5)]
        assert [answer.status_code for answer in answers] == [202, 202, 202, 429, 429]
        assert answers[3].json()["errors"]
        assert len(sandbox.incidents()) == 3
        sandbox.post("/sandbox/clock", {"advance_seconds": 61})
        assert sandbox.enqueue(key="case-3").status_code == 202


def test_the_default_limit_is_120_a_minute(sandbox):
    codes = [sandbox.enqueue(key="same").status_code for _ in range(121)]
    assert codes == [202] * 120 + [429]


def test_the_rest_api_wants_its_token(sandbox):
    assert sandbox.http.get(f"{API}/incidents").status_code == 401
    wrong = {"Authorization": "Token token=nope"}
    error = sandbox.http.get(f"{API}/incidents", headers=wrong).json()["error"]
    assert error["message"]
    assert error["code"]


def test_incidents_are_found_by_key_and_status(sandbox):
    for key in ("case-1", "case-2"):
        sandbox.enqueue(key=key)

    def keys(**query):
        answer = sandbox.http.get(f"{API}/incidents", params=query, headers=TOKEN)
        return [one["incident_key"] for one in answer.json()["incidents"]]

    assert keys() == ["case-1", "case-2"]
    assert keys(incident_key="case-2") == ["case-2"]
    assert keys(incident_key="none") == []
    assert keys(**{"statuses[]": ["resolved"]}) == []
    assert keys(limit=1, offset=1) == ["case-2"]


def test_an_incident_is_changed_by_somebody_with_a_name(sandbox):
    sandbox.enqueue()
    path = f"{API}/incidents/{sandbox.incidents()[0]['id']}"
    body = {"incident": {"type": "incident", "status": "acknowledged"}}
    assert sandbox.http.put(path, json=body, headers=TOKEN).status_code == 400
    changed = sandbox.http.put(path, json=body, headers=FROM).json()["incident"]
    assert changed["status"] == "acknowledged"
    assert changed["acknowledgements"][0]["acknowledger"]["type"] == "user_reference"
    body["incident"]["status"] = "resolved"
    sandbox.http.put(path, json=body, headers=FROM)
    shown = sandbox.http.get(path, headers=TOKEN).json()["incident"]
    assert shown["status"] == "resolved"
    assert shown["resolved_at"]
    body["incident"]["status"] = "sleeping"
    assert sandbox.http.put(path, json=body, headers=FROM).status_code == 400
    assert sandbox.http.get(f"{API}/incidents/QNONE", headers=TOKEN).status_code == 404


def test_the_service_shows_its_time_outs_switched_off(sandbox):
    service = sandbox.http.get(f"{API}/services/PSANDBX", headers=TOKEN).json()["service"]
    assert service["auto_resolve_timeout"] is None
    assert service["acknowledgement_timeout"] is None
    rule = {"type": "constant", "urgency": "severity_based"}
    assert service["incident_urgency_rule"] == rule
    assert sandbox.http.get(f"{API}/services/PNONE", headers=TOKEN).status_code == 404


def test_a_page_that_nobody_takes_goes_to_the_physician_and_a_low_one_does_not(sandbox):
    sandbox.enqueue(key="high")
    sandbox.enqueue(key="low", payload={"severity": "warning"})
    sandbox.post("/sandbox/clock", {"advance_seconds": 5 * 60 + 1})
    eventually(lambda: sandbox.incidents()[0]["level"] == 2, "the physician is paged")
    assert sandbox.incidents()[1]["level"] == 1
    path = f"/sandbox/incidents/{sandbox.incidents()[0]['id']}/acknowledge"
    assert sandbox.post(path)["acknowledged_by"] == "PDOCTR1"


def test_a_service_with_time_outs_takes_back_what_a_person_did(tmp_path, gateway):
    timed = {
        "sandbox_pagerduty_acknowledgement_seconds": 1800,
        "sandbox_pagerduty_auto_resolve_seconds": 14400,
    }
    with running(settings_for(tmp_path, gateway.url, **timed)) as sandbox:
        sandbox.enqueue()
        sandbox.post(f"/sandbox/incidents/{sandbox.incidents()[0]['id']}/acknowledge")
        sandbox.post("/sandbox/clock", {"advance_seconds": 1801})
        eventually(lambda: sandbox.incidents()[0]["status"] == "triggered", "the time-out")
        sandbox.post("/sandbox/clock", {"advance_seconds": 14400})
        eventually(lambda: sandbox.incidents()[0]["status"] == "resolved", "auto-resolve")
        resolved = [one.json["event"] for one in gateway.wait("/webhooks/pagerduty")]
        assert eventually(
            lambda: gateway.at("/webhooks/pagerduty")[-1].json["event"]["event_type"]
            == "incident.resolved", "its webhook")  # fmt: skip
        assert gateway.at("/webhooks/pagerduty")[-1].json["event"]["agent"] is None
        assert resolved[0]["event_type"] == "incident.triggered"
