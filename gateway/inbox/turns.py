"""Whose turn it is: one message of a phone at a time, in order of arrival."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from gateway.inbox.tables import InboundMessage

LONGEST_WAIT = timedelta(seconds=60)


def unscreened() -> Select[InboundMessage]:
    """Messages the safety net has not read, oldest first; no order between patients is kept."""
    waiting = InboundMessage.screened_at.is_(None), InboundMessage.state == "waiting"
    return select(InboundMessage).where(*waiting).order_by(InboundMessage.id)


def due(now: datetime, machine: datetime) -> Select[InboundMessage]:
    """Messages whose turn it is: screened, due, unleased, and the oldest waiting of their phone."""
    earlier = aliased(InboundMessage)
    blocked = (
        select(earlier.id)
        .where(earlier.phone == InboundMessage.phone, earlier.state == "waiting")
        .where(earlier.id < InboundMessage.id)
        .exists()
    )
    unleased = or_(InboundMessage.lease_until.is_(None), InboundMessage.lease_until < machine)
    return (
        select(InboundMessage)
        .where(InboundMessage.state == "waiting", InboundMessage.next_at <= now)
        .where(InboundMessage.screened_at.is_not(None), unleased, ~blocked)
        .order_by(InboundMessage.id)
    )


def claim(
    session: Session, limit: int, *, worker: str, lease: timedelta, now: datetime, machine: datetime
) -> Sequence[InboundMessage]:
    """Take up to `limit` messages; if this worker dies, the lease ends and another takes them."""
    query = due(now, machine).limit(limit).with_for_update(skip_locked=True)
    messages = session.scalars(query).all()
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
