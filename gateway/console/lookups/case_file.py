"""Everything of one case's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.chart.tables import ChartNote
from gateway.cohort.tables import Patient
from gateway.console.lookups.corrections import corrections
from gateway.console.lookups.patient import folder
from gateway.console.lookups.practice import practice
from gateway.console.presenters.cases import Case, case
from gateway.console.presenters.folder import Folder
from gateway.console.presenters.folder import phone as phone_words
from gateway.console.presenters.timeline import Receipt, receipts, red_flag
from gateway.console.presenters.vitals import Measured
from gateway.console.presenters.words import Piece, pieces, visible
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.readings.tables import Reading
from gateway.settings import Settings


@dataclass(frozen=True)
class CaseFile:
    """`words` are the message that opened the case, exactly; `folder` is None for a stranger.

    `reading` stands beside a red flag; in any other case it is the case's own story.
    """

    case: Case
    words: tuple[Piece, ...]
    reading: Measured | None
    folder: Folder | None
    phone: str
    phone_words: str
    closing_note: str
    receipts: tuple[Receipt, ...]


def case_file(
    session: Session, found: Escalation, settings: Settings, *, now: datetime
) -> CaseFile:
    patient = session.get(Patient, found.patient_id) if found.patient_id else None
    message = session.scalar(
        select(InboundMessage).where(InboundMessage.sid == (found.message_sid or ""))
    )
    reading = session.get(Reading, found.reading_id) if found.reading_id else None
    put_right = corrections(session, [reading] if reading else [])
    shown = case(
        found, patient, practice(settings), now=now, reading=reading, corrections=put_right
    )
    beside = reading if found.cause == "red_flag" else None
    return CaseFile(
        case=shown,
        words=_words(message, reading),
        reading=put_right.measured(beside, patient.timezone, now=now)
        if beside and patient
        else None,
        folder=folder(session, patient, settings, now=now) if patient else None,
        phone=shown.phone,
        phone_words=phone_words(shown.phone),
        closing_note=visible(found.closing_note or ""),
        receipts=receipts(_notes(session, found), patient, now=now) if patient else (),
    )


def _words(message: InboundMessage | None, reading: Reading | None) -> tuple[Piece, ...]:
    if message is None:
        return ()
    _, spans = red_flag(message)
    if reading:
        spans = [*spans, {"text": reading.words, "as": reading.vital}]
    return pieces(message.body, spans)


def _notes(session: Session, found: Escalation) -> Sequence[ChartNote]:
    """The notes whose key ends with the case's number, oldest first."""
    query = (
        select(ChartNote)
        .where(ChartNote.patient_id == found.patient_id)
        .where(ChartNote.key.endswith(f":{found.id}"))
        .order_by(ChartNote.ended_at)
    )
    return session.scalars(query).all()
