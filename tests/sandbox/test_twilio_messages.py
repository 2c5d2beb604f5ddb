"""Sending: what Twilio takes, refuses, lists, fetches and forgets."""

import time
from email.utils import parsedate_to_datetime

import pytest

from tests.sandbox.receiver import eventually
from tests.sandbox.town import ACCOUNT, CLINIC, MESSAGES, ROSA, TOKEN, running, settings_for

AUTH = (ACCOUNT, TOKEN)


def test_a_text_is_queued_at_once_and_delivered_a_little_later(sandbox):
    created = sandbox.send(Body="¿Cómo está, señora?")
    assert created.status_code == 201
    message = created.json()
    assert message["status"] == "queued"
    assert message["sid"].startswith("SM")
    assert (message["from"], message["to"]) == (CLINIC, ROSA)
    assert message["date_sent"] is None
    sandbox.arrived(message["sid"])
    [shown] = sandbox.conversation()
    assert (shown["body"], shown["direction"]) == ("¿Cómo está, señora?", "outbound-api")


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"To": None}, 400, 21604),
        ({"To": "12"}, 400, 21211),
        ({"To": "nobody"}, 400, 21211),
        ({"To": "+15005550001"}, 400, 21211),
        ({"To": "+15005550002"}, 400, 21612),
        ({"To": "+525512345678"}, 400, 21408),
        ({"To": "+15005550004"}, 400, 21610),
        ({"To": "+15005550009"}, 400, 21614),
        ({"To": "whatsapp:+12125550101"}, 400, 63007),
        ({"From": None}, 400, 21603),
        ({"From": "+15005550199"}, 400, 21606),
        ({"From": "clinic"}, 400, 21212),
        ({"MessagingServiceSid": "MG" + "1" * 32, "From": None}, 400, 21701),
        ({"Body": None}, 400, 21602),
        ({"Body": "a" * 1601}, 400, 21617),
        ({"StatusCallback": "ftp://clinic.example.org"}, 400, 21609),
        ({"StatusCallback": "https://the_clinic.example.org"}, 400, 21609),
        ({"ValidityPeriod": "0"}, 400, 20001),
    ],
)
def test_what_twilio_would_refuse_is_refused_with_its_code(sandbox, fields, status, code):
    answer = sandbox.send(**fields)
    assert answer.status_code == status
    error = answer.json()
    assert (error["code"], error["status"]) == (code, status)
    assert error["more_info"].endswith(str(code))
    assert error["message"]
    assert sandbox.get("/sandbox/messages") == []


@pytest.mark.parametrize("auth", [(ACCOUNT, "wrong"), ("AC" + "1" * 32, TOKEN), ("", "")])
def test_a_wrong_login_is_refused(sandbox, auth):
    answer = sandbox.send(auth=auth)
    assert answer.status_code == 401
    assert answer.json()["code"] == 20003


def test_an_account_that_is_not_ours_is_refused(sandbox):
    path = MESSAGES.replace(ACCOUNT, "AC" + "1" * 32)
    assert sandbox.http.get(path, auth=AUTH).json()["code"] == 20003


def test_an_api_key_sends_as_the_token_does(tmp_path, gateway):
    key, secret = "SK" + "2" * 32, "key-secret"
    more = {"twilio_api_key_sid": key, "twilio_api_key_secret": secret}
    with running(settings_for(tmp_path, gateway.url, **more)) as sandbox:
        assert sandbox.send(auth=(key, secret)).status_code == 201
        assert sandbox.send(auth=(key, "wrong")).status_code == 401


def test_asking_twice_sends_twice_because_there_is_no_idempotency_key(sandbox):
    sids = {sandbox.send(Body="Hola").json()["sid"] for _ in range(2)}
    assert len(sids) == 2
    assert len(sandbox.conversation()) == 2


def test_segments_are_counted_as_the_networks_do(sandbox):
    def count(body):
        return sandbox.send(Body=body).json()["num_segments"]

    assert count("a" * 160) == "1"
    assert count("a" * 161) == "2"
    assert count("ñ" * 160) == "1"  # ñ is in GSM-7
    assert count("í" * 71) == "2"  # í is not: the whole text becomes UCS-2
    assert count("😀" * 36) == "2"  # two code units each


def test_a_text_lost_on_the_way_back_can_be_found_by_its_number_and_day(sandbox):
    sandbox.fault("twilio", "drop_after", count=1)
    with pytest.raises(Exception, match="disconnect|reset|closed"):
        sandbox.send(Body="Lost?")
    today = time.strftime("%Y-%m-%d", time.gmtime())
    listed = sandbox.http.get(MESSAGES, params={"To": ROSA, "DateSent>": today}, auth=AUTH).json()
    assert [message["body"] for message in listed["messages"]] == ["Lost?"]
    other = sandbox.http.get(MESSAGES, params={"To": "+12125550199"}, auth=AUTH).json()
    assert other["messages"] == []
    past = sandbox.http.get(MESSAGES, params={"DateSent<": "2020-01-01"}, auth=AUTH).json()
    assert past["messages"] == []


def test_a_list_comes_in_pages_newest_first(sandbox):
    for number in range(5):
        sandbox.send(Body=f"text {number}")
    seen, query, pages = [], {"PageSize": "2"}, 0
    while query:
        page = sandbox.http.get(MESSAGES, params=query, auth=AUTH).json()
        seen += [message["body"] for message in page["messages"]]
        query = (page["next_page_uri"] or "").partition("?")[2]
        pages += 1
    assert seen == [f"text {number}" for number in (4, 3, 2, 1, 0)]
    assert pages == 3


def test_a_date_that_is_none_is_refused(sandbox):
    answer = sandbox.http.get(MESSAGES, params={"DateSent>": "soon"}, auth=AUTH)
    assert answer.status_code == 400


def test_a_redacted_text_leaves_twilios_log_but_not_the_handset(sandbox):
    sid = sandbox.send(Body="Su presión").json()["sid"]
    sandbox.arrived(sid)
    path = MESSAGES.replace(".json", f"/{sid}.json")
    assert sandbox.http.post(path, data={"Body": "other"}, auth=AUTH).status_code == 400
    assert sandbox.http.post(path, data={"Body": ""}, auth=AUTH).json()["body"] == ""
    assert sandbox.http.get(path, auth=AUTH).json()["body"] == ""
    assert sandbox.conversation()[0]["body"] == "Su presión"


def test_a_queued_text_can_be_canceled_and_a_gone_one_is_404(tmp_path, gateway):
    slow = settings_for(tmp_path, gateway.url, twilio_messages_per_second=0.1)
    with running(slow) as sandbox:
        sandbox.send(Body="first")
        waiting = sandbox.send(Body="second").json()["sid"]
        path = MESSAGES.replace(".json", f"/{waiting}.json")
        assert sandbox.http.post(path, data={"Body": ""}, auth=AUTH).status_code == 409
        canceled = sandbox.http.post(path, data={"Status": "canceled"}, auth=AUTH)
        assert canceled.json()["status"] == "canceled"
        assert sandbox.http.delete(path, auth=AUTH).status_code == 204
        assert sandbox.http.get(path, auth=AUTH).json()["code"] == 20404


def test_the_number_sends_at_its_pace_and_the_rest_waits_in_the_queue(tmp_path, gateway):
    with running(settings_for(tmp_path, gateway.url, twilio_messages_per_second=4)) as sandbox:
        sids = [sandbox.send(Body=str(number)).json()["sid"] for number in range(4)]
        sandbox.arrived(sids[0])
        assert sandbox.status_of(sids[3]) == "queued"
        sandbox.arrived(sids[3])
        found = [
            sandbox.http.get(MESSAGES.replace(".json", f"/{sid}.json"), auth=AUTH).json()
            for sid in (sids[0], sids[3])
        ]
        first, last = (parsedate_to_datetime(one["date_updated"]) for one in found)
        assert (last - first).total_seconds() >= 0


def test_a_queue_that_is_too_long_is_a_429(tmp_path, gateway):
    full = {"twilio_messages_per_second": 1, "sandbox_twilio_queue_seconds": 2}
    with running(settings_for(tmp_path, gateway.url, **full)) as sandbox:
        statuses = [sandbox.send().status_code for _ in range(4)]
        assert statuses == [201, 201, 201, 429]
        assert sandbox.send().json()["code"] == 21611


def test_a_text_that_waits_longer_than_it_is_valid_fails_with_30036(tmp_path, gateway):
    slow = settings_for(tmp_path, gateway.url, twilio_messages_per_second=0.2)
    with running(slow) as sandbox:
        sandbox.send(Body="first")
        sid = sandbox.send(Body="late", ValidityPeriod="1").json()["sid"]
        sandbox.arrived(sid, "failed")
        assert sandbox.conversation()[1]["error_code"] == 30036


def test_a_message_of_a_service_is_accepted_before_it_is_queued(tmp_path, gateway):
    service = "MG" + "3" * 32
    made = settings_for(tmp_path, gateway.url, twilio_messaging_service_sid=service)
    with running(made) as sandbox:
        message = sandbox.send(From=None, MessagingServiceSid=service).json()
        assert (message["status"], message["from"]) == ("accepted", None)
        assert message["num_segments"] == "0"
        assert message["messaging_service_sid"] == service
        sandbox.arrived(message["sid"])


def test_a_phone_that_is_switched_off_ends_undelivered(sandbox):
    sandbox.http.put(f"/sandbox/phones/{ROSA}", json={"outcome": "undelivered"})
    sid = sandbox.send().json()["sid"]
    sandbox.arrived(sid, "undelivered")
    assert sandbox.conversation()[0]["error_code"] == 30003
    sandbox.http.put(f"/sandbox/phones/{ROSA}", json={"outcome": "delivered"})
    again = sandbox.send().json()["sid"]
    eventually(lambda: sandbox.status_of(again) == "delivered", "the phone is on again")
