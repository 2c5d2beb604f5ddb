"""Two processes touch the same patient in the same second; nobody waits for ever."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gateway import check_ins, messages, nightly, protocols, replies
from gateway.check_ins.tables import CheckIn
from gateway.cohort import Conditions, take
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.inbox import Arrived
from gateway.inbox.tables import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.replies import Told
from gateway.timers import Timer
from gateway.vendors.ehr import ChartPatient
from gateway.webhooks.twilio_sms import keep_text
from tests.clinic import Clinic

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
PATIENCE = 30  # seconds, for a machine that is busy with other things; nothing waits so long
PHONE = "+13055550101"
RULES = protocols.load(Path("protocols"), Path("data/vitals.yml"))


def enroll(db: Database, name: str = "Rosa") -> Patient:
    patient = Patient(
        fhir_id=name,
        given_name=name,
        family_name="Lopez",
        phone=PHONE,
        language="en",
        timezone="America/New_York",
        conditions={"hypertension": "I10"},
        care_manager="Ana",
        enrolled_at=NOW,
    )
    with db.transaction() as session:
        session.add(patient)
    return patient


def asked(db: Database, patient: Patient, id_: str, kind: str, minutes_ago: float) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    with db.transaction() as session:
        session.add(
            CheckIn(
                id=id_,
                key=id_,
                patient_id=patient.id,
                kind=kind,
                local_date="2026-03-02",
                state="asked",
                due_at=at,
                asked_at=at,
            )
        )


def waits_for_a_lock(db: Database) -> bool:
    if db.engine.dialect.name != "postgresql":
        return False
    with db.engine.connect() as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return bool(connection.execute(text(query)).scalar())


def reply(db: Database, rosa: Patient) -> None:
    """The clinical call of SM1: her glucose, which answers the check-in asked first."""
    reading = {"type": "glucose", "value": 120, "unit": "mg/dL"}
    said = {"act": "accept", "readings": [reading], "confidence": 1.0, "model": "m"}
    with db.transaction() as session:
        replies.take(session, Told("SM1", rosa.id, "ep-b", said), RULES, now=NOW)


def text_arrives(db: Database, sid: str, body: str) -> None:
    with db.transaction() as session:
        keep_text(session, Arrived(sid, PHONE, "sms", body, 0, {}), now=NOW)


def test_a_second_text_is_kept_while_the_first_is_being_answered(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The webhook holds the check-ins; the reply ends one of them and releases the other."""
    rosa = enroll(db)
    asked(db, rosa, "ep-b", "glucose", minutes_ago=60)
    asked(db, rosa, "ep-a", "bp", minutes_ago=10)
    text_arrives(db, "SM1", "120")
    half_way, go_on = threading.Event(), threading.Event()
    whole = check_ins.release

    def slowly(session: Session, check_in: CheckIn, **more: Any) -> None:
        half_way.set()
        go_on.wait(PATIENCE)
        whole(session, check_in, **more)

    monkeypatch.setattr(check_ins, "release", slowly)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(reply, db, rosa)
        assert half_way.wait(PATIENCE)
        second = pool.submit(text_arrives, db, "SM2", "138/82")
        for _ in range(30):
            if waits_for_a_lock(db):
                break
            threading.Event().wait(0.05)
        go_on.set()
        first.result(PATIENCE)
        second.result(PATIENCE)

    with db.reading() as session:
        assert session.query(InboundMessage).count() == 2


def test_two_workers_that_start_together_set_one_night(db: Database) -> None:
    first = Session(db.engine)
    first.begin()
    nightly.ensure(first, now=NOW)

    def second() -> None:
        with db.transaction() as session:
            nightly.ensure(session, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(second)
        threading.Event().wait(0.3)
        first.commit()
        first.close()
        started.result(PATIENCE)

    with db.reading() as session:
        assert session.query(Timer).count() == 1


def test_the_nightly_sync_does_not_hold_up_what_patients_say(db: Database) -> None:
    """A reading refers to its patient; reading the cohort keeps every patient locked meanwhile."""
    rosa = enroll(db)
    if db.engine.dialect.name != "postgresql":
        return  # one writer at a time, by nature
    told = ChartPatient(
        fhir_id="Rosa",
        given="Rosa",
        family="Lopez",
        phone=PHONE,
        language="en",
        birth_date=None,
        timezone="America/New_York",
        conditions=("http://hl7.org/fhir/sid/icd-10-cm|I10",),
        active=True,
        deceased=False,
    )
    night = Session(db.engine)
    night.begin()
    take(night, told, Conditions.load(Path("protocols")), care_manager="Ana", now=NOW)
    with db.transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '2s'"))
        session.add(
            CheckIn(
                key="k",
                patient_id=rosa.id,
                kind="bp",
                local_date="2026-03-02",
                state="due",
                due_at=NOW,
            )
        )
    night.rollback()
    night.close()


def test_two_texts_that_fail_at_a_dead_number_are_both_known_to_have_failed(db: Database) -> None:
    clinic = Clinic(db)
    rosa = clinic.enroll()
    for key in ("a", "b"):
        clinic.do(messages.say, phone=rosa.phone, body=key, key=key, kind="reply", patient=rosa)
    clinic.run()
    one, two = clinic.all(OutboundMessage)

    def callback(message_id: str) -> None:
        with db.transaction() as session:
            messages.report(session, message_id, "undelivered", "30005", now=NOW)

    first = Session(db.engine)
    first.begin()
    messages.report(first, one.id, "undelivered", "30005", now=NOW)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(callback, two.id)
        threading.Event().wait(0.3)
        first.commit()
        first.close()
        second.result(PATIENCE)

    assert {text.status for text in clinic.all(OutboundMessage)} == {"undelivered"}
