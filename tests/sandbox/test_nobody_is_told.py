"""PagerDuty takes an event and tells nobody, or knows our key no more; the on-call's telephones."""

from typing import Any

import httpx
import pytest

from gateway.vendors.twilio_rings import twiml
from tests.sandbox.receiver import eventually
from tests.sandbox.town import ACCOUNT, CLINIC, MESSAGES, ROSA, TOKEN

CALLS = MESSAGES.replace("Messages", "Calls")


def ring(sandbox: Any, **fields: str) -> httpx.Response:
    form = {"To": "+15005550190", "From": CLINIC, "Twiml": twiml("A page waits.")} | fields
    answer: httpx.Response = sandbox.http.post(CALLS, data=form, auth=(ACCOUNT, TOKEN))
    return answer


def test_silent_answers_202_and_opens_no_incident(sandbox: Any) -> None:
    sandbox.fault("pagerduty", "silent", count=1)
    assert sandbox.enqueue().status_code == 202
    assert sandbox.incidents() == []

    assert sandbox.enqueue().status_code == 202
    assert len(sandbox.incidents()) == 1


def test_a_revoked_key_is_answered_as_a_wrong_one(sandbox: Any) -> None:
    sandbox.fault("pagerduty", "key_revoked")
    answer = sandbox.enqueue()

    assert (answer.status_code, answer.json()["errors"]) == (400, ["Invalid routing key"])
    assert sandbox.incidents() == []


def test_a_call_is_placed_says_its_words_and_ends(sandbox: Any) -> None:
    placed = ring(sandbox)
    assert placed.status_code == 201
    assert placed.json()["sid"].startswith("CA")

    [call] = sandbox.get("/sandbox/rings")
    assert (call["phone"], call["says"]) == ("+15005550190", "A page waits.")
    eventually(
        lambda: sandbox.get("/sandbox/rings")[0]["status"] == "completed", "the call is over"
    )


def test_a_phone_that_is_off_is_not_answered(sandbox: Any) -> None:
    state = {"outcome": "undelivered"}
    sandbox.http.put(f"/sandbox/phones/{ROSA}", json=state).raise_for_status()
    ring(sandbox, To=ROSA)

    eventually(lambda: sandbox.get("/sandbox/rings")[0]["status"] == "no-answer", "nobody answers")


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"To": "nobody"}, 21211), ({"From": ROSA}, 21212), ({"Twiml": "<Response>"}, 12100)],
)
def test_what_twilio_refuses_is_refused(sandbox: Any, fields: dict[str, str], code: int) -> None:
    answer = ring(sandbox, **fields)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
