"""The webhook of the key that somebody on call pressed: signed, kept, thanked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from twilio.request_validator import RequestValidator

from gateway.clock import StoppedClock
from gateway.db import Database
from gateway.escalations import load_rules
from gateway.escalations.tables import Escalation, Ring
from gateway.settings import Settings
from gateway.timers import Timer
from gateway.webhooks import twilio_on_call

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SETTINGS = Settings(public_base_url="https://gw.example.com")
KEY = "/webhooks/twilio/on-call/r1/key"


@pytest.fixture
def web(db: Database) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(twilio_on_call.router)
    rules = load_rules(Path("protocols"))
    app.state.wiring = SimpleNamespace(
        db=db, clock=StoppedClock(NOW), settings=SETTINGS, escalation_rules=rules
    )
    case = {"tier": "critical", "cause": "reading", "detail": ""}
    with db.transaction() as session:
        session.add(Escalation(id="c1", dedup_key="promotora:c1", opened_at=NOW, **case))
        session.add(
            Ring(
                id="r1",
                case_id="c1",
                number=0,
                name="Nurse practitioner on call",
                phone="+15005550190",
                ends_round=False,
                wanted_at=NOW,
            )
        )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def press(web: TestClient, keys: str, path: str = KEY, token: str = "") -> tuple[int, str]:
    fields = {"CallSid": "CA1", "Digits": keys, "FinishedOnKey": ""}
    secret = token or SETTINGS.twilio_auth_token.get_secret_value()
    url = f"{SETTINGS.public_base_url}{path}"
    headers = {
        "X-Twilio-Signature": RequestValidator(secret).compute_signature(url, fields),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = web.post(path, content=urlencode(fields), headers=headers)
    return answer.status_code, answer.text


def pressed_at(db: Database) -> datetime | None:
    with db.reading() as session:
        return session.query(Ring).one().pressed_at


def test_one_is_kept_and_thanked_also_when_twilio_repeats_it(web: TestClient, db: Database) -> None:
    for _ in range(2):
        status, said = press(web, "1")
        assert (status, "Nobody else is called now" in said) == (200, True)

    assert pressed_at(db) == NOW
    with db.reading() as session:
        assert [timer.due_at for timer in session.query(Timer)] == [NOW + timedelta(minutes=30)]


def test_another_key_is_asked_again_at_the_same_address(web: TestClient, db: Database) -> None:
    status, said = press(web, "4")

    assert status == 200
    assert "Press 1 to say that you have it." in said
    assert f"https://gw.example.com{KEY}#rc=2" in said
    assert pressed_at(db) is None


def test_a_key_that_twilio_did_not_sign_is_refused(web: TestClient, db: Database) -> None:
    status, _ = press(web, "1", token="somebody else's")

    assert (status, pressed_at(db)) == (403, None)


def test_a_key_of_a_call_we_do_not_know_stops_nothing(web: TestClient, db: Database) -> None:
    status, said = press(web, "1", path="/webhooks/twilio/on-call/other/key")

    assert (status, "Thank you" in said) == (200, False)
    assert pressed_at(db) is None
