"""Ringing a patient: the ladder's third rung, and who would rather talk than write."""

from datetime import UTC, datetime

from gateway import calls, check_ins, cohort, consent, escalations, outbox
from gateway.calls import Call
from gateway.check_ins import CheckIn, Pause
from gateway.cohort import Patient
from gateway.escalations import Escalation
from gateway.journal import JournalLine
from gateway.outbox import Letter
from gateway.tasks import Task
from gateway.vendors.delivery import Undeliverable
from tests.care.paging import page
from tests.clinic import Clinic


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def asked(clinic: Clinic, patient: Patient) -> CheckIn:
    check_in = clinic.do(check_ins.ask_now, patient, "bp", by="nora")
    clinic.run()
    return clinic.one(CheckIn, id=check_in.id)


def test_the_next_day_her_phone_rings_once(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    asked(clinic, rosa)  # Tuesday noon

    clinic.live_until(utc("2026-03-04 14:30"))
    assert clinic.dialled == []
    clinic.live_until(utc("2026-03-05 12:30"))

    [dialled] = clinic.dialled
    call = clinic.one(Call)
    assert (dialled.phone, dialled.call_id, call.status) == (rosa.phone, call.id, "queued")
    assert len(clinic.all(JournalLine, event="call_placed")) == 1


def test_an_answer_before_the_call_takes_it_back(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)
    clinic.live_until(utc("2026-03-04 14:30"))
    clinic.do(lambda s, now: check_ins.answered(s, s.get(CheckIn, check_in.id), now=now))

    clinic.live_until(utc("2026-03-05 12:30"))

    assert clinic.dialled == []


def test_a_reply_being_read_holds_the_call(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    asked(clinic, rosa)
    clinic.live_until(utc("2026-03-04 14:59"))
    clinic.do(check_ins.hold, rosa.id)

    clinic.live_until(utc("2026-03-04 15:20"))

    assert clinic.dialled == []


def test_stop_ends_calls_too(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    asked(clinic, rosa)
    clinic.do(consent.stop, rosa.phone, source="keyword")

    clinic.live_until(utc("2026-03-05 12:30"))

    assert clinic.dialled == []


def test_who_would_rather_talk_is_asked_and_reminded_by_phone_and_never_texted(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll(reached_by="call")
    check_in = asked(clinic, rosa)

    assert (len(clinic.dialled), check_in.state, check_in.rung) == (1, "asked", 1)
    clinic.live_until(utc("2026-03-05 14:00"))
    assert clinic.texts == []
    assert len(clinic.dialled) == 3  # the question, the second the same day, the next day's
    assert [task.why for task in clinic.all(Task)] == ["bp"]


def test_a_preference_is_kept_with_who_said_so(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(lambda s, now: cohort.reach(s, s.get(Patient, rosa.id), "call", by="nora", now=now))

    assert clinic.one(Patient).reached_by == "call"
    line = clinic.one(JournalLine, event="reached_by_changed")
    assert (line.by, line.detail) == ("nora", {"before": "text", "after": "call"})


def test_a_call_in_the_quiet_hours_waits_until_they_are_over(clinic: Clinic) -> None:
    rosa = clinic.enroll(reached_by="call", timezone="America/New_York")
    clinic.clock.at = utc("2026-03-04 00:30")  # 19:30 in New York; four hours on is 23:30
    asked(clinic, rosa)
    clinic.live_until(utc("2026-03-04 12:30"))
    assert len(clinic.dialled) == 1

    clinic.live_until(utc("2026-03-04 13:30"))  # 8:30 in New York

    assert len(clinic.dialled) == 2


def test_a_number_that_cannot_be_rung_is_a_task_and_the_question_is_texted(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll(reached_by="call")
    clinic.trouble["call"] = [Undeliverable("21211", "not a valid phone number")]

    check_in = asked(clinic, rosa)

    assert [task.why for task in clinic.all(Task)] == ["call_21211"]
    assert (check_in.state, len(clinic.texts)) == ("asked", 1)
    assert clinic.one(Call).status == "refused"


def test_a_question_to_be_asked_by_phone_after_an_outage_is_skipped_and_not_late(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll(reached_by="call")
    check_in = clinic.do(check_ins.ask_now, rosa, "bp", by="nora")
    clinic.clock.advance(hours=30)
    clinic.run()

    assert (clinic.one(CheckIn, id=check_in.id).state, clinic.dialled) == ("skipped", [])
    assert clinic.one(Letter, kind="call").state == "moot"


def test_who_is_on_the_phone_with_us_is_not_rung_a_second_time(clinic: Clinic) -> None:
    rosa = clinic.enroll(reached_by="call", conditions={"hypertension": "I10", "diabetes": "E11.9"})
    asked(clinic, rosa)
    clinic.do(check_ins.ask_now, rosa, "glucose", by="nora")
    clinic.run()
    assert len(clinic.dialled) == 1

    call = clinic.one(Call)
    clinic.do(calls.report, call.id, call.sid, "completed")
    clinic.wait(minutes=5)

    assert len(clinic.dialled) == 2


def test_a_number_that_places_no_calls_notes_them_and_texts_who_would_rather_talk(
    clinic: Clinic,
) -> None:
    clinic.connect(places_calls=False)
    rosa = clinic.enroll()
    ana = clinic.enroll("Ana", reached_by="call", phone="+15005550102")
    asked(clinic, rosa)
    check_in = asked(clinic, ana)

    clinic.live_until(utc("2026-03-05 12:30"))

    assert clinic.dialled == []
    assert len(clinic.all(JournalLine, event="call_due", patient_id=rosa.id)) == 1
    assert [prompt.rung for prompt in clinic.prompts][:2] == ["ask", "ask"]
    assert clinic.one(CheckIn, id=check_in.id).asked_at is not None


def test_who_is_paused_overnight_is_not_rung_in_the_morning(clinic: Clinic) -> None:
    """The call was put off for the quiet hours, and the pause begins with the new day."""
    rosa = clinic.enroll()
    check_in = asked(clinic, rosa)
    clinic.live_until(utc("2026-03-04 14:30"))
    letter = f"call:{check_in.id}:2"
    clinic.do(
        lambda s, now: outbox.post(s, "call", check_in.id, key=letter, now=now, patient_id=rosa.id)
    )
    with clinic.db.transaction() as session:
        days = {"starts_on": "2026-03-04", "ends_on": "2026-03-09"}
        session.add(
            Pause(patient_id=rosa.id, why="holiday", made_at=clinic.now, made_by="nora", **days)
        )
    clinic.run()

    assert clinic.dialled == []
    assert clinic.one(Letter, key=letter).state == "moot"


def test_a_call_to_the_on_call_list_is_not_taken_for_a_call_to_her(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    case = page(clinic, clinic.enroll("Ana", phone="+15005550102"))
    clinic.live_for(minutes=2)
    clinic.do(lambda s, now: escalations.acknowledge(s, s.get(Escalation, case.id), "Mo", now))
    [rung] = clinic.all(Letter, kind="ring", state="sent")
    asked(clinic, rosa)

    clinic.live_until(utc("2026-03-04 15:30"))

    [dialled] = clinic.dialled
    assert rung.remote_id in dialled.known
