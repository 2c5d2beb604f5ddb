"""What happens after silence, and what ends it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway import check_ins, messages
from gateway.check_ins import CheckIn
from gateway.cohort import Patient
from gateway.journal import JournalLine
from gateway.messages import OutboundMessage
from gateway.outbox import Letter
from gateway.tasks import Task
from gateway.timers import Timer
from gateway.timers.advance import advance
from gateway.vendors.delivery import Later
from tests.clinic import Clinic


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def asked(clinic: Clinic, patient: Patient, kind: str = "bp") -> CheckIn:
    check_in = clinic.do(check_ins.ask_now, patient, kind, by="nora")
    clinic.run()
    return clinic.one(CheckIn, id=check_in.id)


def on(clinic: Clinic, act: Callable[..., Any], check_in: CheckIn, **more: Any) -> Any:
    """Something happens to a check-in, which is read afresh."""
    return clinic.do(lambda s, now: act(s, s.get(CheckIn, check_in.id), now=now, **more))


def state(clinic: Clinic, check_in: CheckIn) -> str:
    return clinic.one(CheckIn, id=check_in.id).state


def test_silence_is_a_second_text_a_call_that_is_due_and_a_task_on_day_three(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)  # Tuesday noon
    clinic.live_until(utc("2026-03-03 20:30"))
    assert len(clinic.texts) == 1

    clinic.live_until(utc("2026-03-03 21:00"))  # four hours
    assert [prompt.rung for prompt in clinic.prompts] == ["ask", "remind"]
    assert len(clinic.texts) == 2
    assert clinic.one(OutboundMessage, kind="reminder").exempt is False

    clinic.live_until(utc("2026-03-04 14:30"))
    assert clinic.all(JournalLine, event="call_due") == []
    clinic.live_until(utc("2026-03-04 15:30"))  # Wednesday 10:00 and her own minutes
    assert len(clinic.all(JournalLine, event="call_due")) == 1

    clinic.live_until(utc("2026-03-05 12:30"))
    assert clinic.all(Task) == []
    clinic.live_until(utc("2026-03-05 13:00"))  # Thursday 08:00
    task = clinic.one(Task)
    assert (task.kind, task.why, task.patient_id) == ("missing_reading", "bp", rosa.id)
    assert state(clinic, check_in) == "expired"
    assert len(clinic.texts) == 2


def test_a_week_of_silence_is_one_task_not_seven(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.live_until(utc("2026-03-10 18:00"))

    waiting = [task.why for task in clinic.all(Task, kind="missing_reading")]
    assert sorted(waiting) == sorted(set(waiting))
    assert "bp" in waiting


def test_a_valid_reply_ends_the_ladder_its_letters_and_its_task(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.live_until(utc("2026-03-06 14:00"))  # Friday 09:00: three mornings of silence
    assert clinic.one(Task, why="bp").state == "open"
    today = clinic.one(CheckIn, kind="bp", local_date="2026-03-06")

    on(clinic, check_ins.answered, today)

    waiting = clinic.look(lambda session: check_ins.open_for(session, rosa.id))
    assert "bp" not in {check_in.kind for check_in in waiting}
    assert clinic.one(Task, why="bp").done_by == "system"
    texts = len(clinic.texts)
    clinic.live_until(utc("2026-03-06 19:00"))
    assert [t for t in clinic.texts[texts:] if "BP" in t.body and "remind" in t.body] == []
    assert clinic.all(OutboundMessage, check_in_id=today.id, kind="reminder") == []


def test_a_reply_takes_back_the_reminder_that_has_not_left(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)
    clinic.trouble["sms"] = [Later(None, "carrier down")]
    clinic.wait(hours=4)
    reminder = clinic.one(OutboundMessage, kind="reminder")
    assert reminder.status == "waiting"

    on(clinic, check_ins.answered, check_in)
    clinic.wait(minutes=30)

    assert clinic.one(OutboundMessage, kind="reminder").status == "withdrawn"
    assert len(clinic.texts) == 1
    assert clinic.one(Letter, key=f"sms:{reminder.key}").state == "moot"


def test_a_reply_while_rasa_words_the_question_is_not_talked_over(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    check_in = clinic.do(check_ins.ask_now, rosa, "bp", by="nora")
    on(clinic, check_ins.answered, check_in)
    clinic.run()

    assert clinic.texts == []
    assert state(clinic, check_in) == "answered"


def test_answering_twice_changes_nothing(clinic: Clinic) -> None:
    check_in = asked(clinic, clinic.enroll())
    on(clinic, check_ins.answered, check_in, answer="138/82")
    closed_at = clinic.one(CheckIn).closed_at
    clinic.wait(hours=1)
    on(clinic, check_ins.answered, check_in, answer="190/110")

    again = clinic.one(CheckIn)
    assert (again.answer, again.closed_at) == ("138/82", closed_at)
    assert clinic.all(Timer, kind="ladder") == []


def test_an_evening_question_is_not_reminded_of_at_night(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.clock.at = utc("2026-03-03 23:30")  # 18:30, so that four hours later it is quiet
    asked(clinic, rosa)
    clinic.live_until(utc("2026-03-04 12:30"))
    assert len(clinic.texts) == 1

    clinic.live_until(utc("2026-03-04 13:05"))  # 08:00 and her own minutes
    assert len(clinic.texts) == 2


def test_a_reminder_that_waited_for_morning_gives_way_to_the_new_question(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.clock.at = utc("2026-03-03 23:30")
    clinic.run()
    clinic.prompts.clear()
    asked(clinic, rosa)
    clinic.live_until(utc("2026-03-04 04:00"))  # 23:00: the reminder is due and waits
    clinic.clock.at = utc("2026-03-04 13:05")  # 08:05: the new question comes first
    with clinic.db.transaction() as session:
        while clinic_timers(clinic, session):
            pass
    clinic.run()

    assert [prompt.rung for prompt in clinic.prompts if prompt.check_in == "bp"] == ["ask", "ask"]


def clinic_timers(clinic: Clinic, session: Session) -> int:
    return advance(session, clinic.handlers, clinic._poisoned, now=clinic.now)


def test_undelivered_is_not_unanswered(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)
    clinic.do(messages.report, "sms-1", "undelivered", "30006")
    clinic.live_until(utc("2026-03-05 14:00"))

    assert len(clinic.texts) == 1
    assert [task.kind for task in clinic.all(Task)] == ["undelivered"]
    assert clinic.one(JournalLine, event="silence_undelivered").subject_id == check_in.id
