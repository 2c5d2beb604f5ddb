"""Cases with the patients they are about."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from gateway.cohort.tables import Patient
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.readings.tables import Reading

MOST = 200


def open_cases(session: Session, *which: ColumnElement[bool]) -> Sequence[Escalation]:
    """Cases nobody has closed: critical first, unacknowledged first, oldest first."""
    return session.scalars(
        select(Escalation)
        .where(Escalation.state != "closed", *which)
        .order_by(
            case((Escalation.tier == "critical", 0), else_=1),
            case((Escalation.state == "open", 0), else_=1),
            Escalation.opened_at,
        )
        .limit(MOST)
    ).all()


def words_of(session: Session, sids: Iterable[str | None]) -> dict[str, str]:
    """MessageSid -> what was written, exactly."""
    wanted = {sid for sid in sids if sid}
    if not wanted:
        return {}
    query = select(InboundMessage.sid, InboundMessage.body).where(InboundMessage.sid.in_(wanted))
    return {sid: body for sid, body in session.execute(query)}


def readings_of(session: Session, cases: Iterable[Escalation]) -> dict[str, Reading]:
    """reading id -> the reading a case is about."""
    wanted = {found.reading_id for found in cases if found.reading_id}
    if not wanted:
        return {}
    return {r.id: r for r in session.scalars(select(Reading).where(Reading.id.in_(wanted)))}


def patients_of(session: Session, ids: Sequence[str | None]) -> dict[str, Patient]:
    wanted = {id_ for id_ in ids if id_}
    if not wanted:
        return {}
    return {p.id: p for p in session.scalars(select(Patient).where(Patient.id.in_(wanted)))}
