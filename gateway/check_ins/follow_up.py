"""What happens after silence: one rung at a time, and holds that nobody ended."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from gateway import outbox, tasks, timers
from gateway.check_ins.again import write_again
from gateway.check_ins.busy import BUSY, free
from gateway.check_ins.episodes import (
    HOLD,
    close,
    lock_if_free,
    look_again,
    look_again_each,
    release,
)
from gateway.check_ins.reach import reach
from gateway.check_ins.rounds import come_round
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.rungs import Ladder, Rung
from gateway.check_ins.schedule import spread
from gateway.check_ins.silence import Silence
from gateway.check_ins.tables import CheckIn
from gateway.check_ins.taking import called_today, note, take
from gateway.cohort import Patient
from gateway.consent import quiet_until
from gateway.timers import Handler, Timer, Together

Step = tuple[str | None, datetime | None]
"""The kind of letter that a rung is (prompt, call), and when the next is due; None for no more."""


def timer_handlers(rules: CheckInRules) -> dict[str, Handler]:
    """What the timers of a check-in do, by their kind."""
    return {
        "schedule": Together(partial(come_round, rules)),
        "ladder": Together(partial(climb, rules), most=100),  # the last rung costs 6 ms each
        "hold": let_go,
        "again": write_again,
        "reach": partial(reach, rules),
    }


def climb(rules: CheckInRules, session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Take the next rung of check-ins that nobody has answered, and set the ones after.

    Runs inside the transaction that claimed the timers: the rungs, their letters, the journal's
    lines and the next timers are kept together or not at all.
    """
    silent = [one for one in free(session, CheckIn, due, now) if _is_due(one, now)]
    silence = Silence.of(session, silent)
    letters, again = defaultdict(list), []
    for check_in in silent:
        number = check_in.rung
        kind, at = _step(rules, session, check_in, silence, now)
        if kind:
            key = f"{kind}:{check_in.id}:{number}"
            letters[kind].append((check_in.id, key, check_in.patient_id))
        if at:
            again.append((check_in, at))
    for kind, of in letters.items():
        outbox.post_each(session, kind, of, now=now)
    look_again_each(session, again)


def _is_due(check_in: CheckIn, now: datetime) -> bool:
    at = check_in.rung_due_at
    return check_in.state == "asked" and at is not None and at <= now


def _step(
    rules: CheckInRules, session: Session, check_in: CheckIn, silence: Silence, now: datetime
) -> Step:
    """One rung of one check-in; all but its letter and its timer is written here."""
    patient = silence.whose(check_in)
    if over := silence.over(patient, now):
        close(session, check_in, over, now)
        return None, None
    ladder = rules.ladders.named(check_in.ladder)
    rung = ladder.at(check_in.rung)
    if at := _not_yet(check_in, rung, silence, rules, now):
        return None, at
    letter = None
    if why := _left_out(session, check_in, rung, silence, rules, now):
        note(session, "rung_left_out", check_in, now, do=rung.do, why=why)
    else:
        letter = take(session, check_in, rung, silence, now)
    check_in.rung += 1
    return letter, _following(session, check_in, patient, ladder, rules, now)


def step_on(
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    ladder: Ladder,
    rules: CheckInRules,
    now: datetime,
) -> None:
    """Aim at the next rung; after the last the check-in is over."""
    if at := _following(session, check_in, patient, ladder, rules, now):
        look_again(session, check_in, at)


def _following(
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    ladder: Ladder,
    rules: CheckInRules,
    now: datetime,
) -> datetime | None:
    """When the next rung is due; None after the last, with which the check-in ends.

    A ladder that changed meanwhile applies from the next rung: its version is noted.
    """
    if check_in.rung >= len(ladder.rungs):
        close(session, check_in, "silence", now)
        return None
    check_in.ladder = ladder.name
    return _due(check_in, patient, ladder.at(check_in.rung), rules, now)


def _due(
    check_in: CheckIn, patient: Patient, rung: Rung, rules: CheckInRules, now: datetime
) -> datetime:
    minutes = spread(patient.id, rules.spread)
    asked_at = check_in.asked_at or now
    return rung.due(asked_at, check_in.local_date, patient.timezone, minutes)


def _not_yet(
    check_in: CheckIn, rung: Rung, silence: Silence, rules: CheckInRules, now: datetime
) -> datetime | None:
    """When to look again instead: nobody is called at night, nor asked while a reply of hers
    waits to be read. (A text is held in the quiet hours by its letter.)"""
    patient = silence.whose(check_in)
    if rung.do == "call" and (morning := quiet_until(patient, now, rules.quiet_hours)):
        return morning + spread(patient.id, rules.spread)
    if rung.do == "task" or patient.phone not in silence.unread:
        return None
    ladder = rules.ladders.named(check_in.ladder)
    following = _due(check_in, patient, ladder.at(check_in.rung + 1), rules, now)
    return min(now + HOLD, following) if following > now else None


def _left_out(
    session: Session,
    check_in: CheckIn,
    rung: Rung,
    silence: Silence,
    rules: CheckInRules,
    now: datetime,
) -> str:
    """Why a text or call is not made at all; the task always is."""
    patient = silence.whose(check_in)
    if rung.do == "task":
        return ""
    if check_in.rung_due_at and now > check_in.rung_due_at + rules.ladders.late_after:
        return "late"  # after an outage nobody gets yesterday's reminder, or 2,500 calls at once
    if patient.phone in silence.unread:
        return "unread_reply"
    if rung.do == "text" and check_in.id in silence.failed:
        return "undelivered"  # it would not arrive either
    if rung.do == "call" and called_today(session, patient, now):
        return "called_today"
    return ""


def let_go(session: Session, timer: Timer, now: datetime) -> None:
    """A reply was not read in time: a person is told, and the check-in goes on waiting."""
    check_in = lock_if_free(session, timer.subject_id)
    if check_in is None:
        key = f"hold:{timer.subject_id}:busy"  # somebody is reading her reply at this moment
        return timers.wake(session, "hold", timer.subject_id, key=key, at=now + BUSY)
    if check_in.state != "held" or check_in.held_until is None or check_in.held_until > now:
        return None
    tasks.add(
        session,
        "reply_not_processed",
        check_in.kind,
        key=f"reply_not_processed:{check_in.id}:{check_in.held_until.isoformat()}",
        now=now,
        patient_id=check_in.patient_id,
        due=now,
    )
    return release(session, check_in, now=now)
