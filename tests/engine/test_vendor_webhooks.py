"""What vendors tell us in a shape we do not know is taken and changes nothing."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from gateway.clock import StoppedClock
from gateway.db import Database
from gateway.escalations.tables import Escalation
from gateway.journal import JournalLine
from gateway.settings import Settings
from gateway.webhooks import pagerduty

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
USER = {"type": "user_reference", "id": "PUSER", "summary": "Dr. Vega"}


@pytest.fixture
def web(db: Database) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(pagerduty.router)
    app.state.wiring = SimpleNamespace(db=db, clock=StoppedClock(NOW), settings=Settings())
    with db.transaction() as session:
        session.add(
            Escalation(
                dedup_key="promotora:critical:SM1",
                tier="critical",
                cause="reading",
                detail="",
                opened_at=NOW,
            )
        )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def tell(web: TestClient, said: Any, delivery: str = "d1") -> int:
    body = json.dumps(said).encode()
    secret = Settings().pagerduty_webhook_secret.get_secret_value().encode()
    signature = f"v1={hmac.new(secret, body, hashlib.sha256).hexdigest()}"
    headers = {"X-PagerDuty-Signature": signature, "X-Webhook-Id": delivery}
    return web.post("/webhooks/pagerduty", content=body, headers=headers).status_code


def states(db: Database) -> list[str]:
    with db.reading() as session:
        return [case.state for case in session.query(Escalation)]


INCIDENT = {"type": "incident", "id": "P1", "incident_key": "promotora:critical:SM1"}
ODD = {
    "no object": [],
    "no event": {},
    "an event that is a list": {"event": []},
    "no data": {"event": {"event_type": "incident.resolved", "data": None}},
    "data that is a list": {"event": {"event_type": "incident.resolved", "data": [1]}},
    "data that is a text": {"event": {"event_type": "incident.resolved", "data": "x"}},
    "no type": {"event": {"data": INCIDENT, "agent": USER}},
    "a type that is a number": {"event": {"event_type": 7, "data": INCIDENT, "agent": USER}},
    "no ids": {
        "event": {"event_type": "incident.resolved", "data": {"type": "incident"}, "agent": USER}
    },
    "ids that are numbers": {
        "event": {
            "event_type": "incident.resolved",
            "data": {"type": "incident", "id": 7, "incident_key": 8},
            "agent": USER,
        }
    },
    "an agent that is a text": {
        "event": {"event_type": "incident.resolved", "data": INCIDENT, "agent": "Dr. Vega"}
    },
    "a service as agent": {
        "event": {
            "event_type": "incident.resolved",
            "data": INCIDENT,
            "agent": {"type": "service_reference", "id": "S"},
        }
    },
}


@pytest.mark.parametrize("said", ODD.values(), ids=ODD.keys())
def test_an_odd_webhook_is_taken_and_closes_nothing(
    db: Database, web: TestClient, said: Any
) -> None:
    assert tell(web, said) == 202
    assert states(db) == ["open"]


def test_a_person_who_resolves_the_incident_closes_the_case(db: Database, web: TestClient) -> None:
    event = {"event_type": "incident.resolved", "data": INCIDENT, "agent": USER}

    assert tell(web, {"event": event}) == 202
    assert states(db) == ["closed"]


def test_a_doubled_delivery_is_taken_once(db: Database, web: TestClient) -> None:
    said = {"event": {"event_type": "incident.annotated", "data": INCIDENT, "agent": USER}}

    assert [tell(web, said), tell(web, said), tell(web, said, "d2")] == [202, 202, 202]
    with db.reading() as session:
        assert session.query(JournalLine).filter_by(event="pagerduty_annotated").count() == 2


def test_a_note_typed_in_pagerduty_is_taken_once_and_its_words_stay_out_of_the_journal(
    db: Database, web: TestClient
) -> None:
    triggered = {"event_type": "incident.triggered", "data": INCIDENT}
    note = {"type": "incident_note", "id": "N1", "content": "called her", "incident": {"id": "P1"}}
    said = {"event": {"event_type": "incident.annotated", "data": note, "agent": USER}}

    assert [tell(web, {"event": triggered}), tell(web, said, "d2"), tell(web, said, "d2")] == [
        202,
        202,
        202,
    ]
    with db.reading() as session:
        [line] = session.query(JournalLine).filter_by(event="pagerduty_note")
        assert (line.by, line.detail) == ("Dr. Vega", {"note": "N1"})
    assert states(db) == ["open"]
