"""The red banner: sounded by the watchdog, cleared by a person only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.escalations.tables import Alarm

MOST = 50


def sound(
    session: Session, what: str, *, key: str, now: datetime, case_id: str | None = None
) -> Alarm:
    """Put it up; the same key once, also when a person has cleared it since."""
    if before := session.scalar(select(Alarm).where(Alarm.key == key)):
        return before
    alarm = Alarm(key=key, what=what, case_id=case_id, sounded_at=now)
    session.add(alarm)
    session.flush()
    journal.write(session, "alarm_sounded", alarm.id, now=now, what=what, case=case_id)
    return alarm


def clear(session: Session, alarm_id: str, by: str, *, now: datetime) -> bool:
    """A person has seen to it; False when somebody had before, or there is none."""
    alarm = session.get(Alarm, alarm_id, with_for_update=True)
    if alarm is None or alarm.cleared_at:
        return False
    alarm.cleared_at, alarm.cleared_by = now, by
    journal.write(session, "alarm_cleared", alarm.id, now=now, by=by, what=alarm.what)
    return True


def sounding(session: Session) -> Sequence[Alarm]:
    """What nobody has cleared, oldest first."""
    up = select(Alarm).where(Alarm.cleared_at.is_(None)).order_by(Alarm.sounded_at).limit(MOST)
    return session.scalars(up).all()
