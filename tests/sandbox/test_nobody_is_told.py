"""PagerDuty takes an event and tells nobody, or knows our key no more; the on-call's telephones."""

from typing import Any

import httpx
import pytest

from gateway.vendors.twilio_rings import thanks
from tests.sandbox.receiver import eventually
from tests.sandbox.town import ACCOUNT, CLINIC, MESSAGES, ROSA, TOKEN

NURSE = "+15005550190"
CALLS = MESSAGES.replace("Messages", "Calls")


def newest(sandbox: Any, number: str) -> Any:
    return sandbox.get(f"/sandbox/phones/{number}/calls")[-1]


def ring(sandbox: Any, **fields: str) -> httpx.Response:
    form = {"To": NURSE, "From": CLINIC, "Twiml": thanks("A page waits.")} | fields
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


def picks_up(sandbox: Any, number: str, does: str) -> None:
    line = f"/sandbox/phones/{number}/line"
    sandbox.http.put(line, json={"picks_up": does}).raise_for_status()


def test_a_call_is_placed_says_its_words_and_ends(sandbox: Any) -> None:
    picks_up(sandbox, NURSE, "answers")
    placed = ring(sandbox)
    assert placed.status_code == 201
    assert placed.json()["sid"].startswith("CA")

    eventually(lambda: newest(sandbox, NURSE)["status"] == "completed", "the call is over")
    assert [line["words"] for line in newest(sandbox, NURSE)["lines"]] == ["A page waits."]


def test_a_phone_that_nobody_answers_is_reported_so(sandbox: Any) -> None:
    ring(sandbox, Timeout="1")

    eventually(lambda: newest(sandbox, NURSE)["status"] == "no-answer", "nobody answers")


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"To": "nobody"}, 21211), ({"From": ROSA}, 21210), ({"Twiml": "<Response>"}, 12100)],
)
def test_what_twilio_refuses_is_refused(sandbox: Any, fields: dict[str, str], code: int) -> None:
    answer = ring(sandbox, **fields)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
