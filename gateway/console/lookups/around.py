"""What belongs to the lines of one page of a timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import escalations
from gateway.chart.tables import ChartNote
from gateway.cohort.tables import Patient
from gateway.console.lookups.cases import readings_of
from gateway.console.lookups.corrections import corrections
from gateway.console.lookups.names import signatures
from gateway.console.presenters.corrections import Corrections
from gateway.console.presenters.practice import Practice
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.journal.tables import JournalLine
from gateway.messages.tables import OutboundMessage
from gateway.readings.tables import Answer, Reading
from gateway.replies.tables import Interpretation
from gateway.tasks.tables import Task

OF_A_CASE = ("escalation", "acknowledgement")
SLACK = timedelta(days=7)  # an acknowledgement is noted after its case, a late answer after hours
MOST_NOTES = 500


@dataclass(frozen=True)
class Around:
    """By MessageSid: interpretation, readings, answers; by the ids in their keys: chart notes.

    `measured`: by their own ids, the readings that cases are about. `corrections`: what became of
    all these readings when the patient put one right. `paged`: the ids of the readings that
    somebody was paged for.
    """

    read: dict[str, Interpretation]
    readings: dict[str, list[Reading]]
    answers: dict[str, list[Answer]]
    notes: dict[str, list[ChartNote]]
    people: dict[str, str]
    practice: Practice
    measured: dict[str, Reading]
    corrections: Corrections
    paged: frozenset[str]

    def notes_of(self, id_: str) -> list[ChartNote]:
        """Notes about one message; a note's key names what it is about."""
        return [note for note in self.notes.get(id_, []) if note.kind not in OF_A_CASE]

    def notes_of_case(self, found: Escalation) -> list[ChartNote]:
        """Notes about a case; their keys name the case or the message that opened it."""
        mine = self.notes.get(found.id, []) + self.notes.get(found.message_sid or "", [])
        return list({note.id: note for note in mine if note.kind in OF_A_CASE}.values())


def around(session: Session, patient: Patient, practice: Practice, rows: Sequence[Any]) -> Around:
    sids = [row.sid for row in rows if isinstance(row, InboundMessage)]
    mine = select(Reading).where(Reading.message_sid.in_(sids)).order_by(Reading.ordinal)
    readings = session.scalars(mine).all()
    measured = readings_of(session, [row for row in rows if isinstance(row, Escalation)])
    return Around(
        read={
            found.message_sid: found
            for found in session.scalars(
                select(Interpretation).where(Interpretation.message_sid.in_(sids))
            )
        },
        readings=_by_sid(readings),
        answers=_by_sid(session.scalars(select(Answer).where(Answer.message_sid.in_(sids)))),
        notes=_notes(session, patient, rows),
        people=signatures(session, _user_names(rows)),
        practice=practice,
        measured=measured,
        corrections=corrections(session, [*readings, *measured.values()]),
        paged=_paged(session, readings),
    )


def _paged(session: Session, readings: Sequence[Reading]) -> frozenset[str]:
    """Those that somebody was paged for; all that is critical in one message is one page."""
    found = escalations.of_readings(session, [reading.id for reading in readings])
    mine = {concern.reading_id for concern, paged in found if paged}
    critical = {c.message_sid for c, paged in found if paged and c.tier == "critical"}
    same = {r.id for r in readings if r.severity == "critical" and r.message_sid in critical}
    return frozenset(r.id for r in readings if r.id in mine | same)


def _by_sid(found: Iterable[Any]) -> dict[str, list[Any]]:
    sorted_: dict[str, list[Any]] = {}
    for row in found:
        sorted_.setdefault(row.message_sid, []).append(row)
    return sorted_


def _notes(session: Session, patient: Patient, rows: Sequence[Any]) -> dict[str, list[ChartNote]]:
    times = [_time(row) for row in rows]
    if not times:
        return {}
    query = (
        select(ChartNote)
        .where(ChartNote.patient_id == patient.id)
        .where(ChartNote.ended_at >= min(times), ChartNote.started_at <= max(times) + SLACK)
        .order_by(ChartNote.ended_at.desc())
        .limit(MOST_NOTES)
    )
    found: dict[str, list[ChartNote]] = {}
    for note in session.scalars(query):
        for part in note.key.split(":"):
            found.setdefault(part, []).append(note)
    return found


def _time(row: Any) -> Any:
    names = ("received_at", "opened_at", "created_at", "at")
    return next(getattr(row, name) for name in names if hasattr(row, name))


def _user_names(rows: Iterable[Any]) -> set[str | None]:
    names: set[str | None] = set()
    for row in rows:
        if isinstance(row, OutboundMessage):
            names.add(row.said_by)
        elif isinstance(row, Escalation):
            names |= {row.acknowledged_by, row.closed_by}
        elif isinstance(row, Task):
            names.add(row.done_by)
        elif isinstance(row, JournalLine):
            names.add(row.by)
    return names
