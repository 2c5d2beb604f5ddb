"""The second value, and the page that was held back."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import chart, escalations, journal, messages
from gateway.cohort.tables import Patient
from gateway.rechecks.course import leads_to
from gateway.rechecks.tables import Recheck

WHY = {
    "breach": "measured again, and not in range",
    "silence": "not measured again in time",
    "danger": "the message said more than a number",
    "taken_back": "measured again in range, but that value was put right since",
}

_WAITING = select(Recheck).where(Recheck.state == "waiting").with_for_update()
_OF_VITAL = _WAITING.where(
    Recheck.patient_id == bindparam("patient"), Recheck.vital == bindparam("vital")
).order_by(Recheck.id)
_OF_MESSAGE = _WAITING.where(Recheck.message_sid == bindparam("sid"))


def second_value(
    session: Session,
    patient: Patient,
    vital: str,
    *,
    reading_id: str,
    message_sid: str,
    in_range: bool,
    measured_anew: bool,
    taken_at: datetime,
    now: datetime,
) -> None:
    """A reading was kept while a value of hers waits: in range it ends the wait, else it pages.

    Only another message can hold a second value, and only a measurement can: one that she puts
    right (`measured_anew` False), or one that was sent before the wait began (`taken_at`) and is
    read late, leaves the wait as it is when it is in range. So does one after the time is up.
    """
    for row in session.scalars(_OF_VITAL, {"patient": patient.id, "vital": vital}).all():
        earlier = not measured_anew or taken_at < row.began_at
        if row.message_sid == message_sid or (in_range and earlier):
            continue
        row.second_reading_id = reading_id
        late = now >= row.fall_back_at
        end(session, row, "in_range" if in_range and not late else "breach", now=now)


def second_put_right(
    session: Session,
    patient: Patient,
    wrong_id: str,
    *,
    reading_id: str,
    in_range: bool,
    now: datetime,
) -> None:
    """A reading that ended a wait is put right, or judged worse than it was then: by a value that
    is in range too it stays ended, by any other the first value pages after all, however late."""
    ended = select(Recheck).where(
        Recheck.patient_id == patient.id,
        Recheck.second_reading_id == wrong_id,
        Recheck.state == "in_range",
    )
    for row in session.scalars(ended.order_by(Recheck.id).with_for_update()).all():
        row.second_reading_id = reading_id
        if not in_range:
            end(session, row, "taken_back", now=now)


def page_now(session: Session, message_sid: str, *, now: datetime) -> int:
    """Her message says more than a number: nothing in it waits any longer; how many did."""
    rows = session.scalars(_OF_MESSAGE, {"sid": message_sid}).all()
    return sum(end(session, row, "danger", now=now) for row in rows)


def end(session: Session, row: Recheck, event: str, *, now: datetime) -> bool:
    """Let the event happen to a locked row; False when it changes nothing."""
    after = leads_to(row.state, event)
    if after is None:
        return False
    row.state, row.why, row.ended_at = after, event, now
    unsay(session, row, now=now)
    patient = session.get_one(Patient, row.patient_id)
    journal.write(session, f"recheck_{after}", row.id, now=now, patient_id=patient.id, why=event)
    if after == "paged":
        _page(session, patient, row, WHY[event], now)
        return True
    words = f"Measured again and in range; before it {row.detail}. Nobody was paged."
    key = f"note:recheck_end:{row.id}"
    chart.note(session, patient, words, kind="escalation", key=key, started=row.began_at, now=now)
    return True


def asking(row: Recheck) -> str:
    """The key of the text that asks her to measure again."""
    return f"fixed:measure_again:{row.id}"


def unsay(session: Session, row: Recheck, *, now: datetime) -> None:
    """Settled before the text has left: to ask her for a value would no longer be true."""
    messages.withdraw(
        session,
        patient_id=row.patient_id,
        kinds=("reply",),
        key=asking(row),
        why="settled already",
        now=now,
    )


def _page(session: Session, patient: Patient, row: Recheck, why: str, now: datetime) -> None:
    """The case that would have been opened at once, under its own key."""
    escalations.open_case(
        session,
        tier="critical",
        cause="reading" if row.reading_id else "critical_words",
        detail=f"{row.detail}; {why}",
        key=row.key,
        patient=patient,
        reading_id=row.reading_id,
        message_sid=row.message_sid,
        vital=row.vital if row.reading_id else None,
        beyond=row.beyond,
        now=now,
    )
