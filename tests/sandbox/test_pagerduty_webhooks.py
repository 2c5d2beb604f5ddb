"""Webhooks v3: signed over the raw body, at least once, in order, naming people or nobody."""

import hashlib
import hmac

from sandbox.pagerduty.webhooks import signature
from tests.sandbox.receiver import Receiver, eventually, listening
from tests.sandbox.town import free_port, running, settings_for

PATH = "/webhooks/pagerduty"
SECRET = b"sandbox-pagerduty-webhook-secret"


def events(received):
    return [one.json["event"] for one in received]


def types(received):
    return [event["event_type"].removeprefix("incident.") for event in events(received)]


def act(sandbox, action, at=0, **body):
    incident = sandbox.incidents()[at]
    return sandbox.post(f"/sandbox/incidents/{incident['id']}/{action}", body or None)


def test_the_signature_is_the_documented_one():
    body = b'{"event":{"id":"01","event_type":"incident.acknowledged"}}'
    expected = "v1=67dd09e88cf7da4052688f634db42c1ea416404863ed50c6f3f4c156dbffc3a8"
    assert signature("secret", body) == expected


def test_a_page_its_acknowledgement_and_its_end_come_back_signed(sandbox, gateway):
    sandbox.enqueue()
    act(sandbox, "acknowledge")
    act(sandbox, "resolve")
    received = gateway.wait(PATH, 3)
    assert types(received) == ["triggered", "acknowledged", "resolved"]
    for one in received:
        digest = hmac.new(SECRET, one.body, hashlib.sha256).hexdigest()
        assert one.headers["x-pagerduty-signature"] == f"v1={digest}"
        assert one.headers["content-type"] == "application/json"
    assert len({one.headers["x-webhook-id"] for one in received}) == 3


def test_an_event_carries_the_incident_as_it_then_was(sandbox, gateway):
    sandbox.enqueue()
    act(sandbox, "acknowledge")
    triggered, acknowledged = events(gateway.wait(PATH, 2))
    incident = sandbox.incidents()[0]
    for event, status in ((triggered, "triggered"), (acknowledged, "acknowledged")):
        assert event["resource_type"] == "incident"
        data = event["data"]
        assert (data["type"], data["id"]) == ("incident", incident["id"])
        assert (data["status"], data["urgency"]) == (status, "high")
        assert data["incident_key"] == "case-1"
        assert data["service"]["id"] == "PSANDBX"
    assert triggered["agent"] is None


def test_a_persons_click_names_the_person_and_automation_names_nobody(sandbox, gateway):
    sandbox.enqueue()
    act(sandbox, "acknowledge")
    act(sandbox, "resolve", agent=False)
    _, acknowledged, resolved = events(gateway.wait(PATH, 3))
    assert acknowledged["agent"]["type"] == "user_reference"
    assert acknowledged["agent"]["id"] == "PNURSE1"
    assert resolved["agent"] is None


def test_clicking_twice_says_it_once(sandbox, gateway):
    sandbox.enqueue()
    act(sandbox, "acknowledge")
    act(sandbox, "acknowledge")
    act(sandbox, "resolve")
    act(sandbox, "resolve")
    act(sandbox, "acknowledge")
    assert types(gateway.wait(PATH, 3)) == ["triggered", "acknowledged", "resolved"]
    assert sandbox.http.post("/sandbox/incidents/QNONE/resolve").status_code == 404


def test_a_failing_gateway_is_tried_again_with_the_same_id_and_the_rest_waits(sandbox, gateway):
    gateway.answers = [500, 429]
    sandbox.enqueue()
    act(sandbox, "acknowledge")
    received = gateway.wait(PATH, 4)
    assert types(received) == ["triggered"] * 3 + ["acknowledged"]
    assert len({one.headers["x-webhook-id"] for one in received[:3]}) == 1


def test_another_incident_does_not_wait_behind_a_failing_one(sandbox, gateway):
    gateway.answers = [500]
    sandbox.enqueue(key="case-1")
    gateway.wait(PATH)
    sandbox.enqueue(key="case-2")
    keys = [event["data"]["incident_key"] for event in events(gateway.wait(PATH, 3))]
    assert keys == ["case-1", "case-2", "case-1"]


def test_a_gateway_that_is_away_hears_of_the_page_when_it_is_back(tmp_path):
    port = free_port()
    with running(settings_for(tmp_path, f"http://127.0.0.1:{port}")) as sandbox:
        sandbox.enqueue()
        with listening(Receiver(port)) as gateway:
            assert types(gateway.wait(PATH)) == ["triggered"]


def test_a_refused_webhook_is_dropped_and_three_switch_the_subscription_off(sandbox, gateway):
    gateway.answers = [404, 404, 404]
    for number in range(3):
        sandbox.enqueue(key=f"case-{number}")
        gateway.wait(PATH, number + 1)
    sandbox.enqueue(key="unheard")
    eventually(lambda: len(sandbox.incidents()) == 4, "it is an incident all the same")
    sandbox.post("/sandbox/webhooks/pagerduty/enable")
    sandbox.enqueue(key="heard")
    keys = [event["data"]["incident_key"] for event in events(gateway.wait(PATH, 4))]
    assert "heard" in keys


def test_a_lost_webhook_never_comes(sandbox, gateway):
    sandbox.fault("pagerduty", "callback_lost", count=1)
    sandbox.enqueue()
    act(sandbox, "acknowledge")
    assert types(gateway.wait(PATH)) == ["acknowledged"]


def test_a_doubled_webhook_comes_twice_with_one_id(sandbox, gateway):
    sandbox.fault("pagerduty", "callback_doubled", count=1)
    sandbox.enqueue()
    first, second = gateway.wait(PATH, 2)
    assert first.body == second.body
    assert first.headers["x-webhook-id"] == second.headers["x-webhook-id"]


def test_a_webhook_out_of_order_comes_after_the_next(sandbox, gateway):
    sandbox.fault("pagerduty", "callback_disordered", count=1)
    sandbox.enqueue()
    act(sandbox, "acknowledge")
    assert types(gateway.wait(PATH, 2)) == ["acknowledged", "triggered"]
