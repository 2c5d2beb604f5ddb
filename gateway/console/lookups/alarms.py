"""The red banners every page shows."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import escalations
from gateway.console.people import Right
from gateway.console.presenters.alarms import Banner, banner
from gateway.console.presenters.practice import Practice
from gateway.console.visitor import Visitor
from gateway.escalations.tables import Escalation


def banners(
    session: Session, visitor: Visitor, practice: Practice, *, now: datetime
) -> tuple[Banner, ...]:
    """What nobody has cleared, for those who may clear it."""
    if not visitor.may(Right.CLEAR):
        return ()
    up = escalations.sounding(session)
    ids = {alarm.case_id for alarm in up if alarm.case_id}
    query = select(Escalation).where(Escalation.id.in_(ids))
    cases = {case.id: case for case in session.scalars(query)} if ids else {}
    return tuple(banner(alarm, cases.get(alarm.case_id or ""), practice, now=now) for alarm in up)
