"""One patient's timeline, newest first, page by page, over every kind of line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from gateway.cohort.tables import Patient
from gateway.console.lookups.around import Around, around
from gateway.console.presenters import timeline as lines
from gateway.console.presenters.cases import case
from gateway.console.presenters.delivery import State
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.queue import queue_row
from gateway.console.presenters.timeline import Item
from gateway.console.presenters.times import when
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.journal.tables import JournalLine
from gateway.messages.tables import OutboundMessage
from gateway.tasks.tables import Task

PER_PAGE = 40
MOST_NEWS = 300
EVENTS = tuple(lines.EVENTS)


@dataclass(frozen=True, order=True)
class Place:
    """Where a line stands. Many lines share one moment, so the moment alone is no place.

    Numbers are padded in `id`, so that places compare as their rows do.
    """

    at: datetime
    rank: int
    id: str

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.rank}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """None for a place nobody gave out: the page then starts at the newest line."""
        at, _, rest = text.partition("~")
        rank, _, id_ = rest.partition("~")
        try:
            place = cls(datetime.fromisoformat(at), int(rank), id_)
        except ValueError:
            return None
        return place if place.at.tzinfo else None


@dataclass(frozen=True)
class Source:
    """One table of lines. `rank` orders lines of one moment: the cause before what it caused."""

    rank: int
    row: type[Any]
    at: Any
    where: Callable[[Patient], Any]

    def query(
        self, patient: Patient, before: Place | None, down_to: Place | None, most: int
    ) -> Select[Any]:
        query = select(self.row).where(self.where(patient))
        if down_to:
            query = query.where(self.at >= down_to.at)
        if before:
            earlier = self.at < before.at
            if self.rank < before.rank:
                earlier = self.at <= before.at
            elif self.rank == before.rank:
                at_once = and_(self.at == before.at, self.row.id < self._key(before.id))
                earlier = or_(earlier, at_once)
            query = query.where(earlier)
        return query.order_by(self.at.desc(), self.row.id.desc()).limit(most)

    def _key(self, id_: str) -> int | str:
        if self.row.id.type.python_type is int:
            return int(id_) if id_.isdecimal() else 0
        return id_

    def place(self, found: Any) -> Place:
        return Place(getattr(found, self.at.key), self.rank, str(found.id).zfill(20))


SOURCES = (
    Source(1, InboundMessage, InboundMessage.received_at,
           lambda p: InboundMessage.patient_id == p.id),
    Source(2, Escalation, Escalation.opened_at, lambda p: Escalation.patient_id == p.id),
    Source(3, Task, Task.created_at, lambda p: Task.patient_id == p.id),
    Source(4, JournalLine, JournalLine.at,
           lambda p: and_(JournalLine.subject_id.in_((p.id, p.phone)),
                          JournalLine.event.in_(EVENTS))),
    Source(5, OutboundMessage, OutboundMessage.created_at,
           lambda p: OutboundMessage.patient_id == p.id),
)  # fmt: skip


@dataclass(frozen=True)
class Timeline:
    """A page of lines, newest first; `earlier` is the place the next page begins, or empty."""

    items: tuple[Item, ...]
    earlier: str

    @property
    def days(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """The lines under the day they belong to, by the patient's calendar."""
        groups = groupby(self.items, key=lambda item: item.at.day)
        return tuple((day, tuple(items)) for day, items in groups)


def timeline(
    session: Session,
    patient: Patient,
    practice: Practice,
    before: Place | None = None,
    down_to: Place | None = None,
    *,
    now: datetime,
) -> Timeline:
    """The newest page; with `before`, the page of lines earlier than that place.

    With `down_to`, every line from the newest to that place: an open page that fetches its news
    grows at the top, and leaves no gap to the earlier lines somebody has unfolded below it.
    """
    most = MOST_NEWS if down_to else PER_PAGE
    found: list[tuple[Place, Any]] = []
    for source in SOURCES:
        for line in session.scalars(source.query(patient, before, down_to, most + 1)):
            found.append((source.place(line), line))
    found.sort(key=lambda entry: entry[0], reverse=True)
    if down_to:
        found = [entry for entry in found if entry[0] >= down_to]
    shown, more = found[:most], bool(down_to) or len(found) > most
    rows = [line for _, line in shown]
    facts = around(session, patient, practice, rows)
    return Timeline(
        items=tuple(_item(line, patient, facts, now=now) for line in rows),
        earlier=str(shown[-1][0]) if shown and more else "",
    )


def _item(line: Any, patient: Patient, facts: Around, *, now: datetime) -> Item:
    if isinstance(line, InboundMessage):
        return lines.heard(
            line, patient, facts.read.get(line.sid), facts.readings.get(line.sid, []),
            facts.answers.get(line.sid, []), facts.notes_of(line.sid), now=now,
            corrections=facts.corrections, paged=facts.paged,
        )  # fmt: skip
    if isinstance(line, OutboundMessage):
        author = facts.people.get(line.said_by, "Promotora")
        return lines.said(line, patient, author, facts.notes_of(line.id), now=now)
    if isinstance(line, JournalLine):
        return lines.event(line, patient, facts.people.get(line.by, ""), now=now)
    if isinstance(line, Escalation):
        return _case_item(line, patient, facts, now=now)
    return _task_item(line, patient, facts, now=now)


def _case_item(found: Escalation, patient: Patient, facts: Around, *, now: datetime) -> Item:
    return Item(
        kind="case",
        id=f"case-{found.id}",
        at=when(found.opened_at, patient.timezone, now=now),
        case=case(
            found,
            patient,
            facts.practice,
            now=now,
            names=facts.people,
            reading=facts.measured.get(found.reading_id or ""),
            corrections=facts.corrections,
        ),  # fmt: skip
        receipts=lines.receipts(facts.notes_of_case(found), patient, now=now),
    )


def _task_item(found: Task, patient: Patient, facts: Around, *, now: datetime) -> Item:
    done = found.state == "done"
    by = facts.people.get(found.done_by or "", found.done_by or "")
    return Item(
        kind="task",
        id=f"task-{found.id}",
        at=when(found.created_at, patient.timezone, now=now),
        state=State(f"Done by {by}", "good") if done else State("Open", "wait"),
        task=queue_row(found, patient, None, facts.practice, now=now, done_by=by),
    )
