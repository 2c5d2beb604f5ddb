"""Triage: who is looked at first, why, and that everybody who is urgent can stop being so."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway import escalations, readings, tasks, timers, triage
from gateway.cohort import Patient, local
from gateway.errors import BadRules
from gateway.journal import JournalLine
from gateway.readings import Reading
from gateway.readings.tables import Answer
from gateway.tasks import Task
from gateway.timers import Timer
from gateway.triage import Triage
from tests.care.paging import abnormal, page
from tests.clinic import PROTOCOLS, Clinic

TODAY = timedelta(0)


def stands(clinic: Clinic, rosa: Patient) -> Triage:
    clinic.run()
    return clinic.one(Triage, patient_id=rosa.id, ended_at=None)


def level(clinic: Clinic, rosa: Patient) -> str:
    return stands(clinic, rosa).level


def opens(clinic: Clinic, rosa: Patient, kind: str, why: str, key: str = "k") -> Task:
    return clinic.do(tasks.add, kind, why, key=key, patient_id=rosa.id)


def answers(clinic: Clinic, rosa: Patient, answer: str, sid: str, ago: timedelta = TODAY) -> None:
    with clinic.db.transaction() as session:
        at = clinic.now - ago
        readings.keep_answer(
            session, rosa, "adherence", answer, message_sid=sid, check_in=None, now=at
        )


def ends(clinic: Clinic, task: Task) -> None:
    with clinic.db.transaction() as session:
        tasks.done(session, session.get_one(Task, task.id), "nurse", clinic.now, "seen")


def test_nobody_is_worked_out_before_something_happens(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.run()

    assert clinic.look(lambda s: triage.current(s, rosa.id)) is None


@pytest.mark.parametrize(
    ("kind", "why", "found", "reason"),
    [
        ("symptom", "new_symptom", "urgent", "Reported a new symptom"),
        ("symptom", "concerns", "elevated", "Has concerns"),
        ("trend", "glucose", "elevated", "Readings drift upwards"),
        ("request", "refill", "routine", "Nothing needs a person now"),
    ],
)
def test_an_open_task_makes_it_and_its_end_unmakes_it(
    clinic: Clinic, kind: str, why: str, found: str, reason: str
) -> None:
    rosa = clinic.enroll()
    task = opens(clinic, rosa, kind, why)
    row = stands(clinic, rosa)

    assert (row.level, row.reason, row.version) == (found, reason, "practice@1")
    assert (row.event, row.cause) == ("task_opened", task.id)
    ends(clinic, task)
    assert level(clinic, rosa) == "routine"
    assert clinic.all(Timer) == [], "nothing is left that could change by itself"


def test_two_noes_are_elevated_the_third_is_urgent_and_a_yes_ends_it(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    levels = []
    for number in range(3):
        answers(clinic, rosa, "no", f"SM{number}")
        levels.append(level(clinic, rosa))
        clinic.wait(days=1)
    assert levels == ["elevated", "elevated", "urgent"]
    assert stands(clinic, rosa).reason == "Medicines not taken three times in a row or more"

    answers(clinic, rosa, "yes", "SM9")
    assert level(clinic, rosa) == "routine"


def test_missed_doses_end_when_somebody_has_done_the_task_about_them(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    for number in range(3):
        answers(clinic, rosa, "no", f"SM{number}", timedelta(hours=3 - number))
    task = opens(clinic, rosa, "adherence", "no_3_in_a_row")
    assert level(clinic, rosa) == "urgent"

    ends(clinic, task)
    assert level(clinic, rosa) == "routine"


def test_missed_doses_of_last_week_fade_by_themselves_at_her_own_midnight(clinic: Clinic) -> None:
    rosa = clinic.enroll(timezone="Pacific/Honolulu")
    answers(clinic, rosa, "no", "SM1")
    assert level(clinic, rosa) == "elevated"
    clinic.wait(days=6)
    assert level(clinic, rosa) == "elevated"
    clinic.wait(days=1)

    assert level(clinic, rosa) == "routine"
    assert clinic.all(Timer) == []


def test_of_two_worked_out_together_each_has_the_days_of_her_own_clock(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll(timezone="Pacific/Honolulu")
    ana = clinic.enroll("Ana", phone="+15005550102", timezone="America/New_York")
    for her, sid in ((rosa, "SM1"), (ana, "SM2")):
        answers(clinic, her, "no", sid)
    began = local(ana, clinic.now).date()
    clinic.run()
    while (local(ana, clinic.now).date() - began).days < 7:
        clinic.clock.advance(hours=1)
    with clinic.db.transaction() as session:
        for her in (rosa, ana):
            for event in ("first", "second"):
                timers.soon(session, "triage", her.id, event, "c", now=clinic.now)
    clinic.run()

    levels = {row.patient_id: row.level for row in clinic.all(Triage, ended_at=None)}
    assert levels == {rosa.id: "elevated", ana.id: "routine"}
    assert clinic.one(Triage, patient_id=ana.id, ended_at=None).event in ("first", "morning")


def test_a_critical_case_is_urgent_until_a_clinician_closes_it(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    case = page(clinic, rosa)
    assert level(clinic, rosa) == "urgent"
    clinic.do(lambda s, now: escalations.acknowledge(s, case, "Dr. Lee", now))
    assert level(clinic, rosa) == "urgent"
    clinic.do(lambda s, now: escalations.close(s, case, "Dr. Lee", now))

    row = stands(clinic, rosa)
    assert (row.level, row.event, row.cause) == ("routine", "case_closed", case.id)
    before = clinic.one(Triage, level="urgent")
    assert before.ended_at == clinic.now


def test_elevated_is_to_be_reviewed_within_48_hours_of_its_beginning(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    began = clinic.now
    abnormal(clinic, rosa)
    assert stands(clinic, rosa).review_by == began + timedelta(hours=48)

    clinic.wait(hours=5)
    clinic.do(escalations.close_abnormal, rosa, "blood_pressure")
    opens(clinic, rosa, "trend", "blood_pressure")
    row = stands(clinic, rosa)
    assert (row.reason, row.review_by) == ("Readings drift upwards", began + timedelta(hours=48))


def test_who_answers_on_most_days_is_stable_and_silence_ends_it(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    for day in range(5):
        answers(clinic, rosa, "yes", f"SM{day}", timedelta(days=day))
    assert level(clinic, rosa) == "stable"
    clinic.wait(days=8)

    assert level(clinic, rosa) == "routine"
    assert clinic.all(Timer) == []


def test_the_same_again_writes_nothing_and_a_change_is_a_line_of_the_journal(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    for number in range(3):
        opens(clinic, rosa, "symptom", "concerns", key=f"k{number}")
        clinic.run()

    assert len(clinic.all(Triage)) == 1
    line = clinic.one(JournalLine, event="triage_changed")
    assert line.detail["rule"] == "new concerns at least 1"


def test_other_rules_judge_everybody_anew_after_a_start(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    opens(clinic, rosa, "request", "refill")
    assert level(clinic, rosa) == "routine"
    with clinic.db.transaction() as session:
        session.execute(update(Triage).values(version="practice@0"))
    assert clinic.do(triage.work_out_again, clinic.triaging) == 1

    row = stands(clinic, rosa)
    assert (row.version, row.event) == ("practice@1", "rules_changed")
    assert clinic.do(triage.work_out_again, clinic.triaging) == 0


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("missed doses at least 3,", "missd doses at least 3,", "is no line; write one of"),
        ("missed doses 3: urgent", "missed doses 3: elevated", "should be elevated, but it is urg"),
        ("then: urgent,   because: A", "then: stable,   because: A", "must stand before"),
        ("  trends 1: elevated\n", "", 'shows the line "trends at least 1"'),
        ("routine:  {label: Routine}", "calm:  {label: Calm}", "`levels` are urgent"),
        ("review_within: 48 hours", "review_within: soon", "'soon' is not a duration"),
        ("version: 1", "version: 0", "version: Input should be greater"),
    ],
)
def test_rules_that_contradict_themselves_stop_the_start(
    tmp_path: Path, written: str, instead: str, said: str
) -> None:
    text = (PROTOCOLS / "triage.yml").read_text()
    assert written in text
    (tmp_path / "triage.yml").write_text(text.replace(written, instead, 1))

    with pytest.raises(BadRules, match="triage.yml") as refused:
        triage.load_rules(tmp_path)
    assert said in str(refused.value)


def test_a_reading_counts_as_an_answered_day_and_one_in_error_does_not(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    for day in range(5):
        kept = {"patient_id": rosa.id, "vital": "glucose", "values": {"glucose": 100}, "said": {}}
        told = {"words": "100", "message_sid": f"SM{day}", "ordinal": 0, "severity": "normal"}
        more = {"rule": "", "protocol_version": "x", "taken_at": clinic.now - timedelta(days=day)}
        with clinic.db.transaction() as session:
            session.add(Reading(**kept, **told, **more))
            timers.soon(session, "triage", rosa.id, "reading_kept", "r", now=clinic.now)
    assert level(clinic, rosa) == "stable"

    with clinic.db.transaction() as session:
        session.execute(update(Reading).values(status="entered-in-error"))
        timers.soon(session, "triage", rosa.id, "reading_kept", "r", now=clinic.now)
    assert level(clinic, rosa) == "routine"
    assert clinic.all(Answer) == []
