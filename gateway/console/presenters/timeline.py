"""The lines of a patient's timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.chart.tables import ChartNote
from gateway.cohort.tables import Patient
from gateway.console.presenters.cases import Case
from gateway.console.presenters.corrections import NONE, Corrections
from gateway.console.presenters.delivery import State, delivery
from gateway.console.presenters.queue import QueueRow
from gateway.console.presenters.rows import language
from gateway.console.presenters.times import When, when
from gateway.console.presenters.understanding import Understood, stage, understood
from gateway.console.presenters.vitals import plain
from gateway.console.presenters.words import ALARM, Piece, pieces
from gateway.inbox.tables import InboundMessage
from gateway.journal.tables import JournalLine
from gateway.messages.tables import OutboundMessage
from gateway.readings.tables import Answer, Reading
from gateway.replies.tables import Interpretation

SAID_AS = {
    "check_in": "Check-in",
    "reminder": "Reminder",
    "reply": "Answer",
    "fixed": "Fixed safety text",
    "person": "From the care team",
}
NOTES = {
    "outbound": "Our text",
    "message": "The message",
    "reading": "The reading",
    "escalation": "The alert",
    "acknowledgement": "The acknowledgement",
}
EVENTS = {
    "consent_stopped": "Asked for no more texts",
    "consent_given": "Texts are welcome again",
    "check_ins_paused": "The questions were paused",
    "check_ins_resumed": "The pause was ended",
    "ladder_chosen": "What happens after silence was changed",
    "call_placed": "Rung by telephone",
    "call_received": "Called us",
    "call_voicemail": "A machine answered; a message was left, without a word of health",
    "call_not_reached": "Did not answer our call",
    "call_not_patient": "Somebody else was on the phone",
    "call_nobody": "The call ended: nobody said who it was",
    "recheck_began": "A critical value; asked to measure again before anybody is paged",
    "recheck_in_range": "Measured again and in range; nobody was paged",
    "recheck_paged": "Not measured again in range; a clinician is paged",
    "on_call_has_it": "Somebody on call pressed 1 on the phone: they have the page",
    "triage_changed": "Triage is {after} now",
    "reached_by_changed": "Is asked by {after} now",
    "language_changed": "Language was changed",
    "language_followed": "Writes in {language} now, and is answered in it",
}


@dataclass(frozen=True)
class Receipt:
    """One chart note: its DocumentReference id and filing time, or none yet."""

    of: str
    document_id: str
    filed: When | None


@dataclass(frozen=True)
class Item:
    """One line. `kind`: heard, said, case, task, event; each kind has its own partial.

    `paged`: the ids of the readings that somebody was paged for.
    """

    kind: str
    id: str
    at: When
    title: str = ""
    state: State | None = None
    pieces: tuple[Piece, ...] = ()
    media: int = 0
    understood: Understood | None = None
    red_flag: str = ""
    case: Case | None = None
    task: QueueRow | None = None
    receipts: tuple[Receipt, ...] = ()
    paged: frozenset[str] = frozenset()


def heard(
    message: InboundMessage,
    patient: Patient,
    interpretation: Interpretation | None,
    readings: Sequence[Reading],
    answers: Sequence[Answer],
    notes: Sequence[ChartNote],
    *,
    now: datetime,
    corrections: Corrections = NONE,
    paged: frozenset[str] = frozenset(),
) -> Item:
    """What the patient wrote, how it was read, and where it was filed."""
    evidence = list(interpretation.said.get("evidence") or ()) if interpretation else []
    evidence = evidence or [{"text": r.words, "as": r.vital} for r in readings]
    family, alarm = red_flag(message)
    words, tone = stage(message)
    return Item(
        kind="heard",
        id=f"heard-{message.id}",
        at=when(message.received_at, patient.timezone, now=now),
        title=patient.given_name + (", by phone" if message.channel == "voice" else ""),
        state=State(words, tone),
        pieces=pieces(message.body, alarm + evidence),
        media=message.media,
        red_flag=family,
        understood=understood(
            interpretation, readings, answers, patient.timezone, now=now, corrections=corrections
        ),
        receipts=receipts(notes, patient, now=now),
        paged=paged,
    )


def red_flag(message: InboundMessage) -> tuple[str, list[dict[str, Any]]]:
    """What the safety net found before any model: the family in words, and its place."""
    flag = (message.screening or {}).get("flag")
    if not flag:
        return "", []
    start, end = flag["start"], flag["end"]
    span = {"start": start, "end": end, "text": message.body[start:end], "as": ALARM}
    return plain(flag["family"]), [span]


def said(
    message: OutboundMessage,
    patient: Patient,
    author: str,
    notes: Sequence[ChartNote],
    *,
    now: datetime,
) -> Item:
    """What we wrote, who of us, and how far it got."""
    return Item(
        kind="said",
        id=f"said-{message.id}",
        at=when(message.created_at, patient.timezone, now=now),
        title=f"{author}: {SAID_AS.get(message.kind, plain(message.kind)).lower()}",
        state=delivery(message),
        pieces=pieces(message.body, ()),
        receipts=receipts(notes, patient, now=now),
    )


def event(line: JournalLine, patient: Patient, by: str, *, now: datetime) -> Item:
    """Something that changed for the patient, without a message of its own."""
    return Item(
        kind="event",
        id=f"event-{line.id}",
        at=when(line.at, patient.timezone, now=now),
        title=_what(line) + (f" ({by})" if by else ""),
    )


def _what(line: JournalLine) -> str:
    words = EVENTS.get(line.event, plain(line.event))
    after = str(line.detail.get("after", ""))
    return words.format(language=language(after), after={"call": "phone"}.get(after, after))


def receipts(notes: Sequence[ChartNote], patient: Patient, *, now: datetime) -> tuple[Receipt, ...]:
    return tuple(
        Receipt(
            NOTES.get(note.kind, plain(note.kind)),
            note.document_id or "",
            when(note.filed_at, patient.timezone, now=now) if note.filed_at else None,
        )
        for note in notes
    )
