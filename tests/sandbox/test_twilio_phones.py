"""Texting from a phone: the signed webhook, its retries, and Twilio's own keywords."""

import pytest
from twilio.request_validator import RequestValidator

from tests.sandbox.receiver import Receiver, eventually, listening
from tests.sandbox.town import ACCOUNT, CLINIC, ROSA, TOKEN, free_port, running, settings_for

PATH = "/webhooks/twilio/sms"
URL = "https://clinic.example.org" + PATH


def test_a_text_reaches_the_gateway_signed_with_every_field(sandbox, gateway):
    said = sandbox.text("Mi presión: 190/110 😟")
    assert said["status"] == 200
    [received] = gateway.at(PATH)
    form = received.form
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == said["sid"]
    assert (form["From"], form["To"]) == (ROSA, CLINIC)
    assert form["Body"] == "Mi presión: 190/110 😟"
    assert (form["AccountSid"], form["NumMedia"], form["SmsStatus"]) == (ACCOUNT, "0", "received")
    assert form["FromCity"] == ""  # empty and signed all the same
    assert RequestValidator(TOKEN).validate(URL, form, received.headers["x-twilio-signature"])


def test_a_picture_is_announced_with_its_type_and_address(sandbox, gateway):
    said = sandbox.text("", media=2)
    form = gateway.at(PATH)[0].form
    assert said["sid"].startswith("MM")
    assert (form["Body"], form["NumMedia"]) == ("", "2")
    assert form["MediaContentType1"] == "image/jpeg"
    assert form["MediaUrl1"].startswith("http")


def test_the_same_sid_sends_the_same_text_again_and_never_another(sandbox, gateway):
    sid = "SM" + "a" * 32
    for _ in range(2):
        assert sandbox.text("138/82", sid=sid)["sid"] == sid
    first, second = gateway.at(PATH)
    assert first.form == second.form
    assert len(sandbox.conversation()) == 1
    path = f"/sandbox/phones/{ROSA}/texts"
    other = sandbox.http.post(path, json={"body": "190/110", "sid": sid})
    assert other.status_code == 409


def test_any_number_may_text(sandbox, gateway):
    sandbox.text("hello", phone="+16465550199")
    assert gateway.at(PATH)[0].form["From"] == "+16465550199"
    assert sandbox.http.post("/sandbox/phones/12/texts", json={"body": "x"}).status_code == 422


def test_a_gateway_that_fails_is_called_again_with_the_same_token(sandbox, gateway):
    gateway.answers = [500]
    assert sandbox.text("190/110")["status"] == 500
    first, again = gateway.wait(PATH, 2)
    assert first.form == again.form
    assert (
        first.headers["i-twilio-idempotency-token"] == again.headers["i-twilio-idempotency-token"]
    )
    eventually(lambda: sandbox.conversation()[0]["webhook"] == "delivered", "it arrived")


def test_a_refusal_is_final(sandbox, gateway):
    gateway.answers = [403]
    assert sandbox.text("190/110")["status"] == 403
    assert [text["body"] for text in sandbox.get("/sandbox/texts/undelivered")] == ["190/110"]


def test_a_text_that_arrives_nowhere_is_kept_and_can_be_sent_again(tmp_path):
    port = free_port()
    with running(settings_for(tmp_path, f"http://127.0.0.1:{port}")) as sandbox:
        said = sandbox.text("190/110")
        assert said["status"] is None
        assert sandbox.get("/sandbox/texts/undelivered") == []  # still being retried
        lost = lambda: sandbox.get("/sandbox/texts/undelivered")  # noqa: E731
        eventually(lost, "two retries were in vain", 10)
        with listening(Receiver(port)) as gateway:
            [resent] = sandbox.post("/sandbox/texts/resend")
            assert resent == {"sid": said["sid"], "status": 200}
            assert gateway.at(PATH)[0].form["Body"] == "190/110"
        assert lost() == []
        assert sandbox.http.post("/sandbox/texts/SMnone/resend").status_code == 404


def test_a_doubled_text_comes_twice_with_one_sid(sandbox, gateway):
    sandbox.fault("twilio", "callback_doubled", count=1)
    sandbox.text("190/110")
    first, second = gateway.wait(PATH, 2)
    assert first.form == second.form


@pytest.mark.parametrize("word", ["STOP", "stop", " Quit ", "CANCEL", "Revoke"])
def test_stop_blocks_the_number_confirms_and_still_reaches_the_gateway(sandbox, gateway, word):
    sandbox.text(word)
    assert gateway.at(PATH)[0].form["Body"] == word
    assert "OptOutType" not in gateway.at(PATH)[0].form  # only Advanced Opt-Out sends it
    stop, confirmation = sandbox.conversation()
    assert confirmation["by_twilio"]
    assert "unsubscribed" in confirmation["body"]
    refused = sandbox.send()
    assert (refused.status_code, refused.json()["code"]) == (400, 21610)
    assert sandbox.send(To="+12125550199").status_code == 201


def test_start_opens_the_number_again(sandbox):
    sandbox.text("STOP")
    sandbox.text("START")
    assert sandbox.send().status_code == 201
    assert "re-subscribed" in sandbox.conversation()[3]["body"]


@pytest.mark.parametrize("words", ["STOP PLEASE", "ALTO", "Please stop texting me", "no"])
def test_other_ways_to_say_stop_are_not_twilios_business(sandbox, words):
    sandbox.text(words)
    assert len(sandbox.conversation()) == 1
    assert sandbox.send().status_code == 201


def test_help_is_answered_by_twilio(sandbox):
    sandbox.text("Help")
    assert sandbox.conversation()[1]["by_twilio"]


def test_without_default_handling_twilio_neither_blocks_nor_answers(tmp_path, gateway):
    with running(settings_for(tmp_path, gateway.url, twilio_answers_opt_out=False)) as sandbox:
        sandbox.text("STOP")
        assert len(sandbox.conversation()) == 1
        assert sandbox.send().status_code == 201


def test_a_text_sent_while_twilio_is_down_leaves_when_it_is_back(sandbox, gateway):
    sandbox.fault("twilio", "down")
    assert sandbox.text("190/110")["status"] is None
    assert gateway.at(PATH) == []
    sandbox.http.delete("/sandbox/faults/twilio")
    assert gateway.wait(PATH)[0].form["Body"] == "190/110"
