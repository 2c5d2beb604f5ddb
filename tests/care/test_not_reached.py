"""Undelivered is not unanswered; nor is what never left the building."""

from datetime import UTC, datetime

import pytest

from gateway import check_ins, messages, tasks
from gateway.check_ins import CheckIn
from gateway.cohort import Patient
from gateway.journal import JournalLine
from gateway.tasks import Task
from gateway.vendors.delivery import Later, Undeliverable
from tests.clinic import Clinic


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def asked(clinic: Clinic, patient: Patient, kind: str = "bp") -> CheckIn:
    check_in = clinic.do(check_ins.ask_now, patient, kind, by="nora")
    clinic.run()
    return clinic.one(CheckIn, id=check_in.id)


@pytest.mark.parametrize("code", ["30006", "21614", "21635"])
def test_a_landline_is_called_at_once_and_not_texted_again(clinic: Clinic, code: str) -> None:
    asked(clinic, clinic.enroll())
    clinic.do(messages.report, "sms-1", "failed", code)
    clinic.run()

    assert clinic.one(JournalLine, event="call_due").at == clinic.now
    assert [task.why for task in clinic.all(Task)] == [f"bad_number_{code}"]
    clinic.live_until(utc("2026-03-05 14:00"))
    assert len(clinic.texts) == 1
    assert len(clinic.all(JournalLine, event="call_due")) == 1


@pytest.mark.parametrize("code", ["21211", "30005"])
def test_a_number_nobody_has_is_a_wrong_number_task_and_no_silence(
    clinic: Clinic, code: str
) -> None:
    asked(clinic, clinic.enroll())
    clinic.do(messages.report, "sms-1", "undelivered", code)
    clinic.live_until(utc("2026-03-05 14:00"))

    assert (clinic.one(CheckIn).state, clinic.one(CheckIn).why) == ("person", "wrong_number")
    assert [task.kind for task in clinic.all(Task)] == ["wrong_number"]
    assert clinic.all(JournalLine, event="call_due") == []


def test_a_number_the_carrier_refuses_outright_is_the_same(clinic: Clinic) -> None:
    clinic.trouble["sms"] = [Undeliverable("21211", "not a phone number")]
    asked(clinic, clinic.enroll())

    assert clinic.one(CheckIn).why == "wrong_number"
    assert clinic.one(Task).kind == "wrong_number"


def test_a_phone_that_stays_off_is_called_after_the_second_try(clinic: Clinic) -> None:
    asked(clinic, clinic.enroll())
    clinic.do(messages.report, "sms-1", "undelivered", "30003")
    clinic.wait(minutes=31)
    assert clinic.all(JournalLine, event="call_due") == []
    clinic.do(messages.report, "sms-2", "undelivered", "30003")
    clinic.run()

    assert len(clinic.all(JournalLine, event="call_due")) == 1


def test_a_landline_at_six_in_the_morning_is_called_after_the_quiet_hours(clinic: Clinic) -> None:
    rosa = clinic.enroll(conditions={"heart_failure": "I50.9"})
    clinic.clock.at = utc("2026-03-03 11:00")  # 06:00
    asked(clinic, rosa, "weight")
    clinic.do(messages.report, "sms-1", "undelivered", "30006")
    clinic.live_until(utc("2026-03-03 12:59"))
    assert clinic.all(JournalLine, event="call_due") == []
    clinic.live_until(utc("2026-03-03 13:30"))
    assert len(clinic.all(JournalLine, event="call_due")) == 1


def test_a_text_the_carrier_takes_for_spam_waits_for_the_ladders_own_call(clinic: Clinic) -> None:
    asked(clinic, clinic.enroll())
    clinic.do(messages.report, "sms-1", "undelivered", "30007")
    clinic.run()

    assert clinic.all(JournalLine, event="call_due") == []  # it would be 2,500 calls in a minute


def test_a_bad_number_is_one_task_however_many_texts_it_swallows(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    for number, kind in enumerate(("bp", "adherence", "symptom"), 1):
        asked(clinic, rosa, kind)
        clinic.do(messages.report, f"sms-{number}", "undelivered", "30006")
    clinic.run()
    assert len(clinic.all(Task)) == 1

    clinic.do(lambda s, now: tasks.done(s, s.query(Task).one(), "nora", now))
    asked(clinic, rosa)
    clinic.do(messages.report, "sms-4", "undelivered", "30006")
    assert [task.state for task in clinic.all(Task)].count("open") == 1


def test_a_landline_whose_task_was_done_and_that_answers_no_call_is_silence_again(
    clinic: Clinic,
) -> None:
    asked(clinic, clinic.enroll())
    clinic.do(messages.report, "sms-1", "undelivered", "30006")
    clinic.do(lambda s, now: tasks.done(s, s.query(Task).one(), "nora", now))
    clinic.live_until(utc("2026-03-05 14:00"))

    assert "missing_reading" in {task.kind for task in clinic.all(Task)}


def test_a_question_that_never_left_is_not_asked_rather_than_unanswered(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.clock.at = utc("2026-03-04 13:10")
    clinic.trouble["sms"] = [Later(None, "carrier down")] * 500
    clinic.live_until(utc("2026-03-04 19:00"))  # 14:00: too late for the question of 08:00
    clinic.trouble.clear()
    clinic.live_until(utc("2026-03-06 10:00"))  # through day three, before its own questions

    bp = clinic.one(CheckIn, kind="bp", local_date="2026-03-04")
    assert (bp.state, bp.why) == ("skipped", "not_sent")
    # The second text about her medicines, due at 13:00, still had a day in which it was of use.
    assert clinic.one(CheckIn, kind="adherence", local_date="2026-03-04").state == "asked"
    day = [task for task in clinic.all(Task) if task.why == "2026-03-04"]
    assert [task.kind for task in day] == ["not_asked"]
    assert clinic.all(Task, kind="missing_reading", why="bp") == []
