"""Three days of silence, through every process: two texts, a telephone call, a person."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from gateway import check_ins
from gateway.calls.tables import Call
from gateway.check_ins.tables import CheckIn, Schedule
from gateway.cohort.tables import Patient
from gateway.readings.tables import Reading
from gateway.tasks.tables import Task
from launch.setup import ROOT
from tests.telephone import Telephone
from tests.town import Town


def until(town: Town, patient: Patient, shown: str, days: int = 0) -> None:
    """Move the clock to that hour of hers, so many days from now; forward only."""
    zone = ZoneInfo(patient.timezone)
    here = town.now().astimezone(zone)
    day = here.date() + timedelta(days=days)
    at = datetime.combine(day, time.fromisoformat(shown), zone)
    town.move_clock(seconds=(at - town.now()).total_seconds())


def silent_patient(town: Town, language: str) -> tuple[Patient, CheckIn, int]:
    """Asked at nine in the morning, once; her own questions come but once a month, not now.
    With how many texts her phone had before."""
    patient = town.patient(language)
    yesterday = town.now().astimezone(ZoneInfo(patient.timezone)).date() - timedelta(days=1)
    monthly = ("monthly", min(yesterday.day, 28), "12:00", check_ins.load(ROOT / "protocols"))
    with town.db.transaction() as session:
        for schedule in session.scalars(select(Schedule).where(Schedule.patient_id == patient.id)):
            check_ins.plan(session, schedule, *monthly, by="test", now=town.now())
        check_ins.stop_all(session, patient.id, now=town.now())
    until(town, patient, "09:00", days=1)
    before = len(town.heard(patient.phone))
    check_in = town.ask_now(patient, "bp")
    texts(town, patient, before + 1)
    return patient, check_in, before


def texts(town: Town, patient: Patient, number: int) -> None:
    town.eventually(
        lambda: len(town.heard(patient.phone)) == number, f"her phone has {number} texts"
    )


def test_silence_is_two_texts_then_a_call_then_a_task_that_a_late_answer_ends(town: Town) -> None:
    rosa, check_in, before = silent_patient(town, "es")
    telephone = Telephone(town, rosa.phone)
    telephone.is_set_to("busy")

    until(town, rosa, "12:55")
    assert (len(town.heard(rosa.phone)), telephone.calls()) == (before + 1, [])
    until(town, rosa, "13:02")
    texts(town, rosa, before + 2)

    until(town, rosa, "09:50", days=1)
    assert telephone.calls() == []
    until(town, rosa, "10:06")
    telephone.rings_in_vain("busy")
    hers = select(Task).where(Task.patient_id == rosa.id, Task.why == "bp")
    assert town.rows(hers) == []

    until(town, rosa, "08:01", days=1)
    [task] = town.eventually(lambda: town.rows(hers), "a person has to look")
    assert (task.kind, task.why, task.state) == ("missing_reading", "bp", "open")
    assert (len(town.heard(rosa.phone)), len(telephone.calls())) == (before + 2, 1)

    town.text(rosa.phone, "128/76")
    town.eventually(lambda: town.rows(hers)[0].done_by == "system", "the late answer ends the task")
    [asked] = town.rows(select(CheckIn).where(CheckIn.id == check_in.id))
    assert (asked.state, asked.why) == ("expired", "silence")


def test_the_ladders_call_is_answered_and_ends_the_ladder(town: Town) -> None:
    walter, check_in, before = silent_patient(town, "en")
    telephone = Telephone(town, walter.phone)
    until(town, walter, "13:02")
    texts(town, walter, before + 2)

    until(town, walter, "10:06", days=1)
    telephone.picks_up()
    telephone.hears(walter.given_name)
    telephone.keys("1#")
    telephone.hears("blood pressure")
    telephone.keys("131*84#")
    telephone.hears("131 over 84")
    telephone.keys("1#")
    telephone.hears("I wrote down 131 over 84")
    telephone.ends()

    [call] = town.rows(select(Call).where(Call.check_in_id == check_in.id))
    assert (call.patient_id, call.direction) == (walter.id, "out")
    [asked] = town.rows(select(CheckIn).where(CheckIn.id == check_in.id))
    assert asked.state == "answered"
    [reading] = town.rows(select(Reading).where(Reading.patient_id == walter.id))
    assert reading.values == {"systolic": 131, "diastolic": 84}
    until(town, walter, "08:01", days=1)
    about = select(Task).where(Task.patient_id == walter.id, Task.why == "bp")
    assert town.rows(about.where(Task.state == "open")) == []
