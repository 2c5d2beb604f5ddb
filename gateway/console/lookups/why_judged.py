"""A value with all that judged it, as it was kept, and what today's rules would say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import protocols, readings
from gateway.cohort.tables import Patient
from gateway.console.lookups.corrections import corrections
from gateway.console.presenters.why import Judgement
from gateway.console.presenters.why_judgement import Judged, by_today, judgement
from gateway.errors import ImplausibleReading
from gateway.inbox.tables import InboundMessage
from gateway.journal.tables import JournalLine
from gateway.protocols import Rulebook, UnknownVital, Vital
from gateway.readings import Grounds, Reading


@dataclass(frozen=True)
class Bench:
    """Whose numbers, by today's rules, on which clock."""

    patient: Patient | None
    rules: Rulebook
    timezone: str
    now: datetime


def of_reading(session: Session, reading: Reading, bench: Bench) -> list[Judgement]:
    """The judgement of a reading, and of each time a correction had it judged again."""
    vital = bench.rules.vitals.get(reading.vital)
    if vital is None or bench.patient is None:
        return []
    if reading.grounds:
        at = reading.taken_at
        found = readings.grounds_of(session, bench.patient, reading.grounds, vital, at)
    else:
        found = readings.grounds_then(session, bench.patient, reading, bench.rules)
    told = Judged(reading.values, reading.severity, reading.rule, reading.protocol_version)
    first = _judgement(session, told, found, bench, reading)
    return [first, *_again(session, reading, vital, bench)]


def _again(session: Session, reading: Reading, vital: Vital, bench: Bench) -> list[Judgement]:
    lines = select(JournalLine).where(
        JournalLine.subject_id == reading.id, JournalLine.event == "reading_judged_again"
    )
    found = []
    for line in session.scalars(lines.order_by(JournalLine.id)):
        kept = line.detail
        told = Judged(reading.values, kept["severity"], kept["rule"], kept["version"])
        at = reading.taken_at
        grounds = readings.grounds_of(session, bench.patient, kept["grounds"], vital, at)
        found.append(_judgement(session, told, grounds, bench, reading))
    return found


def of_words(session: Session, message: InboundMessage, bench: Bench) -> list[Judgement]:
    """The number for which the safety net paged; none when it kept none."""
    kept: Mapping[str, Any] = (message.screening or {}).get("judged") or {}
    if not kept or kept["rule"] == "":
        return []
    try:
        vital = bench.rules.vital(str(kept["said"].get("type")))
        values = vital.stored(kept["said"])
    except (ImplausibleReading, UnknownVital):
        return []
    at = datetime.fromisoformat(kept["grounds"]["at"])
    grounds = readings.grounds_of(session, bench.patient, kept["grounds"], vital, at)
    told = Judged(values, "critical", kept["rule"], kept["version"], charted=False)
    return [_judgement(session, told, grounds, bench, None)]


def _judgement(
    session: Session, told: Judged, grounds: Grounds, bench: Bench, reading: Reading | None
) -> Judgement:
    rows = [*grounds.earlier, *([reading] if reading else [])]
    right = corrections(session, rows)
    shown = {row.id: right.measured(row, bench.timezone, now=bench.now) for row in rows}
    return judgement(
        told,
        grounds,
        measured=shown[reading.id] if reading else None,
        compared=[shown[row.id] for row in grounds.earlier],
        today=_today(told, grounds, bench),
    )


def _today(told: Judged, grounds: Grounds, bench: Bench) -> str:
    """Empty where the very same rules are in force."""
    vital = bench.rules.vitals.get(grounds.vital.key)
    if vital is None:
        return ""
    conditions = bench.patient.conditions if bench.patient else ()
    now = bench.rules.consulted(conditions, vital.key)
    then = {protocols.digest(one.protocol, grounds.vital) for one in grounds.consulted}
    if then == {protocols.digest(one.protocol, vital) for one in now}:
        return ""
    verdict = protocols.judge_by(now, told.values, grounds.history, grounds.targets)
    return by_today(now, verdict, told.severity)
