"""Whose turn it is: in order, one at a time per phone, and never lost with a dead worker."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import inbox
from gateway.db import Database
from gateway.inbox import Arrived, InboundMessage
from gateway.inbox.keep import storable

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LEASE = timedelta(seconds=45)
ROSA, LUIS = "+13055550101", "+13055550102"


def text(sid: str, phone: str = ROSA, body: str = "138/82") -> Arrived:
    return Arrived(sid, phone, "sms", body, 0, {"MessageSid": sid, "Body": body})


def keep(db: Database, *texts: Arrived) -> None:
    with db.transaction() as session:
        for arrived in texts:
            message = inbox.keep(session, arrived, patient_id="p", now=NOW)
            if message:
                message.screened_at = NOW


def claim(db: Database, worker: str = "w1", at: datetime = NOW, limit: int = 9) -> list[str]:
    with db.transaction() as session:
        found = inbox.claim(session, limit, worker=worker, lease=LEASE, now=at, machine=at)
        return [message.sid for message in found]


def finish(db: Database, sid: str) -> None:
    with db.transaction() as session:
        message = session.query(InboundMessage).filter_by(sid=sid).one()
        inbox.handled(message, now=NOW)


def test_a_repeated_message_sid_is_kept_once(db: Database) -> None:
    keep(db, text("SM1"), text("SM1"), text("SM2"))

    with db.reading() as session:
        assert [row.sid for row in session.query(InboundMessage).order_by("id")] == ["SM1", "SM2"]


def test_two_texts_of_one_patient_wait_for_each_other_and_others_do_not(db: Database) -> None:
    keep(db, text("SM1"), text("SM2"), text("SM3", LUIS))

    assert claim(db) == ["SM1", "SM3"]
    assert claim(db) == []
    finish(db, "SM1")
    assert claim(db) == ["SM2"]


def test_a_message_that_must_wait_holds_back_the_patients_later_ones(db: Database) -> None:
    keep(db, text("SM1"), text("SM2"))
    claim(db)
    with db.transaction() as session:
        first = session.query(InboundMessage).filter_by(sid="SM1").one()
        inbox.try_later(first, "Rasa cannot be reached", now=NOW)

    assert claim(db) == []
    assert claim(db, at=NOW + timedelta(seconds=5)) == ["SM1"]


def test_a_dead_workers_message_is_taken_by_another_when_its_lease_ends(db: Database) -> None:
    keep(db, text("SM1"))
    assert claim(db, "w1") == ["SM1"]

    assert claim(db, "w2", at=NOW + LEASE / 2) == []
    assert claim(db, "w2", at=NOW + LEASE * 1.1) == ["SM1"]


def test_a_message_given_to_a_person_lets_the_next_one_through(db: Database) -> None:
    keep(db, text("SM1"), text("SM2"))
    claim(db)
    with db.transaction() as session:
        first = session.query(InboundMessage).filter_by(sid="SM1").one()
        inbox.give_to_person(first, now=NOW)

    assert claim(db) == ["SM2"]


def test_the_wait_grows_and_ends_at_a_minute() -> None:
    waits = []
    for tries in (1, 2, 3, 9):
        message = InboundMessage(tries=tries)
        inbox.try_later(message, "down", now=NOW)
        waits.append((message.next_at - NOW).total_seconds())

    assert waits == sorted(waits)
    assert waits[0] <= 1.2
    assert 48 <= waits[-1] <= 72


ODD = {
    "empty": "",
    "NUL": "\x00190/110\x00",
    "right to left": "\u202e082/831\u202c",
    "1,600 units of emoji": "🩺" * 800,
    "half a surrogate pair": "\ud800",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD.keys())
def test_odd_bodies_are_kept_whole(db: Database, body: str) -> None:
    keep(db, text("SM1", body=body))

    with db.reading() as session:
        kept = session.query(InboundMessage).one().body
    assert kept == storable(body)
    assert len(kept) == len(body)


@given(st.text(alphabet=st.characters(), max_size=1600))
def test_no_text_is_unstorable(body: str) -> None:
    kept = storable(body)

    assert "\x00" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
