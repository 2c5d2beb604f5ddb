"""Calling through Twilio: what is asked for, what is refused, and how doubt is settled."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from gateway.settings import Settings
from gateway.vendors.delivery import Later, Receipt, Undeliverable, Unsure
from gateway.vendors.twilio_calls import TwilioCalls
from gateway.vendors.twiml import HANG_UP, LISTEN, WAIT, Script, twiml
from tests.vendors.stand_in import Answer

CALLS = "/twilio/2010-04-01/Accounts/AC" + "0" * 32 + "/Calls.json"
PHONE, PLACED_AT = "+15005550006", datetime(2026, 11, 20, 23, 59, 30, tzinfo=UTC)
URLS = {
    "url": "https://gw.example.com/voice/1#rc=2",
    "status_url": "https://gw.example.com/calls/1",
    "fallback_url": "https://gw.example.com/voice-fallback",
}


def call(sid="CA1", **changes):
    listed = {
        "sid": sid,
        "to": PHONE,
        "from": "+15005550100",
        "status": "in-progress",
        "direction": "outbound-api",
        "date_created": "Fri, 20 Nov 2026 23:59:31 +0000",
    }
    return listed | changes


def test_a_call_asks_for_machine_detection_every_status_and_an_end(vendor, settings):
    vendor.on(f"POST {CALLS}", Answer(201, call(status="queued")))

    assert TwilioCalls(settings).place("(500) 555-0006", **URLS) == Receipt("CA1", "queued")

    [asked] = vendor.asked
    assert asked.form["To"] == PHONE
    assert asked.form["MachineDetection"] == "DetectMessageEnd"
    assert (asked.form["Url"], asked.form["FallbackUrl"]) == (URLS["url"], URLS["fallback_url"])
    assert b"StatusCallbackEvent=initiated&StatusCallbackEvent=ringing" in asked.body
    assert "Record" not in asked.form


def test_no_number_is_never_dialled(vendor, settings):
    with pytest.raises(Undeliverable) as refused:
        TwilioCalls(settings).place("call me", **URLS)
    assert (refused.value.code, vendor.asked) == ("21211", [])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(400, {"code": 21217}), Undeliverable),
        (Answer(401, {"code": 20003}), Later),
        (Answer(429, {"code": 20429}), Later),
        (Answer(500, {}), Unsure),
        (Answer(201, {}), Unsure),
    ],
)
def test_each_answer_says_whether_the_phone_may_ring(vendor, settings, answer, error):
    vendor.on(f"POST {CALLS}", answer)
    with pytest.raises(error):
        TwilioCalls(settings).place(PHONE, **URLS)


def test_a_call_in_doubt_is_found_among_those_to_the_same_phone(vendor, settings):
    listed = [
        call("CA5", direction="inbound"),
        call("CA4", date_created="Fri, 20 Nov 2026 20:00:00 +0000"),
        call("CA3", **{"from": "+15005550199"}),
        call("CA2"),
        call("CA1"),
    ]
    vendor.on(f"GET {CALLS}", Answer(200, {"calls": listed}))

    found = TwilioCalls(settings).find(PHONE, PLACED_AT, known=("CA2",))

    assert found == Receipt("CA1", "in-progress")


def test_a_call_that_was_not_placed_is_not_found(vendor, settings):
    vendor.on(f"GET {CALLS}", Answer(200, {"calls": []}))

    assert TwilioCalls(settings).find(PHONE, PLACED_AT) is None


def test_a_question_listens_to_keys_and_speech_in_its_language_and_answers_silence_too():
    settings = Settings(public_base_url="https://gw.example.com")
    script = Script(("¿Cuál es su presión?",), LISTEN, "es", "/webhooks/twilio/voice/c/3")

    [gather] = ElementTree.fromstring(twiml(script, settings))

    assert gather.tag == "Gather"
    assert gather.attrib["input"] == "dtmf speech"
    assert gather.attrib["action"].startswith("https://gw.example.com/webhooks/twilio/voice/c/3#")
    assert (gather.attrib["language"], gather.attrib["finishOnKey"]) == ("es-US", "#")
    assert gather.attrib["actionOnEmptyResult"] == "true"
    assert "numDigits" not in gather.attrib  # a whole reading must not be cut to its first key
    assert [say.text for say in gather] == ["¿Cuál es su presión?"]


@pytest.mark.parametrize(
    ("then", "verbs"), [(HANG_UP, ["Say", "Hangup"]), (WAIT, ["Say", "Pause", "Redirect"])]
)
def test_a_script_ends_as_it_says(then, verbs):
    script = Script(("Fish & <chips>",), then, "en", "/webhooks/twilio/voice/c/3/wait/0")

    said = ElementTree.fromstring(twiml(script, Settings()))

    assert [verb.tag for verb in said] == verbs
    assert said[0].text == "Fish & <chips>"
