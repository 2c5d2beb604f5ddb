"""Faults: each mode does what it says, counts down, and leaves the other vendors alone."""

import time

import httpx
import pytest

from tests.sandbox.receiver import eventually
from tests.sandbox.town import ACCOUNT, MESSAGES, TOKEN, note

AUTH = (ACCOUNT, TOKEN)
SMART = "/fhir/sandbox/.well-known/smart-configuration"


def test_a_connection_dropped_before_the_effect_has_no_effect(sandbox):
    sandbox.fault("twilio", "drop_before", count=1)
    with pytest.raises(httpx.TransportError):
        sandbox.send()
    assert sandbox.get("/sandbox/messages") == []
    assert sandbox.send().status_code == 201  # used up


def test_a_connection_dropped_after_the_effect_leaves_it_behind(sandbox, sign_in):
    fhir = sign_in.fhir()
    sandbox.fault("fhir", "drop_after", count=1)
    with pytest.raises(httpx.TransportError):
        fhir.file(note())
    assert len(sandbox.get("/sandbox/notes")) == 1
    sandbox.fault("pagerduty", "drop_after", count=1)
    with pytest.raises(httpx.TransportError):
        sandbox.enqueue()
    assert len(sandbox.incidents()) == 1


def test_429_speaks_the_vendors_words_with_and_without_retry_after(sandbox):
    sandbox.fault("twilio", "429", count=1, retry_after=7)
    busy = sandbox.send()
    assert (busy.status_code, busy.json()["code"]) == (429, 20429)
    assert busy.headers["retry-after"] == "7"
    sandbox.fault("pagerduty", "429", count=1)
    busy = sandbox.enqueue()
    assert (busy.status_code, busy.json()["status"]) == (429, "throttle exceeded")
    assert "retry-after" not in busy.headers
    sandbox.fault("fhir", "429", count=1)
    busy = sandbox.http.get(SMART)
    assert busy.json()["issue"][0]["code"] == "throttled"
    assert busy.headers["content-type"] == "application/fhir+json"


@pytest.mark.parametrize("vendor", ["twilio", "pagerduty", "fhir", "auth"])
def test_500_is_a_server_error_without_effect(sandbox, vendor):
    sandbox.fault(vendor, "500")
    paths = {
        "twilio": MESSAGES, "pagerduty": "/pagerduty/v2/enqueue", "fhir": SMART,
        "auth": "/auth/tenants/sandbox/protocols/oauth2/profiles/smart-v1/token",
    }  # fmt: skip
    for name, path in paths.items():
        status = sandbox.http.post(path).status_code
        assert (status == 500) == (name == vendor)


def test_slow_answers_come_late_and_with_their_effect(sandbox):
    sandbox.fault("twilio", "slow", seconds=0.4, count=1)
    began = time.monotonic()
    assert sandbox.send().status_code == 201
    assert time.monotonic() - began >= 0.4
    sandbox.fault("twilio", "slow", seconds=0.3, count=1)
    with pytest.raises(httpx.ReadTimeout):
        sandbox.http.post(
            MESSAGES, data={"To": "+12125550101", "From": "+15005550100", "Body": "late"},
            auth=AUTH, timeout=0.1,
        )  # fmt: skip
    eventually(lambda: len(sandbox.get("/sandbox/messages")) == 2, "the effect comes all the same")


def test_down_for_hours_ends_by_the_sandboxs_clock(sandbox):
    sandbox.fault("fhir", "down", hours=24)
    with pytest.raises(httpx.TransportError):
        sandbox.http.get(SMART)
    sandbox.post("/sandbox/clock", {"advance_seconds": 23 * 3600})
    with pytest.raises(httpx.TransportError):
        sandbox.http.get(SMART)
    sandbox.post("/sandbox/clock", {"advance_seconds": 3601})
    assert sandbox.http.get(SMART).status_code == 200
    assert sandbox.get("/sandbox/faults")["fhir"] is None


def test_down_until_a_moment_or_until_switched_off(sandbox):
    sandbox.fault("fhir", "down", until="2020-01-01T00:00:00Z")
    assert sandbox.http.get(SMART).status_code == 200
    sandbox.fault("fhir", "down")
    with pytest.raises(httpx.TransportError):
        sandbox.http.get(SMART)
    sandbox.http.delete("/sandbox/faults/fhir")
    assert sandbox.http.get(SMART).status_code == 200


def test_a_pagerduty_that_is_down_also_calls_nobody(sandbox, gateway):
    sandbox.enqueue()
    gateway.wait("/webhooks/pagerduty")
    sandbox.fault("pagerduty", "down")
    sandbox.post(f"/sandbox/incidents/{sandbox.incidents()[0]['id']}/acknowledge")
    time.sleep(0.3)
    assert len(gateway.at("/webhooks/pagerduty")) == 1
    sandbox.http.delete("/sandbox/faults")
    gateway.wait("/webhooks/pagerduty", 2)


def test_a_count_is_used_up_and_shown(sandbox):
    sandbox.fault("twilio", "500", count=2)
    assert sandbox.send().status_code == 500
    assert sandbox.get("/sandbox/faults")["twilio"]["count"] == 1
    assert [sandbox.send().status_code for _ in range(2)] == [500, 201]
    assert sandbox.get("/sandbox/faults") == dict.fromkeys(("twilio", "pagerduty", "fhir", "auth"))


def test_a_fault_of_callbacks_is_not_used_up_by_requests(sandbox):
    sandbox.fault("pagerduty", "callback_lost", count=1)
    assert sandbox.enqueue("resolve").status_code == 202
    assert sandbox.get("/sandbox/faults")["pagerduty"]["count"] == 1


@pytest.mark.parametrize("body", [{"mode": "sulk"}, {"mode": "500", "count": 0}, {}])
def test_a_fault_that_is_none_is_refused(sandbox, body):
    assert sandbox.http.put("/sandbox/faults/twilio", json=body).status_code == 422
    assert sandbox.http.put("/sandbox/faults/epic", json={"mode": "500"}).status_code == 422


def test_every_request_of_a_vendor_is_written_down_with_its_fault(sandbox):
    sandbox.send()
    sandbox.fault("twilio", "drop_before", count=1)
    with pytest.raises(httpx.TransportError):
        sandbox.send()
    sandbox.enqueue()
    seen = sandbox.get("/sandbox/requests", vendor="twilio")
    assert [(one["method"], one["path"], one["status"], one["fault"]) for one in seen] == [
        ("POST", MESSAGES, 201, None),
        ("POST", MESSAGES, None, "drop_before"),
    ]
    assert [one["vendor"] for one in sandbox.get("/sandbox/requests")] == [
        "twilio", "twilio", "pagerduty",
    ]  # fmt: skip
