"""The rate of a sending number: carriers allow a long code about one segment a second."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.outbox.tables import Sender

SKEW = timedelta(seconds=10)
"""By which workers' clocks may differ. A turn further off was noted by a clock set back since."""


def take_turn(session: Session, number: str, per_second: float, *, machine: datetime) -> bool:
    """True and the next turn moved on, or False when the number may not send yet.

    The row is locked in the claiming transaction, so competing workers keep one rate together.
    """
    sender = session.scalar(select(Sender).where(Sender.number == number).with_for_update())
    if sender is None:
        sender = Sender(number=number, gap_seconds=1 / per_second, next_free_at=machine)
        session.add(sender)
    sender.gap_seconds = 1 / per_second
    gap = timedelta(seconds=sender.gap_seconds)
    if machine < sender.next_free_at <= machine + gap + SKEW:
        return False
    sender.next_free_at = machine + gap
    return True
