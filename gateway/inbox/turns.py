"""Whose turn it is: one message of a phone at a time, in order of arrival."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from gateway.inbox.tables import InboundMessage

LONGEST_WAIT = timedelta(seconds=60)


_earlier = aliased(InboundMessage)
_BLOCKED = (
    select(_earlier.id)
    .where(_earlier.phone == InboundMessage.phone, _earlier.state == "waiting")
    .where(_earlier.id < InboundMessage.id)
    .exists()
)
_UNLEASED = or_(
    InboundMessage.lease_until.is_(None), InboundMessage.lease_until < bindparam("machine")
)
_DUE = (
    select(InboundMessage)
    .where(InboundMessage.state == "waiting", InboundMessage.next_at <= bindparam("now"))
    .where(InboundMessage.screened_at.is_not(None), _UNLEASED, ~_BLOCKED)
)
LOOK = _DUE.with_only_columns(InboundMessage.id).limit(1)
_TAKE = _DUE.order_by(InboundMessage.id).limit(bindparam("most")).with_for_update(skip_locked=True)
_UNREAD = select(InboundMessage).where(
    InboundMessage.screened_at.is_(None), InboundMessage.state == "waiting"
)
LOOK_UNREAD = _UNREAD.with_only_columns(InboundMessage.id).limit(1)
_TAKE_UNREAD = (
    _UNREAD.order_by(InboundMessage.id).limit(bindparam("most")).with_for_update(skip_locked=True)
)


def unscreened(session: Session) -> bool:
    """Whether there is a message the safety net has not read."""
    return session.scalar(LOOK_UNREAD) is not None


def unscreened_from(
    phone: ColumnElement[str] | InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """The same of a column of numbers, for a query that reads more than that."""
    unread = (InboundMessage.state == "waiting", InboundMessage.screened_at.is_(None))
    return exists().where(InboundMessage.phone == phone, *unread)


def to_screen(session: Session, limit: int) -> Sequence[InboundMessage]:
    """Those messages, oldest first and locked; no order between patients is kept."""
    return session.scalars(_TAKE_UNREAD, {"most": limit}).all()


def due(session: Session, now: datetime, machine: datetime) -> bool:
    """Whether it is the turn of a message: screened, due, unleased, the oldest of its phone."""
    return session.scalar(LOOK, {"now": now, "machine": machine}) is not None


def claim(
    session: Session, limit: int, *, worker: str, lease: timedelta, now: datetime, machine: datetime
) -> Sequence[InboundMessage]:
    """Take up to `limit` messages; if this worker dies, the lease ends and another takes them."""
    told = {"now": now, "machine": machine, "most": limit}
    messages = session.scalars(_TAKE, told).all()
    for message in messages:
        message.lease_until, message.lease_by = machine + lease, worker
        message.tries += 1
    return messages


def handled(message: InboundMessage, *, now: datetime) -> None:
    """The message has had its consequence; nothing of it is left to do."""
    message.state, message.handled_at = "handled", now
    message.lease_until = message.lease_by = None


def give_to_person(message: InboundMessage, *, now: datetime) -> None:
    """The care team reads it; a person may send it through again from the console."""
    message.state, message.handled_at = "person", now
    message.lease_until = message.lease_by = None


def try_later(message: InboundMessage, reason: str, *, now: datetime) -> None:
    """Back off: 1, 2, 4 ... at most 60 seconds. Later messages of this patient wait behind it."""
    wait = min(timedelta(seconds=2 ** min(message.tries - 1, 6)), LONGEST_WAIT)
    message.next_at = now + wait * random.uniform(0.8, 1.2)
    message.last_error = reason
    message.lease_until = message.lease_by = None
