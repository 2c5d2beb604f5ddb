"""The sandbox's calls behave as Twilio's do: statuses, TwiML, machines, silence, fall-backs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.twilio.twiml import BadTwiml, verbs
from tests.sandbox.receiver import Receiver, eventually
from tests.sandbox.town import ACCOUNT, CLINIC, ROSA, TOKEN, Sandbox, running, settings_for

CALLS = f"/twilio/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
PUBLIC = "https://clinic.example.org"
ASKS = (
    b'<Response><Gather input="dtmf speech" action="https://clinic.example.org/heard" '
    b'finishOnKey="#" timeout="5" actionOnEmptyResult="true"><Say language="es-US">Hola</Say>'
    b"</Gather></Response>"
)
BYE = b"<Response><Say>Adios</Say><Hangup/></Response>"


@pytest.fixture
def quick(tmp_path: Path, gateway: Receiver) -> Iterator[Sandbox]:
    """A Gather listens a twentieth of its time."""
    gateway.pages = {"/answered": ASKS, "/heard": BYE, "/fallback": BYE}
    settings = settings_for(tmp_path, gateway.url, sandbox_call_patience=0.05)
    with running(settings) as made:
        yield made


@pytest.fixture
def patient(tmp_path: Path, gateway: Receiver) -> Iterator[Sandbox]:
    gateway.pages = {"/answered": ASKS, "/heard": BYE, "/fallback": BYE}
    with running(settings_for(tmp_path, gateway.url)) as made:
        yield made


def place(sandbox: Sandbox, **more: Any) -> Any:
    form = {
        "To": ROSA,
        "From": CLINIC,
        "Url": f"{PUBLIC}/answered",
        "FallbackUrl": f"{PUBLIC}/fallback",
        "StatusCallback": f"{PUBLIC}/status",
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "MachineDetection": "DetectMessageEnd",
    }
    told = {name: value for name, value in (form | more).items() if value is not None}
    return sandbox.http.post(CALLS, data=told, auth=(ACCOUNT, TOKEN))


def call(sandbox: Sandbox) -> dict[str, Any]:
    found: list[dict[str, Any]] = sandbox.get(f"/sandbox/phones/{ROSA}/calls")
    return found[-1] if found else {"status": "none", "lines": [], "listening": False}


def until(sandbox: Sandbox, status: str) -> None:
    eventually(lambda: call(sandbox)["status"] == status, f"the call is {status}")


def listens(sandbox: Sandbox) -> None:
    eventually(lambda: call(sandbox)["listening"], "the call listens")


def test_a_call_rings_is_answered_listens_and_ends_with_every_status_told(
    patient: Sandbox, gateway: Receiver
) -> None:
    placed = place(patient)
    assert (placed.status_code, placed.json()["status"]) == (201, "queued")
    until(patient, "ringing")
    patient.post(f"/sandbox/phones/{ROSA}/answer")
    listens(patient)
    patient.post(f"/sandbox/phones/{ROSA}/keys", {"keys": "138*82#"})
    until(patient, "completed")

    [asked] = gateway.wait("/answered")
    assert asked.form["AnsweredBy"] == "human"
    assert "x-twilio-signature" in asked.headers
    [heard] = gateway.wait("/heard")
    assert heard.form["Digits"] == "138*82"
    told = [one.form["CallStatus"] for one in gateway.wait("/status", 4)]
    assert told == ["initiated", "ringing", "in-progress", "completed"]
    words = [(line["who"], line["words"]) for line in call(patient)["lines"]]
    assert words == [("clinic", "Hola"), ("patient", "[138*82#]"), ("clinic", "Adios")]


def test_speech_comes_with_the_recognisers_confidence(patient: Sandbox, gateway: Receiver) -> None:
    patient.http.put(f"/sandbox/phones/{ROSA}/line", json={"picks_up": "answers"})
    place(patient)
    listens(patient)
    patient.post(f"/sandbox/phones/{ROSA}/speech", {"words": "ciento treinta", "confidence": 0.5})

    [heard] = gateway.wait("/heard")
    assert (heard.form["SpeechResult"], heard.form["Confidence"]) == ("ciento treinta", "0.5000")


def test_silence_is_posted_without_digits(quick: Sandbox, gateway: Receiver) -> None:
    quick.http.put(f"/sandbox/phones/{ROSA}/line", json={"picks_up": "answers"})
    place(quick)

    [heard] = gateway.wait("/heard")
    assert not {"Digits", "SpeechResult"} & set(heard.form)


@pytest.mark.parametrize(
    ("switch", "by"), [("machine", "machine_end_beep"), ("fax", "fax"), ("answers", "human")]
)
def test_what_answers_is_detected(
    patient: Sandbox, gateway: Receiver, switch: str, by: str
) -> None:
    patient.http.put(f"/sandbox/phones/{ROSA}/line", json={"picks_up": switch})
    place(patient)

    assert gateway.wait("/answered")[0].form["AnsweredBy"] == by


@pytest.mark.parametrize("switch", ["busy", "failed"])
def test_a_call_that_reaches_nobody_says_how(
    patient: Sandbox, gateway: Receiver, switch: str
) -> None:
    patient.http.put(f"/sandbox/phones/{ROSA}/line", json={"picks_up": switch})
    place(patient)
    until(patient, switch)

    assert gateway.wait("/status", 2)[-1].form["CallStatus"] == switch
    assert gateway.at("/answered") == []


def test_it_rings_as_long_as_it_was_told(patient: Sandbox) -> None:
    place(patient, Timeout="1")

    until(patient, "no-answer")


def test_an_answer_that_fails_is_asked_of_the_fall_back(
    patient: Sandbox, gateway: Receiver
) -> None:
    gateway.pages["/answered"] = b"<Response><Whistle/></Response>"
    patient.http.put(f"/sandbox/phones/{ROSA}/line", json={"picks_up": "answers"})
    place(patient)
    until(patient, "completed")
    assert (call(patient)["error"], call(patient)["lines"][0]["who"]) == (12200, "twilio")

    gateway.statuses["/answered"] = 500
    place(patient)
    [told] = gateway.wait("/fallback")
    assert told.form["ErrorCode"] == "11200"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"To": "+15005550001"}, 21217),
        ({"From": "+12025550100"}, 21210),
        ({"Url": "no url"}, 21205),
        ({"To": "+447700900123"}, 21215),
        ({"Timeout": "0"}, 20001),
    ],
)
def test_a_call_that_cannot_be_placed_is_refused_with_twilios_code(
    patient: Sandbox, wrong: dict[str, str], code: int
) -> None:
    assert place(patient, **wrong).json()["code"] == code


def test_keys_while_nothing_listens_are_refused(patient: Sandbox) -> None:
    assert patient.http.post(
        f"/sandbox/phones/{ROSA}/keys", json={"keys": "1"}
    ).status_code == 409  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"no xml", 12100),
        (b"<Answer/>", 12200),
        (b"<Response><Sing/></Response>", 12200),
        (b'<Response><Gather language="en"/></Response>', 13512),
        (b"<Response><Say>" + b"x" * 4097 + b"</Say></Response>", 13520),
    ],
)
def test_twiml_that_twilio_would_refuse_is_refused(body: bytes, code: int) -> None:
    with pytest.raises(BadTwiml) as refused:
        verbs(body)
    assert refused.value.code == code


def test_twiml_that_comes_with_the_call_is_said(patient: Sandbox) -> None:
    patient.http.put(f"/sandbox/phones/{ROSA}/line", json={"picks_up": "answers"})
    twiml = "<Response><Pause length='1'/><Say loop='3'>Open the console</Say></Response>"
    assert place(patient, Url=None, Twiml=twiml).status_code == 201

    until(patient, "completed")

    assert [line["words"] for line in call(patient)["lines"]] == ["Open the console"]
    assert place(patient, Url=None, Twiml="<Response>").json()["code"] == 12100
    assert place(patient, Url=None).json()["code"] == 21205
