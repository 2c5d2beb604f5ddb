"""Three presets, per patient; rungs that come late, at night or twice a day."""

from datetime import UTC, datetime

import pytest

from gateway import check_ins, consent
from gateway.check_ins import CheckIn, UnknownLadder
from gateway.cohort import Patient
from gateway.inbox import InboundMessage
from gateway.journal import JournalLine
from gateway.messages import OutboundMessage
from gateway.tasks import Task
from tests.clinic import Clinic


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def asked(clinic: Clinic, patient: Patient, kind: str = "bp") -> CheckIn:
    check_in = clinic.do(check_ins.ask_now, patient, kind, by="nora")
    clinic.run()
    return clinic.one(CheckIn, id=check_in.id)


def chosen(clinic: Clinic, patient: Patient, preset: str) -> None:
    clinic.do(check_ins.choose, patient, preset, clinic.asking.ladders, by="nora")


def courses(clinic: Clinic) -> list[str]:
    """What happened, each with its local hour."""
    found = [(text.created_at, "text") for text in clinic.all(OutboundMessage)]
    found += [(line.at, "call") for line in clinic.all(JournalLine, event="call_due")]
    found += [(task.created_at, "task") for task in clinic.all(Task)]
    return [what for _, what in sorted(found)]


@pytest.mark.parametrize(
    ("preset", "course", "ended"),
    [
        ("standard", ["text", "text", "call", "task"], "2026-03-05 13:00"),
        ("close", ["text", "text", "call", "task"], "2026-03-04 14:00"),
        ("gentle", ["text", "call", "task"], "2026-03-05 13:00"),
    ],
)
def test_each_preset_climbs_as_it_is_written(
    clinic: Clinic, preset: str, course: list[str], ended: str
) -> None:
    rosa = clinic.enroll()
    chosen(clinic, rosa, preset)
    check_in = asked(clinic, rosa)
    assert check_in.ladder == f"{preset}@2"
    clinic.live_until(utc("2026-03-06 13:00"))

    assert courses(clinic) == course
    assert clinic.one(CheckIn).closed_at == utc(ended)
    assert clinic.one(CheckIn).why == "silence"


def test_another_preset_begins_with_the_next_question(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    asked(clinic, rosa)
    chosen(clinic, rosa, "close")
    chosen(clinic, rosa, "close")
    assert clinic.one(CheckIn).ladder == "standard@2"
    clinic.live_until(utc("2026-03-03 22:30"))
    assert clinic.all(JournalLine, event="call_due") == []
    line = clinic.one(JournalLine, event="ladder_chosen")
    assert (line.by, line.detail) == ("nora", {"before": "standard", "after": "close"})
    with pytest.raises(UnknownLadder):
        chosen(clinic, rosa, "nagging")


def test_a_ladder_that_was_shortened_meanwhile_still_ends_in_its_task(clinic: Clinic) -> None:
    check_in = asked(clinic, clinic.enroll())
    with clinic.db.transaction() as session:
        row = session.get_one(CheckIn, check_in.id)
        row.rung, row.ladder = 7, "a preset of last year@1"
    clinic.live_until(utc("2026-03-06 13:00"))

    assert clinic.one(CheckIn).why == "silence"
    assert [task.kind for task in clinic.all(Task)] == ["missing_reading"]


def test_after_an_outage_a_late_text_or_call_is_left_out_and_the_task_is_not(
    clinic: Clinic,
) -> None:
    asked(clinic, clinic.enroll())
    clinic.clock.at = utc("2026-03-04 20:00")  # nothing ran from Tuesday noon to Wednesday 15:00
    clinic.run()
    assert len(clinic.texts) == 1
    left_out = [(line.detail["do"], line.detail["why"])
                for line in clinic.all(JournalLine, event="rung_left_out")]  # fmt: skip
    assert left_out == [("text", "late"), ("call", "late")]

    clinic.clock.at = utc("2026-03-07 20:00")
    clinic.run()
    assert clinic.one(Task).kind == "missing_reading"


def test_nobody_is_called_in_the_quiet_hours(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    chosen(clinic, rosa, "close")
    clinic.clock.at = utc("2026-03-03 22:00")  # 17:00: five hours later it is night
    asked(clinic, rosa)
    clinic.live_until(utc("2026-03-04 12:55"))
    assert clinic.all(JournalLine, event="call_due") == []
    clinic.live_until(utc("2026-03-04 13:30"))
    assert len(clinic.all(JournalLine, event="call_due")) == 1


def test_one_call_a_day_whatever_number_of_questions_is_open(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    for kind in ("bp", "adherence", "symptom"):
        asked(clinic, rosa, kind)
    clinic.live_until(utc("2026-03-04 17:00"))

    assert len(clinic.all(JournalLine, event="call_due")) == 1
    assert len(clinic.all(JournalLine, event="rung_left_out")) == 2


def test_a_reply_that_waits_for_rasa_or_a_person_holds_texts_and_calls(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    asked(clinic, rosa)
    with clinic.db.transaction() as session:
        session.add(
            InboundMessage(
                sid="SM1", phone=rosa.phone, patient_id=rosa.id, channel="sms", body="138/82",
                raw={}, received_at=clinic.now, next_at=clinic.now,
            )
        )  # fmt: skip
    clinic.do(check_ins.hold, rosa.id)
    clinic.live_until(utc("2026-03-03 23:00"))  # six hours: the hold has ended, Rasa has not read
    assert len(clinic.texts) == 1
    assert clinic.one(CheckIn).state == "asked"
    assert [task.kind for task in clinic.all(Task)] == ["reply_not_processed"]

    with clinic.db.transaction() as session:
        session.query(InboundMessage).update({"state": "handled"})
    clinic.live_until(utc("2026-03-04 00:30"))
    assert len(clinic.texts) == 2


def test_who_left_or_stopped_is_not_followed_up(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    asked(clinic, rosa)
    clinic.do(consent.stop, rosa.phone, source="carrier")  # nobody told the check-in
    clinic.live_until(utc("2026-03-05 14:00"))

    assert (clinic.one(CheckIn).state, clinic.one(CheckIn).why) == ("stopped", "stopped")
    assert len(clinic.texts) == 1
    assert clinic.all(Task) == []


def test_who_writes_every_half_hour_about_something_else_still_becomes_a_task_on_day_three(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    asked(clinic, rosa)
    while clinic.now < utc("2026-03-05 17:30"):
        clinic.wait(minutes=30)
        for check_in in clinic.look(lambda session: check_ins.open_for(session, rosa.id)):
            clinic.do(check_ins.hold, rosa.id)
            clinic.do(check_ins.release, check_in)

    assert clinic.one(Task).created_at == utc("2026-03-05 17:00")  # 48 hours
