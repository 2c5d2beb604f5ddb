"""The clock of an explanation, whom we told, and what ended it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gateway.chart.tables import ChartNote
from gateway.console.lookups.why_asked import Asked
from gateway.console.presenters import why_clock, why_told
from gateway.console.presenters.reasons import PAGES
from gateway.console.presenters.timeline import red_flag
from gateway.console.presenters.vitals import SEVERITY, in_words
from gateway.console.presenters.why import Tick, Told
from gateway.console.presenters.why_clock import Moment
from gateway.escalations import Account
from gateway.inbox.tables import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.readings.tables import Reading
from gateway.replies.tables import Interpretation
from gateway.tasks.tables import Task

CAME = {"voice": "The words were said on the phone"}


def clock(session: Session, asked: Asked) -> tuple[tuple[str, tuple[Tick, ...]], ...]:
    """From the first message to what ended it, as it happened, day by day."""
    found = [moment for sid in asked.sids for moment in _of_message(session, sid, asked.reading)]
    for one in asked.accounts:
        found += why_clock.of_case(one, asked.names)
    return why_clock.by_day(found, asked.bench.timezone, now=asked.bench.now)


def _of_message(session: Session, sid: str, only: Reading | None) -> Iterable[Moment]:
    message = session.scalar(select(InboundMessage).where(InboundMessage.sid == sid))
    if message:
        yield message.received_at, CAME.get(message.channel, "The text arrived"), "good"
        if message.screened_at:
            yield message.screened_at, _screened(message), "good"
    if read := session.get(Interpretation, sid):
        yield read.at, "The model read it", "good"
    mine = select(Reading).where(Reading.message_sid == sid).order_by(Reading.ordinal)
    for reading in [only] if only else session.scalars(mine).all():
        if reading.grounds:
            judged = SEVERITY.get(reading.severity, reading.severity).lower()
            at = datetime.fromisoformat(reading.grounds["at"])
            yield at, f"{in_words(reading)} was judged: {judged}", "good"


def _screened(message: InboundMessage) -> str:
    found = message.screening or {}
    if family := red_flag(message)[0]:
        doubt = ", in doubt" if (found.get("flag") or {}).get("doubtful") else ""
        return f"The safety check read it and found danger: {family.lower()}{doubt}"
    if found.get("judged", {}).get("rule"):
        return "The safety check read it and found a dangerous number"
    return "The safety check read it: nothing dangerous"


def told(session: Session, asked: Asked) -> tuple[Told, ...]:
    """Clinicians, the care team, this room and the patient, each by its route, as it happened."""
    zone, now = asked.bench.timezone, asked.bench.now
    found = [row for one in asked.accounts
             for row in why_told.of_case(one, asked.names, zone, now=now)]  # fmt: skip
    texts = select(OutboundMessage).where(OutboundMessage.reply_to.in_(asked.sids))
    found += why_told.to_patient(session.scalars(texts).all(), zone, now=now)
    found += why_told.to_team(_tasks(session, asked), asked.practice, asked.names, zone, now=now)
    return tuple(row for _, row in sorted(found, key=lambda entry: entry[0]))


def _tasks(session: Session, asked: Asked) -> Sequence[Task]:
    """Those about one of the messages, and those of the second route."""
    keys = [f"{what}:{one.case.id}" for one in asked.accounts for what in PAGES]
    whose = asked.bench.patient
    mine = select(Task).where(or_(Task.message_sid.in_(asked.sids), Task.key.in_(keys)))
    if whose:
        mine = mine.where(Task.patient_id == whose.id)
    return session.scalars(mine.order_by(Task.created_at)).all()


def notes(session: Session, asked: Asked) -> Sequence[ChartNote]:
    """The chart notes whose keys name one of the messages or the case."""
    if asked.bench.patient is None:
        return []
    named = [*asked.sids, *(one.case.id for one in asked.accounts)]
    query = (
        select(ChartNote)
        .where(ChartNote.patient_id == asked.bench.patient.id)
        .where(or_(*(ChartNote.key.contains(id_) for id_ in named)))
        .order_by(ChartNote.ended_at)
    )
    return session.scalars(query).all()


def ender(session: Session, found: Account | None) -> Reading | None:
    """The reading in range that ended a case by itself."""
    if found is None or found.case.closed_by != "system" or found.case.closed_at is None:
        return None
    case = found.case
    in_range = (
        select(Reading)
        .where(Reading.patient_id == case.patient_id, Reading.vital == case.vital)
        .where(Reading.severity == "normal", Reading.taken_at <= case.closed_at)
        .where(Reading.taken_at >= case.opened_at)
        .order_by(Reading.taken_at.desc())
    )
    return session.scalars(in_range.limit(1)).first()
