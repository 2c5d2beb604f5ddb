"""The second route: the on-call list is telephoned, one after the other, until a person has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway import journal, timers
from gateway.escalations import alarms, paging, pressed
from gateway.escalations.rulebook import EscalationRules
from gateway.escalations.tables import Escalation, Ring
from gateway.outbox import Kind, Letter, Moot, post
from gateway.timers import Timer

LANE = "on_call"

UNANSWERED = frozenset({"busy", "no-answer", "failed", "canceled"})
"""Twilio's ends of a call that nobody answered."""
FINAL = UNANSWERED | {"completed", "refused"}


@dataclass(frozen=True)
class Call:
    """What is told to somebody on call. It names no patient, no number, no case.

    `asks` which key to press, told at `key_path`; at `callback_path` the carrier reports how the
    call went.
    """

    phone: str
    says: str
    asks: str
    key_path: str
    callback_path: str


def start(session: Session, case: Escalation, *, now: datetime) -> None:
    """Begin to call, unless it has begun; who said "I have it" of an earlier page stops nothing."""
    if not timers.pending(session, f"ring:{case.id}") or pressed.of_earlier_page(session, case):
        timers.wake(session, "ring", case.id, key=f"ring:{case.id}", at=now)


def ring(rules: EscalationRules, session: Session, timer: Timer, now: datetime) -> None:
    """Call the next on the list, and look again; after the whole list the page goes out anew."""
    case = session.get_one(Escalation, timer.subject_id, with_for_update=True)
    if case.state != "open" or pressed.stops(session, case, rules, now=now):
        return
    people, number = rules.on_call.people, _number(session, case)
    place = number % len(people)
    if number:
        _was_in_vain(session, case, anew=place == 0, now=now)
    one, last = people[place], place == len(people) - 1
    called = Ring(
        case_id=case.id,
        number=number,
        name=one.name,
        phone=one.phone,
        ends_round=last,
        wanted_at=now,
    )
    session.add(called)
    session.flush()
    post(session, "ring", called.id, key=f"ring:{called.id}", now=now, urgent=2)
    journal.write(
        session, "on_call_rung", case.id, now=now, patient_id=case.patient_id, whom=one.name
    )
    pause = rules.on_call.pause_after_round if last else rules.on_call.next_after
    timers.wake(session, "ring", case.id, key=f"ring:{case.id}", at=now + pause)


def _was_in_vain(session: Session, case: Escalation, *, anew: bool, now: datetime) -> None:
    """Nobody took it after the last call; `anew`: the whole list was called, so page once more.

    PagerDuty's own policy stops after its last level, and knows a new key only as new.
    """
    before = _newest(session, case)
    if before and before.state == "wanted":
        key = f"call_not_placed:{case.dedup_key}"
        alarms.sound(session, "call_not_placed", key=key, now=now, case_id=case.id)
    if anew:
        key = f"nobody_answers:{case.dedup_key}"
        alarms.sound(session, "nobody_answers", key=key, now=now, case_id=case.id)
    if anew and case.paged_at:  # one that PagerDuty has not taken is still on its way
        again = f"promotora:again:{case.id}:{case.pages}"
        paging.renew(session, case, again, "unanswered", now=now, goes_on=True)


def report(session: Session, ring_id: str, status: str, *, now: datetime) -> None:
    """How a call went, in the carrier's words; one that nobody answered, or in which nobody (a
    machine, say) pressed 1, leads to the next at once.

    Not to a new round, which has its pause. A report that comes late, or twice, changes nothing.
    """
    called = session.get(Ring, ring_id, with_for_update=True)
    if called is None or called.state in FINAL:
        return
    called.state = status
    if status in FINAL:
        called.ended_at = now
    if status in UNANSWERED or (status == "completed" and called.pressed_at is None):
        _next_at_once(session, called, now)


def _next_at_once(session: Session, called: Ring, now: datetime) -> None:
    case = session.get_one(Escalation, called.case_id)
    newest = _newest(session, case)
    if case.state != "open" or pressed.has_it(session, case):
        return
    if newest and newest.id == called.id and not called.ends_round:
        timers.wake(session, "ring", case.id, key=f"ring:{case.id}", at=now)


def _newest(session: Session, case: Escalation) -> Ring | None:
    mine = select(Ring).where(Ring.case_id == case.id)
    return session.scalars(
        mine.order_by(Ring.wanted_at.desc(), Ring.number.desc()).limit(1)
    ).first()


def _number(session: Session, case: Escalation) -> int:
    """How many calls this wait has had."""
    mine = select(func.count()).where(Ring.case_id == case.id, Ring.wanted_at >= case.waits_from)
    return session.scalar(mine) or 0


def letter(rules: EscalationRules) -> Kind:
    """The letter of a call, whose subject is its Ring; never given up while somebody must come."""

    def prepare(session: Session, letter: Letter, now: datetime) -> Call:
        called = session.get_one(Ring, letter.subject_id)
        case = session.get_one(Escalation, called.case_id, populate_existing=True)
        if case.state != "open":
            raise Moot(f"already {case.state}")
        newest = _newest(session, case)
        if newest and newest.id != called.id:
            raise Moot("the next on the list is being called")
        if pressed.has_it(session, case):
            raise Moot("somebody on call has it")
        path, told = f"/webhooks/twilio/on-call/{called.id}", rules.on_call
        return Call(called.phone, told.says, told.press_1, f"{path}/key", path)

    return Kind("ring", LANE, prepare, _settle, _refused, give_up_after=None)


def _settle(session: Session, letter: Letter, receipt: Any, now: datetime) -> None:
    called = session.get_one(Ring, letter.subject_id, with_for_update=True)
    called.placed_at = now
    if called.state == "wanted":  # Twilio's report may have overtaken its answer
        called.state = "placed"


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    """This number cannot be called: a person must know, and the next is called at once."""
    called = session.get_one(Ring, letter.subject_id, with_for_update=True)
    called.state, called.ended_at = "refused", now
    key = f"call_not_placed:{called.id}"
    alarms.sound(session, "call_not_placed", key=key, now=now, case_id=called.case_id)
    _next_at_once(session, called, now)
