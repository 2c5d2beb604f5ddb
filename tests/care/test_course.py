"""The course of a check-in, over random orders of everything that can happen to it."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from gateway import check_ins, consent, messages
from gateway.check_ins import CheckIn
from gateway.check_ins.course import ENDED, MOVES, OPEN, OutOfCourse, after, may
from gateway.check_ins.episodes import CLOCKS
from gateway.cohort import Patient, local
from gateway.messages import OutboundMessage
from gateway.outbox import Letter
from gateway.tasks import Task
from gateway.timers import Timer
from gateway.vendors.delivery import Later
from tests.care.hearing import pressure
from tests.care.promising import says
from tests.clinic import Clinic

EVENTS = sorted({event for moves in MOVES.values() for event in moves})


# The table alone.


def test_every_state_that_waits_has_a_way_out() -> None:
    for state in MOVES:
        reached, todo = {state}, [state]
        while todo:
            for following in MOVES[todo.pop()].values():
                if following not in reached:
                    reached.add(following)
                    todo.append(following)
        assert reached & ENDED, state


def test_whatever_waits_may_be_answered_stopped_or_given_to_a_person() -> None:
    for state in (*OPEN, "due"):
        for event in ("answered", "stopped", "handed_over"):
            assert may(state, event)


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_an_ended_check_in_stays_as_it_ended(events: list[str]) -> None:
    state = "due"
    for event in events:
        if state in ENDED:
            with pytest.raises(OutOfCourse):
                after(state, event)
        elif may(state, event):
            state = after(state, event)
        assert state in MOVES


# The whole thing, on a real database.

Act = Callable[[Clinic, Patient, random.Random], object]


def _time_passes(clinic: Clinic, _rosa: Patient, dice: random.Random) -> None:
    clinic.wait(minutes=dice.choice([1, 20, 45, 240, 600, 1500]))


def _valid_reply(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    says(clinic, rosa, "accept", readings=[pressure(138, 82)])


def _unclear_reply(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    says(clinic, rosa, "clarify", reason="unreadable")


def _reply_nobody_reads_yet(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    clinic.do(check_ins.hold, rosa.id)


def _asks_for_later(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    says(clinic, rosa, "later", again={"minutes": 90})


def _correction(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    says(clinic, rosa, "accept", readings=[pressure(128, 78)], correction=True)


def _status(clinic: Clinic, _rosa: Patient, dice: random.Random) -> None:
    if not clinic.texts:
        return
    sid = f"sms-{dice.randint(1, len(clinic.texts))}"
    failed = ("undelivered", dice.choice(["30003", "30005", "30006", "30007"]))
    status, code = dice.choice([("delivered", None), ("sent", None), failed])
    clinic.do(messages.report, sid, status, code)


def _opts_out(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    clinic.do(consent.stop, rosa.phone, source="keyword")
    clinic.do(check_ins.stop_all, rosa.id)


def _comes_back(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    clinic.do(consent.start, rosa.phone, source="keyword")


def _pause(clinic: Clinic, rosa: Patient, dice: random.Random) -> None:
    until = local(rosa, clinic.now).date() + timedelta(days=dice.choice([1, 2]))
    clinic.do(check_ins.pause, rosa, "hospital", until, by="nora")


def _resume(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    clinic.do(check_ins.resume, rosa, by="nora")


def _another_preset(clinic: Clinic, rosa: Patient, dice: random.Random) -> None:
    preset = dice.choice(sorted(clinic.asking.ladders.presets))
    clinic.do(check_ins.choose, rosa, preset, clinic.asking.ladders, by="nora")


def _restart(clinic: Clinic, _rosa: Patient, _dice: random.Random) -> None:
    clinic.__post_init__()  # all that was in memory is gone


def _carrier_down(clinic: Clinic, _rosa: Patient, dice: random.Random) -> None:
    clinic.trouble["sms"] = [Later(None, "down")] * dice.choice([2, 20])


def _a_person_takes_over(clinic: Clinic, rosa: Patient, _dice: random.Random) -> None:
    for check_in in clinic.look(lambda session: check_ins.open_for(session, rosa.id)):
        clinic.do(check_ins.to_person, check_in)


ACTS: list[Act] = [
    *[_time_passes] * 8,
    _valid_reply,
    _unclear_reply,
    _reply_nobody_reads_yet,
    _asks_for_later,
    _correction,
    *[_status] * 3,
    _opts_out,
    *[_comes_back] * 2,
    _pause,
    *[_resume] * 2,
    _another_preset,
    _restart,
    _carrier_down,
    _a_person_takes_over,
]


@pytest.mark.parametrize("seed", range(8))
def test_no_state_without_an_exit_and_no_clock_after_its_end(clinic: Clinic, seed: int) -> None:
    dice = random.Random(seed)
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    seen: dict[str, str] = {}
    done = []
    for _ in range(60):
        act = dice.choice(ACTS)
        done.append(act.__name__)
        act(clinic, rosa, dice)
        clinic.run()
        _every_rule_holds(clinic, seen, done)
    with clinic.db.transaction() as session:
        session.query(check_ins.Schedule).update({"active": False})
    clinic.trouble.clear()
    clinic.live_until(clinic.now + timedelta(days=5))
    _every_rule_holds(clinic, seen, done)
    assert {check_in.state for check_in in clinic.all(CheckIn)} <= ENDED, done
    _no_silence_unseen(clinic)


def _every_rule_holds(clinic: Clinic, seen: dict[str, str], done: list[str]) -> None:
    timers = {(timer.kind, timer.subject_id) for timer in clinic.all(Timer)}
    waiting = {letter.subject_id for letter in clinic.all(Letter, kind="prompt", state="todo")}
    for check_in in clinic.all(CheckIn):
        where = (check_in.kind, check_in.local_date, check_in.state, check_in.why, done[-6:])
        clocks = {clock for clock in CLOCKS if (clock, check_in.id) in timers}
        if seen.get(check_in.id) in ENDED:
            assert check_in.state == seen[check_in.id], where
        if check_in.state in ENDED:
            assert not clocks, (clocks, where)
            assert check_in.id not in waiting, where
            assert check_in.closed_at, where
            assert check_in.why, where
        elif check_in.state == "asked":
            assert "ladder" in clocks, where
        elif check_in.state == "held":
            assert "hold" in clocks, where
        else:
            assert check_in.id in waiting, where
        seen[check_in.id] = check_in.state
    for text in clinic.all(OutboundMessage, status="waiting"):
        assert text.check_in_id is None or seen[text.check_in_id] in OPEN or text.kind == "reply"


def _no_silence_unseen(clinic: Clinic) -> None:
    """Each silence had a task at its end: its own, one of its kind, or one of her number."""
    tasks = clinic.all(Task)
    for check_in in clinic.all(CheckIn, why="silence"):
        at = check_in.closed_at
        assert at
        seen = [task for task in tasks if task.created_at <= at <= (task.done_at or at)]
        reasons = {(task.kind, task.why) for task in seen}
        number = {kind for kind, _ in reasons} & {"undelivered", "wrong_number"}
        reached = not clinic.look(partial(messages.failed, check_in_id=check_in.id))
        told = ("missing_reading", check_in.kind) in reasons
        assert told or (number and not reached), (check_in.kind, check_in.local_date)


def test_the_same_local_date_is_asked_once_whatever_is_moved(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(check_ins.enroll, rosa, clinic.asking)
    for hour, zone in (("07:30", "America/Denver"), ("09:15", "America/New_York")):
        clinic.live_until(clinic.now + timedelta(hours=20))

        def moves(session: Session, now: datetime, hour: str = hour, zone: str = zone) -> None:
            patient = session.get_one(Patient, rosa.id)
            patient.timezone = zone
            [schedule] = session.query(check_ins.Schedule).filter_by(kind="bp")
            check_ins.move(session, schedule, hour, clinic.asking, by="nora", now=now)

        clinic.do(moves)
    clinic.live_until(clinic.now + timedelta(days=2))

    days = [check_in.local_date for check_in in clinic.all(CheckIn, kind="bp")]
    assert len(days) == len(set(days))
    assert all(date.fromisoformat(day) for day in days)
