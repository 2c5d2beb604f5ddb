"""One pass of a worker with everything outside dead: whatever can be kept is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway import check_ins, outbox, timers
from gateway.clock import StoppedClock
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.escalations.tables import Escalation
from gateway.inbox import Arrived, InboundMessage
from gateway.settings import Settings
from gateway.timers import Heartbeat
from gateway.webhooks.twilio_sms import keep_text
from gateway.wiring import wire
from gateway.worker import Worker

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


@pytest.fixture
def worker(db: Database, db_url: str, tmp_path: Path) -> Iterator[Worker]:
    settings = Settings(
        database_url=db_url,
        rasa_url=NOWHERE,
        twilio_base_url=NOWHERE,
        pagerduty_events_url=NOWHERE,
        fhir_base_url=NOWHERE,
        fhir_key_file=str(tmp_path / "keys.json"),
    )
    wiring = wire(settings, StoppedClock(NOW))
    yield Worker(wiring, "w1")
    wiring.db.close()


def enroll(worker: Worker) -> Patient:
    patient = Patient(
        fhir_id="1",
        given_name="Rosa",
        family_name="Lopez",
        phone="+12125550101",
        language="es",
        timezone="America/New_York",
        conditions={"hypertension": "I10"},
        care_manager="Ana",
        enrolled_at=NOW,
    )
    with worker.wiring.db.transaction() as session:
        session.add(patient)
    return patient


def test_a_pass_pages_answers_and_keeps_every_letter_for_later(worker: Worker) -> None:
    rosa = enroll(worker)
    with worker.wiring.db.transaction() as session:
        check_ins.ask_now(session, rosa, "bp", by="test", now=NOW)
        keep_text(session, Arrived("SM1", rosa.phone, "sms", "190/110", 0, {}), now=NOW)

    assert worker.run_due() > 0
    assert worker.run_due() == 0

    with worker.wiring.db.reading() as session:
        assert session.query(Escalation).one().tier == "critical"
        assert session.query(InboundMessage).one().state == "waiting"
        letters = {letter.kind: letter.state for letter in session.query(outbox.Letter)}
    assert letters == {"prompt": "todo", "page": "todo", "note": "todo"}


def test_a_worker_says_that_it_lives(worker: Worker) -> None:
    assert worker.beat()

    with worker.wiring.db.reading() as session:
        beat = session.query(Heartbeat).one()
    assert beat.worker == "w1"
    assert "screening" in beat.lanes


def test_one_look_names_exactly_the_lanes_that_have_work(worker: Worker) -> None:
    rosa = enroll(worker)
    assert worker.glance() == set()

    with worker.wiring.db.transaction() as session:
        check_ins.ask_now(session, rosa, "bp", by="test", now=NOW)
        timers.wake(session, "ladder", "x", key="x", at=NOW)
        timers.wake(session, "ladder", "y", key="y", at=NOW + timedelta(minutes=1))
    assert worker.glance() == {"timers", "wording"}

    with worker.wiring.db.transaction() as session:
        keep_text(session, Arrived("SM9", rosa.phone, "sms", "hi", 0, {}), now=NOW)
    assert worker.glance() == {"timers", "wording", "screening"}
