"""Many cases at once, by a wrong template say: one page that counts them, and every case a row.

A storm is a case of its own (cause `storm`), paged and watched like any. Its members stay open in
the queue until a person has each of them; none is paged by itself.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway import journal, outbox, timers
from gateway.escalations import course, paging
from gateway.escalations.tables import Escalation
from gateway.timers import Timer

MORE_THAN = 10
WITHIN = timedelta(minutes=1)
LOOK_AGAIN = timedelta(minutes=30)
"""Who took a storm has so long for its rows; while some are left, the storm is paged anew."""


def shelter(session: Session, case: Escalation, *, now: datetime) -> bool:
    """Whether so many cases of its tier were opened in the last minute that they page together."""
    lately = (
        select(Escalation.id)
        .where(Escalation.opened_at > now - WITHIN, Escalation.cause != "storm")
        .where(Escalation.tier == case.tier)
        .limit(MORE_THAN + 1)
    )
    if len(session.scalars(lately).all()) <= MORE_THAN:
        return False
    storm = _raging(session, case.tier) or _begin(session, case.tier, now)
    case.storm_id = storm.id
    return True


def left(session: Session, storm: Escalation) -> int:
    """How many of its cases nobody has taken."""
    mine = select(func.count()).where(Escalation.storm_id == storm.id, Escalation.state == "open")
    return session.scalar(mine) or 0


def look(session: Session, timer: Timer, now: datetime) -> None:
    """Rows of a storm that somebody took, and that nobody has looked at: it is paged anew."""
    storm = session.get_one(Escalation, timer.subject_id, with_for_update=True)
    if not left(session, storm):
        return
    if storm.state != "open" and course.move(session, storm, "left"):
        storm.closed_at = storm.closed_by = storm.closing_note = None
        key = f"promotora:again:{storm.id}:{storm.pages}"
        paging.renew(session, storm, key, "left", now=now)
    timers.wake(session, "storm", storm.id, key=timer.key, at=now + LOOK_AGAIN)


def _raging(session: Session, tier: str) -> Escalation | None:
    """The storm whose page is still out; what comes after somebody took it is news, and pages."""
    out = select(Escalation).where(
        Escalation.cause == "storm", Escalation.tier == tier, Escalation.state == "open"
    )
    return session.scalars(out.order_by(Escalation.opened_at.desc()).with_for_update()).first()


def _begin(session: Session, tier: str, now: datetime) -> Escalation:
    """The storm's own case; of two workers that see it at once, one opens it."""
    before = session.scalar(
        select(func.count()).where(Escalation.cause == "storm", Escalation.tier == tier)
    )
    storm = Escalation(
        dedup_key=f"promotora:storm:{tier}:{before}",
        tier=tier,
        cause="storm",
        detail="",
        opened_at=now,
    )
    try:
        with session.begin_nested():
            session.add(storm)
    except IntegrityError:
        other = _raging(session, tier)
        assert other is not None, "the key is taken by the storm of another worker"
        return other
    paging.begin(session, storm, now=now)
    timers.wake(session, "storm", storm.id, key=f"storm:{storm.id}", at=now + LOOK_AGAIN)
    journal.write(session, "storm_opened", storm.id, now=now, tier=tier)
    _take_over(session, storm, now)
    return storm


def _take_over(session: Session, storm: Escalation, now: datetime) -> None:
    """The first of them: pages that have not left stay here, and their watch is the storm's."""
    first = select(Escalation).where(
        Escalation.opened_at > now - WITHIN,
        Escalation.tier == storm.tier,
        Escalation.state == "open",
        Escalation.storm_id.is_(None),
        Escalation.id != storm.id,
    )
    for case in session.scalars(first.with_for_update()).all():
        case.storm_id = storm.id
        outbox.withdraw(session, case.id, "page", why="paged with the storm", now=now)
        course.stop_clocks(session, case)
