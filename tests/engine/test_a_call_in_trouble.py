"""A call survives lateness, hanging up, and the loss of everything but the words."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.escalations.tables import Escalation
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.outbox import Letter
from gateway.settings import Settings
from gateway.switchboard import Switchboard
from gateway.webhooks import twilio_voice
from tests.engine.operator import RULES, Operator


def test_hanging_up_before_the_yes_goes_to_a_person(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    operator.keys("138*82")

    operator.hangs_up()

    assert (operator.charted, operator.whys) == ([], ["unconfirmed"])


@pytest.mark.parametrize("last", ["what was that", "hold on honey the door"])
def test_a_number_is_not_forgotten_behind_an_unclear_word(operator: Operator, last: str) -> None:
    operator.asks(operator.enroll())
    operator.her(operator.all(Patient)[0])
    operator.keys("138*82")
    operator.says(last)

    operator.hangs_up()

    assert (operator.charted, operator.whys) == ([], ["unconfirmed"])


def test_a_number_that_she_corrected_and_confirmed_leaves_nothing_open(operator: Operator) -> None:
    operator.asks(operator.enroll())
    operator.her(operator.all(Patient)[0])
    operator.keys("138*82")
    operator.says("148/92")
    operator.keys("1")

    operator.hangs_up()

    assert (operator.charted, operator.whys) == (["148/92"], [])


def test_an_end_that_nobody_reports_is_found_by_the_clock(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    operator.keys("138*82")
    operator.later(minutes=5)
    assert operator.whys == []

    operator.later(minutes=20)

    assert (operator.call.step, operator.whys) == ("over", ["unconfirmed"])


def test_callbacks_in_any_order_leave_the_call_ended_as_it_first_ended(operator: Operator) -> None:
    operator.rang(operator.enroll())
    for status in ("in-progress", "no-answer", "ringing", "initiated", "completed", "busy"):
        operator.hangs_up(status)

    assert operator.call.status == "no-answer"


def test_rasa_down_in_mid_call_loses_nothing_and_charts_nothing_unconfirmed(
    operator: Operator,
) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    operator.rasa.down = True

    assert operator.keys("138*82").then == "wait"
    gone = operator.desk.wait(operator.call_id, 2, 99, operator.fields())
    assert (gone.then, "care team will look" in gone.says[0]) == ("hang_up", True)

    operator.rasa.down = False
    for _ in range(3):
        operator.later(minutes=2)
    assert (operator.charted, operator.whys) == ([], ["unconfirmed"])


def test_an_emergency_text_nobody_heard_is_texted(operator: Operator) -> None:
    """She hung up while the model was still reading; the net had found nothing."""
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    operator.rasa.means["my usual thing again"] = {"act": "emergency", "reason": "chest"}
    operator.posts(2, SpeechResult="my usual thing again")
    operator.reads()

    operator.hangs_up()

    [said] = operator.all(OutboundMessage, kind="fixed")
    assert (said.channel, said.status) == ("sms", "waiting")
    assert len(operator.all(Letter, kind="sms")) == 1


@pytest.fixture
def web(db: Database, operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(twilio_voice, "TOO_LONG", 0.6)
    monkeypatch.setattr(twilio_voice, "AT_ONCE", 0.2)
    app = FastAPI()
    app.include_router(twilio_voice.router)
    app.state.wiring = SimpleNamespace(
        db=db, clock=operator.clock, settings=Settings(), rules=RULES
    )
    app.state.switchboard = Switchboard(app.state.wiring)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def post(web: TestClient, path: str, **told: str) -> tuple[int, str]:
    settings = Settings()
    url = settings.public_base_url + path
    validator = RequestValidator(settings.twilio_auth_token.get_secret_value())
    headers = {"X-Twilio-Signature": validator.compute_signature(url, told)}
    answer = web.post(path, data=told, headers=headers)
    return answer.status_code, answer.text


def test_a_locked_database_has_twilio_repeat_the_words_but_911_is_spoken_at_once(
    operator: Operator, web: TestClient, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio_voice, "PAUSE", 0.2)
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    path = f"/webhooks/twilio/voice/{operator.call_id}/2"
    with locked(db_url):
        status, _ = post(web, path, CallSid="CA1", SpeechResult="138/82")
        assert status == 503
        status, said = post(web, "/webhooks/twilio/voice-fallback", CallSid="CA1")
        assert (status, "9 1 1" in said) == (200, True)
    status, said = post(web, path, CallSid="CA1", SpeechResult="138/82")
    assert (status, "One moment" in said) == (200, True)
    operator.reads()
    status, said = post(web, path, CallSid="CA1", SpeechResult="138/82")

    assert (status, "read_back" in said) == (200, True)
    assert [message.body for message in operator.all(InboundMessage)] == ["138/82"]


def test_danger_is_answered_without_the_database_and_paged_when_it_is_back(
    operator: Operator, web: TestClient, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio_voice, "PAUSE", 0.2)
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    path = f"/webhooks/twilio/voice/{operator.call_id}/2"
    heard: list[tuple[int, str]] = []
    told = {"CallSid": "CA1", "SpeechResult": "me duele el pecho"}
    caller = threading.Thread(target=lambda: heard.append(post(web, path, **told)))
    with locked(db_url):
        caller.start()
        caller.join(2)
    caller.join(20)

    [(status, said)] = heard
    assert (status, "9 1 1" in said, "<Hangup" in said) == (200, True, True)
    assert [case.cause for case in operator.all(Escalation)] == ["red_flag"]


@contextmanager
def locked(db_url: str) -> Iterator[None]:
    """Somebody else holds what every writer needs."""
    blocker = Database(db_url)
    with blocker.transaction() as session:
        held = "LOCK TABLE calls" if "postgres" in db_url else "SELECT 1"
        session.execute(text(held))
        yield
    blocker.close()


def test_an_unsigned_webhook_is_refused(web: TestClient) -> None:
    assert web.post("/webhooks/twilio/voice", data={"CallSid": "CA1"}).status_code == 403
