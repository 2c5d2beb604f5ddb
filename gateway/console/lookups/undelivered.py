"""Letters that need an operator, by lane, and messages the machine could not handle."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from gateway.console.presenters.times import span
from gateway.console.presenters.undelivered import (
    LANES,
    Lane,
    MessageRow,
    letter_row,
    message_row,
)
from gateway.console.presenters.vitals import plain
from gateway.inbox.tables import InboundMessage
from gateway.outbox.tables import Letter

MOST = 50
LONG = timedelta(minutes=5)


@dataclass(frozen=True)
class Undelivered:
    lanes: tuple[Lane, ...]
    messages: tuple[MessageRow, ...]


def undelivered(session: Session, *, now: datetime) -> Undelivered:
    messages = session.scalars(
        select(InboundMessage)
        .where(InboundMessage.state == "person")
        .order_by(InboundMessage.id)
        .limit(MOST)
    ).all()
    return Undelivered(
        lanes=tuple(_lane(session, name, words, now=now) for name, words in _names(session)),
        messages=tuple(message_row(message, now=now) for message in messages),
    )


def _names(session: Session) -> list[tuple[str, str]]:
    """Every lane, those without words of their own too: none may be overlooked."""
    used = session.scalars(select(Letter.lane).distinct()).all()
    return [*LANES.items(), *((lane, plain(lane)) for lane in used if lane not in LANES)]


def _lane(session: Session, name: str, words: str, *, now: datetime) -> Lane:
    """The dead, the doubtful, and those still tried for more than five minutes, oldest first."""
    late = and_(Letter.state == "todo", Letter.tries > 0, Letter.created_at < now - LONG)
    rows = session.scalars(
        select(Letter)
        .where(Letter.lane == name, or_(Letter.state.in_(("dead", "unknown")), late))
        .order_by(Letter.created_at)
        .limit(MOST)
    ).all()
    due = (Letter.lane == name, Letter.state.in_(("todo", "unknown")), Letter.next_at <= now)
    count, oldest = session.execute(
        select(func.count(), func.min(Letter.created_at)).where(*due)
    ).one()
    return Lane(
        name=name,
        words=words,
        waiting=count,
        oldest=span(now - oldest) if oldest else "",
        rows=tuple(letter_row(letter, now=now) for letter in rows),
    )
