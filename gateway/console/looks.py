"""Every look at a patient is written down: who, whom, which page, when."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.console.room import Wiring
from gateway.console.tables import Look
from gateway.console.visitor import Visitor

EVERYONE = "*"  # a page that shows many patients
STILL = timedelta(minutes=15)


def note(session: Session, visitor: Visitor, patient_id: str, page: str, *, now: datetime) -> None:
    """One look, in the transaction that fetches what is looked at."""
    session.add(Look(person_id=visitor.id, patient_id=patient_id, page=page, at=now))


def still(room: Wiring, visitor: Visitor, patient_id: str, page: str, *, now: datetime) -> None:
    """An open page keeps fetching news: one more line every quarter of an hour, not every 5 s."""
    lately = (
        select(Look.id)
        .where(Look.person_id == visitor.id, Look.patient_id == patient_id)
        .where(Look.page == page, Look.at > now - STILL)
        .limit(1)
    )
    with room.db.reading() as session:
        if session.scalar(lately):
            return
    with room.db.transaction() as session:
        note(session, visitor, patient_id, page, now=now)
