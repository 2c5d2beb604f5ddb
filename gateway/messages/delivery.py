"""What the carrier says about a text, and what follows from it."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import bindparam, literal, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway import chart, journal, minutes, tasks, timers
from gateway.cohort import Patient
from gateway.db import known
from gateway.messages.say import ASKING, say
from gateway.messages.status import FAILED, FINAL, LOST, after, contradicts
from gateway.messages.tables import OutboundMessage, UnreachableNumber
from gateway.outbox import Letter
from gateway.tasks import Task

ONCE_MORE = frozenset(("30003", "30008"))  # handset out of reach, unknown: one later try each
OUT_OF_REACH = timedelta(minutes=30)
NOBODY_THERE = frozenset(("21211", "30005"))
"""No such number, or unknown to every carrier: neither a text nor a call will reach her."""
NO_TEXTS = frozenset(("21614", "21635", "30006"))
"""A landline, or a line that cannot take texts: a call may."""
BAD_NUMBER = NOBODY_THERE | NO_TEXTS
WHAT = {
    "check_in": "Check-in question",
    "reminder": "Reminder",
    "reply": "Answer",
    "fixed": "Fixed text",
    "person": "Words of the care team",
}


_ITS_LETTER = (
    select(Letter)
    .join(OutboundMessage, Letter.key == literal("sms:") + OutboundMessage.key)
    .where(or_(OutboundMessage.id == bindparam("which"), OutboundMessage.sid == bindparam("which")))
    .with_for_update(of=Letter)
)
_MESSAGE = (
    select(OutboundMessage)
    .where(OutboundMessage.id == bindparam("message_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def report(
    session: Session,
    which: str,
    status: str,
    error_code: str | None,
    *,
    now: datetime,
    sid: str | None = None,
) -> OutboundMessage | None:
    """Take one status callback; None when no text has this id. Safe to repeat, in any order.

    `which` is our message id (from the callback's path) or the MessageSid; with the id, `sid`
    settles a text whose sending timed out. The letter is locked first, as the worker does.
    """
    letter = session.scalar(_ITS_LETTER, {"which": which})
    if letter is None:
        return None
    message = session.scalars(_MESSAGE, {"message_id": letter.subject_id}).one()
    if sid and message.sid is None:
        letter.state, letter.remote_id, letter.done_at, letter.last_error = "sent", sid, now, None
        letter.lease_until = letter.lease_by = None
    if sid:
        settle(session, message, sid, status, error_code, now)
    else:
        _follow(session, message, status, error_code, now)
    return message


def settle(
    session: Session,
    message: OutboundMessage,
    sid: str,
    status: str,
    code: str | None,
    now: datetime,
) -> None:
    """The text has left under this SID, and what is said of it; a callback may have come first."""
    if message.sid not in (None, sid):
        journal.write(
            session, "text_sent_twice", message.id, now=now, patient_id=message.patient_id, sid=sid
        )
        return
    first = message.sid is None
    if first:
        message.sid, message.sent_at, message.final_at = sid, now, None
    _follow(session, message, status or "queued", code or None, now)
    if first:
        _file(session, message, now)


def _file(session: Session, message: OutboundMessage, now: datetime) -> None:
    """In the chart and counted, once for each text that left."""
    patient = known(session, Patient, message.patient_id) if message.patient_id else None
    if patient:
        words = f'{WHAT[message.kind]} texted to the patient ({message.language}): "{message.body}"'
        key = f"note:out:{message.id}"
        started = message.created_at
        chart.note(session, patient, words, kind="outbound", key=key, started=started, now=now)
        minutes.count(session, patient, "outbound", key=f"act:out:{message.id}", now=now)


def _follow(
    session: Session, message: OutboundMessage, heard: str, code: str | None, now: datetime
) -> None:
    before = message.status
    if contradicts(before, heard):
        journal.write(
            session,
            "delivery_contradicted",
            message.id,
            now=now,
            patient_id=message.patient_id,
            kept=before,
            heard=heard,
        )
    message.status = after(before, heard)
    if message.status == before or message.status not in FINAL:
        return
    message.final_at = now
    if message.status in FAILED:
        not_delivered(session, message, code or "unknown", now)


def not_delivered(session: Session, message: OutboundMessage, code: str, now: datetime) -> None:
    """Try once more where that helps, else ask a person: undelivered is not unanswered."""
    message.error_code = code
    if code in BAD_NUMBER and session.get(UnreachableNumber, message.phone) is None:
        mark = UnreachableNumber(phone=message.phone, code=code, marked_at=now)
        with suppress(IntegrityError), session.begin_nested():  # another of its texts may mark it
            session.add(mark)
    if code in ONCE_MORE and message.again_for is None:
        _once_more(session, message, now)
        return
    look_at_check_in(session, message, now)
    kind = "wrong_number" if code in NOBODY_THERE else "undelivered"
    why = f"bad_number_{code}" if code in BAD_NUMBER else f"carrier_{code}"
    if _in_the_queue(session, message, kind, why):
        return
    tasks.add(
        session,
        kind,
        why,
        key=f"undelivered:{message.id}",
        now=now,
        patient_id=message.patient_id,
        phone=message.phone,
    )


def _in_the_queue(session: Session, message: OutboundMessage, kind: str, why: str) -> bool:
    """One task per number and reason, however many texts a day it swallows."""
    waiting = select(Task.id).where(
        Task.state == "open", Task.kind == kind, Task.why == why, Task.phone == message.phone
    )
    waiting = waiting.where(Task.patient_id == message.patient_id)
    return session.scalar(waiting.limit(1)) is not None


def look_at_check_in(session: Session, message: OutboundMessage, now: datetime) -> None:
    """A text of a check-in will not arrive: whoever keeps the check-in looks at once."""
    if message.check_in_id and message.kind in ASKING:
        key = f"reach:{message.check_in_id}"
        with suppress(IntegrityError), session.begin_nested():  # another of its texts may, too
            timers.wake(session, "reach", message.check_in_id, key=key, at=now)


def lost(session: Session, check_in_id: str) -> str:
    """Why none of a check-in's questions and reminders can reach her; empty while one may have.

    no_such_number, no_texts (a landline), out_of_reach, not_sent (withdrawn before it left), other.
    """
    found = session.execute(
        select(OutboundMessage.status, OutboundMessage.error_code)
        .where(OutboundMessage.check_in_id == check_in_id)
        .where(OutboundMessage.kind.in_(ASKING))
    ).all()
    if not found or any(status not in LOST for status, _ in found):
        return ""
    codes = {code for _, code in found if code}
    if codes & NOBODY_THERE:
        return "no_such_number"
    if codes & NO_TEXTS:
        return "no_texts"
    if codes & ONCE_MORE:
        return "out_of_reach"
    return "other" if codes else "not_sent"


def _once_more(session: Session, message: OutboundMessage, now: datetime) -> None:
    say(
        session,
        phone=message.phone,
        body=message.body,
        key=f"{message.key}:again",
        now=now,
        kind=message.kind,
        patient=session.get(Patient, message.patient_id) if message.patient_id else None,
        language=message.language,
        check_in_id=message.check_in_id,
        reply_to=message.reply_to,
        exempt=message.exempt,
        said_by=message.said_by,
        not_before=now + OUT_OF_REACH,
        not_after=message.not_after,
        again_for=message.id,
    )
