"""Undelivered is not unanswered: what a check-in does when none of its texts can arrive."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway import consent, journal, messages, timers
from gateway.check_ins.busy import BUSY
from gateway.check_ins.episodes import close, lock_if_free, look_again
from gateway.check_ins.rounds import not_asked
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.tables import CheckIn
from gateway.cohort import enrolled
from gateway.timers import Timer

CALL_INSTEAD = frozenset({"no_texts", "out_of_reach"})
"""Reasons for which a voice call may do better, and need not wait for the next day."""


def reach(rules: CheckInRules, session: Session, timer: Timer, now: datetime) -> None:
    """The carrier gave up a text of this check-in, or it waited until it was of no use.

    Nobody at that number: the wrong-number task has it. A landline or a phone that stays off: the
    ladder goes to its call now. Never left the building: she was not asked, which is not silence.
    """
    check_in = lock_if_free(session, timer.subject_id)
    if check_in is None:
        key = f"reach:{timer.subject_id}:busy"
        timers.wake(session, "reach", timer.subject_id, key=key, at=now + BUSY)
        return None
    if check_in.state != "asked":
        return None
    patient = enrolled(session, check_in.patient_id)
    if not consent.may_text(session, patient.phone):
        return close(session, check_in, "stopped", now)
    lost = messages.lost(session, check_in.id)
    if lost == "no_such_number":
        close(session, check_in, "wrong_number", now)
    elif lost == "not_sent":
        close(session, check_in, "not_sent", now)
        not_asked(session, check_in.local_date, now)
    elif lost in CALL_INSTEAD:
        _to_the_call(session, check_in, lost, rules, now)
    return None


def _to_the_call(
    session: Session, check_in: CheckIn, why: str, rules: CheckInRules, now: datetime
) -> None:
    rungs = rules.ladders.named(check_in.ladder).rungs
    for number in range(check_in.rung, len(rungs)):
        if rungs[number].do == "call":
            check_in.rung = number
            look_again(session, check_in, now)
            journal.write(
                session,
                "ladder_goes_to_voice",
                check_in.id,
                now=now,
                patient_id=check_in.patient_id,
                kind=check_in.kind,
                why=why,
            )
            return
