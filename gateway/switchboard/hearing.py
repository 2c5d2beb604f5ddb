"""What is heard on the phone becomes a message like any other: kept, then screened at once."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from gateway import check_ins, cohort, inbox, tasks
from gateway.calls import meant
from gateway.conversation.screen import screen
from gateway.inbox import Arrived, InboundMessage
from gateway.switchboard.line import Line
from gateway.vendors.twiml import Script

AT_MOST = 2
"""Silences in a row after which a person calls her."""
log = structlog.get_logger()


def keep(line: Line, turn: int, words: str, raw: Mapping[str, str]) -> InboundMessage:
    """Keep the words and read them for danger in the same breath; the same turn is kept once.

    The page leaves with this transaction and the 911 text is there to be spoken: neither waits for
    Rasa, for a read-back, or for a worker. A fault of the reader leaves it to the worker's lane.
    """
    call, session, now = line.call, line.session, line.now
    arrived = Arrived(line.heard(turn), call.phone, "voice", words, 0, dict(raw))
    if message := inbox.keep(session, arrived, patient_id=call.patient_id, now=now):
        _hold(session, call.patient_id, call.phone, now)
        try:
            with session.begin_nested():
                screen(session, message, line.rules, now=now)
        except Exception:  # the screening lane tries it again, then a person reads it
            log.exception("screening_failed", message_sid=arrived.sid)
    kept = line.message(turn)
    assert kept is not None
    return kept


def _hold(session: Session, patient_id: str | None, phone: str, now: datetime) -> None:
    """Nobody texts her about what she is just talking about."""
    hers = [patient_id] if patient_id else [one.id for one in cohort.by_phone(session, phone)]
    for one in hers:
        check_ins.hold(session, one, now=now)


def as_words(line: Line, digits: str, speech: str) -> str:
    """Keys as the words or numbers they stand for, speech as it was recognised."""
    if speech.strip():
        return speech.strip()
    last = line.last()
    return meant(
        digits,
        context=_context(line),
        yes_no=bool(last and last.yes_no),
        language=line.language,
        words=line.rules.words,
    )


def _context(line: Line) -> str:
    patient = line.patient
    waiting = check_ins.open_for(line.session, patient.id) if patient else []
    return waiting[-1].kind if waiting else "none"


def silence(line: Line) -> Script:
    """Nothing came: the same is asked once more, then a person calls her."""
    last = line.last()
    line.call.silences += 1
    if line.call.silences < AT_MOST and last:
        return line.listen(line.text("call_again"), *last.says, yes_no=last.yes_no)
    tasks.add(
        line.session,
        "request",
        "call_silent",
        key=f"call_silent:{line.call.id}",
        now=line.now,
        patient_id=line.call.patient_id,
        phone=None if line.call.patient_id else line.call.phone,
    )
    return line.hang_up(line.text("call_silent"))
