"""A check-in while a reply is being read, asked back, given away or stopped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from gateway import check_ins, consent
from gateway.check_ins import CheckIn
from gateway.cohort import Patient
from gateway.db import Database
from gateway.tasks import Task
from tests.clinic import Clinic


def asked(clinic: Clinic, patient: Patient, kind: str = "bp") -> CheckIn:
    check_in = clinic.do(check_ins.ask_now, patient, kind, by="nora")
    clinic.run()
    return clinic.one(CheckIn, id=check_in.id)


def on(clinic: Clinic, act: Callable[..., Any], check_in: CheckIn, **more: Any) -> Any:
    """Something happens to a check-in, which is read afresh."""
    return clinic.do(lambda s, now: act(s, s.get(CheckIn, check_in.id), now=now, **more))


def state(clinic: Clinic, check_in: CheckIn) -> str:
    return clinic.one(CheckIn, id=check_in.id).state


def test_while_a_reply_is_read_nothing_more_is_asked(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)
    clinic.wait(hours=3, minutes=45)
    clinic.do(check_ins.hold, rosa.id)
    clinic.wait(minutes=20)

    assert state(clinic, check_in) == "held"
    assert len(clinic.texts) == 1


def test_after_talk_that_answered_nothing_the_ladder_goes_on_an_hour_later(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)
    clinic.wait(hours=3, minutes=50)
    clinic.do(check_ins.hold, rosa.id)
    clinic.wait(minutes=20)
    on(clinic, check_ins.release, check_in)

    clinic.wait(minutes=59)
    assert len(clinic.texts) == 1
    clinic.wait(minutes=1)
    assert len(clinic.texts) == 2


def test_a_reply_nobody_read_in_half_an_hour_goes_to_a_person(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)
    clinic.do(check_ins.hold, rosa.id)
    clinic.wait(minutes=20)
    clinic.do(check_ins.hold, rosa.id)  # she wrote again
    clinic.wait(minutes=20)
    assert clinic.all(Task) == []

    clinic.wait(minutes=10)
    assert clinic.one(Task).kind == "reply_not_processed"
    assert state(clinic, check_in) == "asked"
    clinic.wait(hours=2)
    assert len(clinic.all(Task)) == 1


def test_open_check_ins_come_longest_asked_first(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    kinds = ["weight", "bp", "symptom"]
    for kind in kinds:
        asked(clinic, rosa, kind)
        clinic.wait(minutes=1)

    waiting = clinic.look(lambda session: check_ins.open_for(session, rosa.id))
    assert [check_in.kind for check_in in waiting] == kinds


def test_asking_back_counts_and_remembers_what_was_proposed(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)
    proposal = {"type": "blood_pressure", "systolic": 120, "diastolic": 80, "pulse": None}
    clinic.do(check_ins.hold, rosa.id)

    assert on(clinic, check_ins.ask_back, check_in, pending=proposal) == 1
    assert clinic.one(CheckIn).pending == proposal
    assert on(clinic, check_ins.ask_back, check_in, pending=None) == 2
    kept = clinic.one(CheckIn)
    assert (kept.state, kept.pending) == ("asked", None)


def test_a_check_in_given_to_a_person_is_left_alone(clinic: Clinic) -> None:
    check_in = asked(clinic, clinic.enroll())
    on(clinic, check_ins.to_person, check_in)
    clinic.live_until(clinic.now + timedelta(days=3))

    assert state(clinic, check_in) == "person"
    assert len(clinic.texts) == 1
    assert clinic.all(Task) == []


def test_stop_ends_every_question_and_takes_back_what_waits(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    bp = asked(clinic, rosa)
    due = clinic.do(check_ins.ask_now, rosa, "weight", by="nora")
    clinic.do(consent.stop, rosa.phone, source="keyword")
    clinic.do(check_ins.stop_all, rosa.id)
    clinic.live_until(clinic.now + timedelta(days=3))

    assert [state(clinic, c) for c in (bp, due)] == ["stopped", "stopped"]
    assert len(clinic.texts) == 1
    assert clinic.all(Task) == []


def test_of_two_who_share_a_phone_both_are_silent_after_stop(clinic: Clinic) -> None:
    rosa, luis = clinic.enroll("Rosa"), clinic.enroll("Luis")
    due = clinic.do(check_ins.ask_now, luis, "bp", by="nora")
    clinic.do(consent.stop, rosa.phone, source="keyword")
    clinic.run()

    assert clinic.texts == []
    assert state(clinic, due) == "stopped"


def test_a_timer_finds_a_check_in_that_is_being_answered_and_looks_again(db: Database) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite one transaction writes at a time")
    clinic = Clinic(db)
    check_in = asked(clinic, clinic.enroll())
    clinic.clock.advance(hours=4)
    with db.transaction() as reading:
        check_ins.release(reading, reading.get_one(CheckIn, check_in.id), now=clinic.now)
        clinic.run()  # must neither wait for this transaction nor remind
        assert len(clinic.texts) == 1
    clinic.wait(minutes=1)
    assert len(clinic.texts) == 1
    clinic.wait(hours=1)
    assert len(clinic.texts) == 2
