"""When and what each patient is asked."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from gateway import check_ins, consent
from gateway.check_ins import CheckIn, MayNotAsk, Schedule, UnknownCheckIn, next_time
from gateway.cohort import Patient
from gateway.journal import JournalLine
from gateway.timers import Timer
from gateway.vendors.delivery import Later
from tests.clinic import Clinic

ZONES = ("America/New_York", "America/Phoenix", "America/Puerto_Rico", "Pacific/Honolulu")
DAILY = Schedule(local_time="08:00", cadence="daily", on=None)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def asked(clinic: Clinic, patient: Patient, kind: str = "bp") -> CheckIn:
    check_in = clinic.do(check_ins.ask_now, patient, kind, by="nora")
    clinic.run()
    return clinic.one(CheckIn, id=check_in.id)


def state(clinic: Clinic, check_in: CheckIn) -> str:
    return clinic.one(CheckIn, id=check_in.id).state


# When the next question is due.


@pytest.mark.parametrize(
    ("zone", "after", "expected"),
    [
        ("America/New_York", "2026-03-06 13:00", "2026-03-07 13:00"),
        ("America/New_York", "2026-03-07 13:00", "2026-03-08 12:00"),  # clocks went forward
        ("America/New_York", "2026-03-08 12:00", "2026-03-09 12:00"),
        ("America/New_York", "2026-10-31 12:00", "2026-11-01 13:00"),  # clocks went back
        ("America/New_York", "2026-11-01 13:00", "2026-11-02 13:00"),
        ("America/Phoenix", "2026-03-07 15:00", "2026-03-08 15:00"),
        ("America/Phoenix", "2026-10-31 15:00", "2026-11-01 15:00"),
        ("America/Puerto_Rico", "2026-03-07 12:00", "2026-03-08 12:00"),
        ("America/Puerto_Rico", "2026-10-31 12:00", "2026-11-01 12:00"),
        ("America/New_York", "2026-03-06 12:59", "2026-03-06 13:00"),
    ],
)
def test_daily_at_eight_stays_at_eight(zone: str, after: str, expected: str) -> None:
    assert next_time(DAILY, utc(after), zone) == utc(expected)


def test_weekly_and_monthly_come_round_on_their_day() -> None:
    weekly = Schedule(local_time="10:00", cadence="weekly", on=0)
    monthly = Schedule(local_time="11:00", cadence="monthly", on=28)

    assert next_time(weekly, utc("2026-03-03 17:00"), "America/New_York") == utc("2026-03-09 14:00")
    assert next_time(monthly, utc("2026-02-28 16:00"), "America/New_York") == utc(
        "2026-03-28 15:00"
    )


@given(
    st.integers(0, 3 * 366 * 24 * 60).map(lambda n: utc("2025-01-01 00:00") + timedelta(minutes=n)),
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.strftime("%H:%M")),
    st.integers(0, 59),
)
def test_every_local_day_is_asked_exactly_once(
    start: datetime, zone: str, wall: str, minutes: int
) -> None:
    schedule = Schedule(local_time=wall, cadence="daily", on=None)
    offset = timedelta(minutes=minutes)
    at, days = start, []
    for _ in range(5):
        at = next_time(schedule, at, zone, offset)
        assert at > start
        days.append((at - offset).astimezone(ZoneInfo(zone)).date())

    assert days == [days[0] + timedelta(days=n) for n in range(5)]


# Enrolling and the schedule.


def test_a_patient_is_asked_what_her_conditions_call_for(clinic: Clinic) -> None:
    rosa = clinic.enroll(conditions={"diabetes": "E11.9", "heart_failure": "I50.9"})
    for _ in range(2):
        clinic.do(check_ins.enroll, rosa, clinic.asking)

    kinds = {schedule.kind for schedule in clinic.all(Schedule)}
    assert kinds == {"glucose", "weight", "adherence", "symptom", "review"}
    assert len(clinic.all(Timer, kind="schedule")) == 5


def test_a_schedule_whose_timer_was_given_up_asks_again_after_the_nightly_sync(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    with clinic.db.transaction() as session:
        session.query(Timer).delete()  # what is left of a timer that failed five times
    clinic.wait(days=2)
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.live_until(clinic.now + timedelta(days=1))

    assert "bp" in {prompt.check_in for prompt in clinic.prompts}


def test_a_condition_that_left_the_chart_ends_its_question(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    rosa.conditions = {"diabetes": "E11.9"}
    clinic.do(check_ins.enroll, rosa, clinic.asking)

    assert not clinic.one(Schedule, kind="bp").active
    assert clinic.one(Schedule, kind="glucose").active


def test_a_new_time_zone_moves_the_next_question_and_an_agreed_time_stays(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)

    def agree(session: Session, now: datetime) -> None:
        [schedule] = session.query(Schedule).filter_by(kind="bp")
        check_ins.move(session, schedule, "10:30", clinic.asking, by="nora", now=now)

    clinic.do(agree)
    eastern = clinic.one(Schedule, kind="bp").next_at

    def moves(session: Session, now: datetime) -> None:
        patient = session.get_one(Patient, rosa.id)
        patient.timezone = "America/Los_Angeles"
        check_ins.enroll(session, patient, clinic.asking, now=now)

    clinic.do(moves)
    moved = clinic.one(Schedule, kind="bp")
    assert moved.local_time == "10:30"
    # Noon in New York is nine in the morning in Los Angeles: today's 10:30 is still to come.
    assert moved.next_at == eastern + timedelta(hours=3) - timedelta(days=1)
    [timer] = [t for t in clinic.all(Timer) if t.subject_id == moved.id]
    assert timer.due_at == moved.next_at


def test_the_question_goes_out_at_her_hour_with_her_name_in_it(clinic: Clinic) -> None:
    rosa = clinic.enroll(given="Rosa", language="es")
    clinic.worded = "Hola [first name], es hora de su presión. [care manager]"
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.live_until(utc("2026-03-04 13:30"))  # 08:30 in New York

    [prompt] = clinic.prompts
    check_in = clinic.one(CheckIn)
    assert (prompt.conversation_id, prompt.check_in) == (check_in.id, "bp")
    assert (prompt.language, prompt.rung) == ("es", "ask")
    assert [text.body for text in clinic.texts] == ["Hola Rosa, es hora de su presión. Nora Bell"]
    assert (check_in.state, check_in.local_date) == ("asked", "2026-03-04")
    assert check_in.key == f"{rosa.id}:bp:2026-03-04"


def test_patients_are_spread_over_a_few_minutes_and_each_keeps_her_own() -> None:
    within = timedelta(minutes=5)
    offsets = [check_ins.schedule.spread(f"p{n}", within) for n in range(100)]

    assert set(offsets) == {timedelta(minutes=n) for n in range(5)}
    assert check_ins.schedule.spread("p1", within) == offsets[1]
    assert check_ins.schedule.spread("p1", timedelta(0)) == timedelta(0)


def test_after_an_outage_what_is_too_late_is_skipped_and_shown(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.clock.at = utc("2026-03-06 20:00")  # three mornings later, 15:00
    clinic.run()

    bp = {c.local_date: c.state for c in clinic.all(CheckIn, kind="bp")}
    assert bp == dict.fromkeys(("2026-03-04", "2026-03-05", "2026-03-06"), "skipped")
    assert clinic.texts == []
    assert len(clinic.all(JournalLine, event="check_in_skipped")) == len(clinic.all(CheckIn))
    assert clinic.one(Schedule, kind="bp").next_at > clinic.now


def test_after_a_short_outage_the_question_still_goes_out(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.clock.at = utc("2026-03-04 15:30")  # 10:30
    clinic.run()

    assert {c.kind: c.state for c in clinic.all(CheckIn)} == {"bp": "asked", "adherence": "asked"}


def test_a_question_rasa_could_not_word_in_time_is_skipped(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.trouble["prompt"] = [Later(None, "down") for _ in range(300)]
    check_in = asked(clinic, rosa)
    for _ in range(20):
        clinic.wait(minutes=10)

    assert state(clinic, check_in) == "skipped"
    assert clinic.texts == []


@pytest.mark.parametrize("why", ["stopped", "inactive"])
def test_nobody_is_asked_who_stopped_or_left(clinic: Clinic, why: str) -> None:
    rosa = clinic.enroll(active=why != "inactive")
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    if why == "stopped":
        clinic.do(consent.stop, rosa.phone, source="keyword")
    clinic.live_until(utc("2026-03-04 15:00"))

    assert clinic.all(CheckIn) == []
    assert clinic.one(Schedule, kind="bp").next_at > clinic.now  # and asked again if she comes back


# The button.


def test_the_button_asks_at_once_and_an_older_question_gives_way(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    first, second = asked(clinic, rosa), asked(clinic, rosa)

    assert [state(clinic, c) for c in (first, second)] == ["expired", "asked"]
    assert len(clinic.texts) == 2
    by = clinic.one(JournalLine, event="check_in_due", subject_id=first.id).by
    assert by == "nora"


def test_the_button_says_why_it_cannot_ask(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    with pytest.raises(UnknownCheckIn, match="mood"):
        clinic.do(check_ins.ask_now, rosa, "mood", by="nora")
    clinic.do(consent.stop, rosa.phone, source="keyword")
    with pytest.raises(MayNotAsk, match="stopped"):
        clinic.do(check_ins.ask_now, rosa, "bp", by="nora")
    with pytest.raises(MayNotAsk, match="programme"):
        clinic.do(check_ins.ask_now, clinic.enroll("Luz", active=False), "bp", by="nora")
