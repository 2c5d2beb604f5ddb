"""Status callbacks: signed, per message, retried as the URL says, and unreliable on request."""

import pytest
from twilio.request_validator import RequestValidator

from sandbox.gateway import Answer
from sandbox.twilio.signing import Overrides, signature
from tests.sandbox.town import CLINIC, ROSA, TOKEN, running, settings_for

URL = "https://clinic.example.org/webhooks/twilio/status/m1?kind=check_in"
PATH = "/webhooks/twilio/status/m1"


def statuses(received):
    return [one.form["MessageStatus"] for one in received]


def test_the_first_status_is_never_called_back_and_the_others_are_in_order(sandbox, gateway):
    sid = sandbox.send(StatusCallback=URL).json()["sid"]
    received = gateway.wait(PATH, 3)
    assert statuses(received) == ["sending", "sent", "delivered"]
    last = received[-1].form
    assert last["MessageSid"] == last["SmsSid"] == sid
    assert last["SmsStatus"] == "delivered"
    assert (last["From"], last["To"]) == (CLINIC, ROSA)
    assert last["RawDlrDoneDate"].isdigit()
    assert received[-1].path.endswith("?kind=check_in")


def test_a_callback_is_signed_for_the_public_url_and_delivered_to_the_private_one(sandbox, gateway):
    sandbox.send(StatusCallback=URL)
    [first, *_] = gateway.wait(PATH)
    validator = RequestValidator(TOKEN)
    assert validator.validate(URL, first.form, first.headers["x-twilio-signature"])
    assert not validator.validate(
        gateway.url + PATH, first.form, first.headers["x-twilio-signature"]
    )


@pytest.mark.parametrize(
    ("url", "fields", "expected"),
    [
        (
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234",
             "From": "+14158675309", "To": "+18005551212"},
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        ),
        (
            "https://gw.example.com/twilio/sms",
            {"AccountSid": "AC" + "0" * 32, "Body": "¿Sí? 120/80", "From": "+15551230000",
             "FromCity": "", "MessageSid": "SM" + "0" * 32, "NumMedia": "0",
             "To": "+15557654321"},
            "fQ9dWhVveUqT913QrvmwEXJZAH0=",
        ),
    ],
)  # fmt: skip
def test_the_signature_is_twilios_own(url, fields, expected):
    assert signature("12345", url, fields) == expected


def test_a_failure_names_its_code(sandbox, gateway):
    phone = {"outcome": "undelivered", "error_code": 30006}
    sandbox.http.put(f"/sandbox/phones/{ROSA}", json=phone)
    sandbox.send(StatusCallback=URL)
    last = gateway.wait(PATH, 3)[-1].form
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30006")
    assert last["ErrorMessage"]


def test_a_message_without_a_callback_url_calls_nobody(sandbox, gateway):
    sandbox.arrived(sandbox.send().json()["sid"])
    assert gateway.received == []


def test_by_default_a_5xx_is_not_tried_again(sandbox, gateway):
    gateway.answers = [500, 500, 500]
    sandbox.arrived(sandbox.send(StatusCallback=URL).json()["sid"])
    assert statuses(gateway.wait(PATH, 3)) == ["sending", "sent", "delivered"]


def test_the_urls_fragment_asks_for_more_tries_and_is_neither_sent_nor_signed(sandbox, gateway):
    gateway.answers = [503]
    sandbox.send(StatusCallback=URL + "#rc=2&rp=ct,rt,5xx")
    received = gateway.wait(PATH, 4)
    assert statuses(received) == ["sending", "sending", "sent", "delivered"]
    first, again = received[:2]
    assert (
        first.headers["i-twilio-idempotency-token"] == again.headers["i-twilio-idempotency-token"]
    )
    assert (
        again.headers["i-twilio-idempotency-token"]
        != received[2].headers["i-twilio-idempotency-token"]
    )
    assert "#" not in first.path
    assert RequestValidator(TOKEN).validate(URL, first.form, first.headers["x-twilio-signature"])


def test_the_connection_overrides_are_read_as_documented():
    plain, asked = Overrides.of(URL), Overrides.of(URL + "#rc=9&rp=5xx&ct=1&rt=20000")
    assert (plain.rc, plain.rp, plain.ct, plain.rt) == (1, {"ct"}, 5000, 15000)
    assert (asked.rc, asked.rp, asked.ct, asked.rt) == (5, {"5xx"}, 100, 15000)
    assert plain.again(Answer(None, "ct"), 0) is not None
    assert plain.again(Answer(None, "ct"), 1) is None
    assert plain.again(Answer(500), 0) is None
    assert asked.again(Answer(503), 4) is not None
    assert asked.again(Answer(404), 0) is None
    assert Overrides.of(URL + "#rp=all").again(Answer(404), 0) is not None


def test_a_lost_callback_never_comes(sandbox, gateway):
    sandbox.fault("twilio", "callback_lost", count=1)
    sandbox.arrived(sandbox.send(StatusCallback=URL).json()["sid"])
    assert statuses(gateway.wait(PATH, 2)) == ["sent", "delivered"]


def test_a_doubled_callback_comes_twice(sandbox, gateway):
    sandbox.fault("twilio", "callback_doubled", count=1)
    sandbox.send(StatusCallback=URL)
    assert statuses(gateway.wait(PATH, 4)) == ["sending", "sending", "sent", "delivered"]


def test_a_callback_out_of_order_comes_after_later_ones(sandbox, gateway):
    sandbox.fault("twilio", "callback_disordered", count=1)
    sandbox.send(StatusCallback=URL)
    assert statuses(gateway.wait(PATH, 3)) == ["sent", "delivered", "sending"]


def test_a_message_of_a_service_also_reports_that_it_was_queued(tmp_path, gateway):
    service = "MG" + "3" * 32
    made = settings_for(tmp_path, gateway.url, twilio_messaging_service_sid=service)
    with running(made) as sandbox:
        sandbox.send(From=None, MessagingServiceSid=service, StatusCallback=URL)
        received = gateway.wait(PATH, 4)
    assert statuses(received) == ["queued", "sending", "sent", "delivered"]
    assert received[0].form["MessagingServiceSid"] == service
