"""In hospital or on holiday she is asked nothing, and afterwards not everything at once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway import check_ins
from gateway.check_ins import BadPause, CheckIn, MayNotAsk
from gateway.cohort import Patient
from gateway.journal import JournalLine
from gateway.tasks import Task
from gateway.vendors.delivery import Later
from tests.care.hearing import pressure
from tests.care.promising import says
from tests.clinic import Clinic


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def scheduled(clinic: Clinic) -> Patient:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    return rosa


def pause(clinic: Clinic, patient: Patient, until: str, why: str = "hospital") -> None:
    clinic.do(check_ins.pause, patient, why, date.fromisoformat(until), by="nora")


def test_during_a_pause_nothing_is_asked_and_each_day_says_why(clinic: Clinic) -> None:
    rosa = scheduled(clinic)
    pause(clinic, rosa, "2026-03-06")
    clinic.live_until(utc("2026-03-06 05:30"))  # half past midnight of the day it ends

    assert clinic.texts == []
    asked = {(c.kind, c.local_date): (c.state, c.why) for c in clinic.all(CheckIn)}
    assert set(asked.values()) == {("skipped", "paused")}
    assert ("bp", "2026-03-04") in asked
    assert clinic.all(Task) == []  # a pause is no outage


def test_on_the_day_it_ends_she_is_asked_once_per_question_and_nothing_of_before(
    clinic: Clinic,
) -> None:
    rosa = scheduled(clinic)
    pause(clinic, rosa, "2026-03-06")
    clinic.live_until(utc("2026-03-06 16:00"))  # 11:00 of that morning

    assert sorted(prompt.check_in for prompt in clinic.prompts) == ["adherence", "bp"]
    assert {c.local_date for c in clinic.all(CheckIn, state="asked")} == {"2026-03-06"}


def test_a_pause_takes_back_what_waits_and_ends_the_ladder(clinic: Clinic) -> None:
    rosa = scheduled(clinic)
    clinic.live_until(utc("2026-03-04 14:30"))
    clinic.trouble["sms"] = [Later(None, "carrier down")] * 50
    clinic.live_until(utc("2026-03-04 17:30"))  # the second text of 12:00 waits for the carrier
    pause(clinic, rosa, "2026-03-12")
    clinic.trouble.clear()
    sent = len(clinic.texts)
    clinic.live_until(utc("2026-03-08 14:00"))

    assert len(clinic.texts) == sent
    asked = {c.state for c in clinic.all(CheckIn) if c.asked_at}
    assert asked == {"stopped"}
    assert clinic.all(JournalLine, event="call_due") == []
    assert clinic.all(Task, kind="missing_reading") == []


def test_a_reply_that_is_being_read_is_kept_through_a_pause(clinic: Clinic) -> None:
    rosa = scheduled(clinic)
    clinic.live_until(utc("2026-03-04 14:30"))
    clinic.do(check_ins.hold, rosa.id)
    pause(clinic, rosa, "2026-03-12")
    says(clinic, rosa, "accept", readings=[pressure(138, 82)])

    assert clinic.one(CheckIn, kind="bp", local_date="2026-03-04").state == "answered"
    clinic.live_until(utc("2026-03-06 14:30"))
    assert clinic.one(CheckIn, kind="adherence", local_date="2026-03-04").why == "paused"
    assert clinic.all(CheckIn, state="asked") == []


def test_resumed_by_hand_the_rest_of_the_day_stays_quiet(clinic: Clinic) -> None:
    rosa = scheduled(clinic)
    pause(clinic, rosa, "2026-03-20")
    clinic.live_until(utc("2026-03-05 20:00"))  # Thursday 15:00
    assert clinic.do(check_ins.resume, rosa, by="nora")
    assert not clinic.do(check_ins.resume, rosa, by="nora")
    clinic.live_until(utc("2026-03-06 05:00"))
    assert clinic.texts == []

    clinic.live_until(utc("2026-03-06 16:00"))
    assert len(clinic.texts) == 2


def test_a_holiday_may_be_planned_and_a_later_pause_takes_its_place(clinic: Clinic) -> None:
    rosa = scheduled(clinic)
    clinic.do(
        check_ins.pause, rosa, "holiday", date(2026, 3, 10), by="nora", starts_on=date(2026, 3, 6)
    )
    clinic.live_until(utc("2026-03-05 16:00"))
    assert len(clinic.texts) > 0
    pause(clinic, rosa, "2026-03-07")
    standing = clinic.look(lambda s: check_ins.planned(s, rosa, clinic.now))
    assert standing is not None
    assert (standing.why, standing.ends_on) == ("hospital", "2026-03-07")


@pytest.mark.parametrize(
    ("until", "why"), [("2026-03-03", "hospital"), ("2026-03-01", "holiday"),
                       ("2026-09-01", "hospital"), ("2026-03-05", "tired")]
)  # fmt: skip
def test_a_pause_without_a_sensible_end_is_refused(clinic: Clinic, until: str, why: str) -> None:
    rosa = scheduled(clinic)
    with pytest.raises(BadPause):
        pause(clinic, rosa, until, why)


def test_nobody_is_asked_from_a_button_during_a_pause(clinic: Clinic) -> None:
    rosa = scheduled(clinic)
    pause(clinic, rosa, "2026-03-05")
    with pytest.raises(MayNotAsk, match="2026-03-05"):
        clinic.do(check_ins.ask_now, rosa, "bp", by="nora")


def test_the_days_are_those_of_her_own_calendar_through_the_clock_change(clinic: Clinic) -> None:
    rosa = clinic.enroll(timezone="Pacific/Honolulu")
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    clinic.clock.at = utc("2026-03-07 09:00")  # 23:00 of the sixth in Honolulu
    clinic.run()
    pause(clinic, rosa, "2026-03-08")
    clinic.live_until(utc("2026-03-08 09:59"))
    assert clinic.texts == []

    clinic.live_until(clinic.now + timedelta(hours=11))
    assert len(clinic.texts) == 2
