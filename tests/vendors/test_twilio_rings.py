"""Ringing somebody on call: what Twilio is asked for, and that a key can be pressed."""

from xml.etree import ElementTree

import pytest

from gateway.vendors.delivery import Undeliverable
from gateway.vendors.twilio_rings import TwilioRings, thanks
from tests.vendors.stand_in import Answer

CALLS = "/twilio/2010-04-01/Accounts/AC" + "0" * 32 + "/Calls.json"
NURSE = "+15005550190"
KEY = "https://gw.example.com/webhooks/twilio/on-call/r1/key#rc=2&rp=ct,rt,5xx"
REPORT = "https://gw.example.com/webhooks/twilio/on-call/r1"


def test_the_call_says_its_words_three_times_and_listens_for_one_key(vendor, settings):
    vendor.on(f"POST {CALLS}", Answer(201, {"sid": "CA1", "status": "queued"}))

    TwilioRings(settings).ring(NURSE, "A page. Press 1.", key_url=KEY, status_callback=REPORT)

    [asked] = vendor.asked
    assert (asked.form["To"], asked.form["StatusCallback"]) == (NURSE, REPORT)
    [gather] = ElementTree.fromstring(asked.form["Twiml"]).findall("Gather")
    assert (gather.get("input"), gather.get("numDigits")) == ("dtmf", "1")
    assert gather.get("action") == KEY
    assert gather.get("actionOnEmptyResult") is None, "silence, and a machine, end the call"
    [say] = gather.findall("Say")
    assert (say.text, say.get("loop")) == ("A page. Press 1.", "3")


def test_who_pressed_the_key_is_thanked_and_the_call_ends():
    said = ElementTree.fromstring(thanks("Thank you."))
    assert [(verb.tag, verb.text) for verb in said] == [("Say", "Thank you."), ("Hangup", None)]


def test_no_number_is_never_rung(vendor, settings):
    with pytest.raises(Undeliverable):
        TwilioRings(settings).ring("the nurse", "A page.", key_url=KEY, status_callback=REPORT)
    assert vendor.asked == []
