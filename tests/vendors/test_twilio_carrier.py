"""Texting through Twilio: what is sent, what is refused, and how doubt is settled."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from gateway.vendors.delivery import Later, Receipt, Undeliverable, Unsure
from gateway.vendors.numbers import e164
from gateway.vendors.twilio import Twilio
from tests.vendors.settings_for import pointing_at
from tests.vendors.stand_in import Answer

ACCOUNT = "/twilio/2010-04-01/Accounts/AC" + "0" * 32
CREATE, LIST = f"POST {ACCOUNT}/Messages.json", f"GET {ACCOUNT}/Messages.json"
PHONE, TEXT = "+15005550006", "Buenos días, [name]: ¿cuál fue su presión?"
SENT_AT = datetime(2026, 11, 20, 23, 59, 30, tzinfo=UTC)


def message(sid="SM1", **changes):
    listed = {
        "sid": sid,
        "to": PHONE,
        "from": "+15005550100",
        "body": TEXT,
        "status": "sent",
        "direction": "outbound-api",
        "error_code": None,
        "messaging_service_sid": None,
        "date_created": "Fri, 20 Nov 2026 23:59:31 +0000",
    }
    return listed | changes


def shows(vendor, *messages):
    vendor.on(LIST, Answer(200, {"messages": list(messages), "next_page_uri": None}))


def test_a_text_is_posted_as_a_form_with_basic_auth_and_answered_with_its_sid(vendor, settings):
    vendor.on(CREATE, Answer(201, message(status="queued")))
    receipt = Twilio(settings).send("(500) 555-0006", TEXT, "https://gw.example.com/status/7")
    assert receipt == Receipt("SM1", "queued")
    [asked] = vendor.asked
    assert asked.form == {
        "To": PHONE,
        "From": "+15005550100",
        "Body": TEXT,
        "StatusCallback": "https://gw.example.com/status/7",
    }
    login = base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode()
    assert login == "AC" + "0" * 32 + ":sandbox-twilio-auth-token"


def test_an_api_key_and_a_messaging_service_are_used_when_set(vendor):
    vendor.on(CREATE, Answer(201, message()))
    settings = pointing_at(
        vendor.url,
        twilio_api_key_sid="SK1",
        twilio_api_key_secret="s3",
        twilio_messaging_service_sid="MG1",
    )
    Twilio(settings).send(PHONE, TEXT)
    [asked] = vendor.asked
    assert asked.form == {"To": PHONE, "Body": TEXT, "MessagingServiceSid": "MG1"}
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(b"SK1:s3").decode()


@pytest.mark.parametrize(
    ("to", "body", "code"),
    [
        (f"whatsapp:{PHONE}", TEXT, "whatsapp"),
        ("12", TEXT, "21211"),
        ("", TEXT, "21211"),
        ("rcs:+15005550006", TEXT, "21211"),
        (PHONE, "  ", "21602"),
        (PHONE, "x" * 1601, "21617"),
    ],
)
def test_what_can_never_arrive_is_not_even_sent(vendor, settings, to, body, code):
    with pytest.raises(Undeliverable) as refused:
        Twilio(settings).send(to, body)
    assert refused.value.code == code
    assert vendor.asked == []


@pytest.mark.parametrize(
    ("status", "code", "kind", "alarm"),
    [
        (400, 21610, Undeliverable, None),
        (400, 21211, Undeliverable, None),
        (400, 21614, Undeliverable, None),
        (400, 29999, Undeliverable, None),
        (401, 20003, Later, True),
        (403, 20005, Later, True),
        (404, 20404, Later, True),
        (400, 21606, Later, True),
        (400, 20429, Later, False),
        (408, 20408, Later, False),
    ],
)
def test_twilios_refusals_are_told_apart(vendor, settings, status, code, kind, alarm):
    error = {"code": code, "message": f"The number {PHONE} wrote {TEXT}", "status": status}
    vendor.on(CREATE, Answer(status, error))
    with pytest.raises(kind) as refused:
        Twilio(settings).send(PHONE, TEXT)
    if alarm is None:
        assert refused.value.code == str(code)
    else:
        assert refused.value.alarm is alarm
    assert PHONE not in str(refused.value)


def test_an_answer_without_a_sid_leaves_us_unsure(vendor, settings):
    vendor.on(CREATE, Answer(201, {"status": "queued"}))
    with pytest.raises(Unsure):
        Twilio(settings).send(PHONE, TEXT)


def test_a_text_that_left_is_found_again(vendor, settings):
    shows(vendor, message("SM8", body="another text"), message("SM9"))
    assert Twilio(settings).find(PHONE, TEXT, SENT_AT) == Receipt("SM9", "sent")
    [asked] = vendor.asked
    assert dict(asked.query) == {"To": PHONE, "DateSent>": "2026-11-20", "PageSize": "100"}


@pytest.mark.parametrize(
    "other",
    [
        {"body": "another text"},
        {"from": "+15005550999"},
        {"direction": "inbound"},
        {"date_created": "Fri, 20 Nov 2026 20:00:00 +0000"},
    ],
)
def test_another_text_is_not_taken_for_ours(vendor, settings, other):
    shows(vendor, message(**other))
    assert Twilio(settings).find(PHONE, TEXT, SENT_AT) is None


def test_a_text_known_to_be_another_letters_is_passed_over(vendor, settings):
    shows(vendor, message("SM8"), message("SM9"))
    found = Twilio(settings).find(PHONE, TEXT, SENT_AT, known={"SM8"})
    assert found == Receipt("SM9", "sent")


def test_clocks_may_disagree_by_a_minute_across_midnight(vendor, settings):
    shows(vendor, message(date_created="Fri, 20 Nov 2026 23:59:10 +0000"))
    since = datetime(2026, 11, 21, 0, 0, 30, tzinfo=UTC)
    assert Twilio(settings).find(PHONE, TEXT, since)
    assert ("DateSent>", "2026-11-20") in vendor.asked[0].query


def test_a_text_still_queued_is_found_although_it_has_no_sent_date(vendor, settings):
    vendor.on(f"{LIST}?To=%2B15005550006&PageSize=100&DateSent", Answer(200, {"messages": []}))
    shows(vendor, message("SM9", status="queued"))
    assert Twilio(settings).find(PHONE, TEXT, SENT_AT) == Receipt("SM9", "queued")


def test_every_page_is_turned(vendor, settings):
    following = "/2010-04-01/Accounts/X/Messages.json?To=%2B15005550006&Page=1&PageToken=PA1"
    first = {"messages": [message(body="no")], "next_page_uri": following}
    last = {"messages": [message("SM7")], "next_page_uri": None}
    vendor.on(LIST, Answer(200, first), Answer(200, last))
    assert Twilio(settings).find(PHONE, TEXT, SENT_AT) == Receipt("SM7", "sent")
    assert dict(vendor.asked[1].query)["PageToken"] == "PA1"


def test_a_trial_accounts_prefix_does_not_hide_the_text(vendor, settings):
    shows(vendor, message(body="Sent from your Twilio trial account - " + TEXT))
    assert Twilio(settings).find(PHONE, TEXT, SENT_AT)


def test_an_account_that_hides_texts_cannot_settle_the_doubt(vendor, settings):
    shows(vendor, message(body=""))
    with pytest.raises(Unsure):
        Twilio(settings).find(PHONE, TEXT, SENT_AT)


@pytest.mark.parametrize("answer", [Answer(401, {"code": 20003}), Answer(200, ["odd"])])
def test_no_clear_answer_is_not_taken_for_not_sent(vendor, settings, answer):
    vendor.on(LIST, answer)
    with pytest.raises(Later):
        Twilio(settings).find(PHONE, TEXT, SENT_AT)


def test_a_message_can_be_followed(vendor, settings):
    failed = message(status="undelivered", error_code=30003)
    vendor.on(f"GET {ACCOUNT}/Messages/SM1.json", Answer(200, failed))
    assert Twilio(settings).fetch("SM1") == Receipt("SM1", "undelivered", "30003")
    with pytest.raises(Undeliverable):
        Twilio(settings).fetch("SM2")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("5005550006", PHONE),
        ("+1 500-555-0006", PHONE),
        ("+52 55 1234 5678", "+525512345678"),
        ("911", None),
        ("", None),
        ("hola", None),
        (f"whatsapp:{PHONE}", None),
        ("+15005550006 ext. 3", None),
    ],
)
def test_numbers_are_written_one_way(written, number):
    assert e164(written) == number


def test_skew_does_not_reach_yesterdays_text(vendor, settings):
    shows(vendor, message())
    assert Twilio(settings).find(PHONE, TEXT, SENT_AT + timedelta(days=1)) is None
