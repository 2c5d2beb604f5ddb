"""Advancing timers: each handler runs inside the transaction that claims its timer.

A rung's change, its letter, its journal line and the next timer are kept together or not at all,
so a timer fires exactly once however often the worker is killed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.timers.tables import Timer

Handler = Callable[[Session, Timer, datetime], None]
TRIES = 5
log = structlog.get_logger()


def advance(
    session: Session,
    handlers: Mapping[str, Handler],
    on_poison: Handler,
    *,
    now: datetime,
    limit: int = 100,
) -> int:
    """Fire up to `limit` due timers and say how many; one that keeps failing goes to a person."""
    due = select(Timer).where(Timer.due_at <= now).order_by(Timer.due_at).limit(limit)
    timers = session.scalars(due.with_for_update(skip_locked=True)).all()
    for timer in timers:
        _fire(session, timer, handlers, on_poison, now)
    return len(timers)


def _fire(
    session: Session,
    timer: Timer,
    handlers: Mapping[str, Handler],
    on_poison: Handler,
    now: datetime,
) -> None:
    try:
        with session.begin_nested():
            session.delete(timer)
            session.flush()  # the handler may set the same key again
            handlers[timer.kind](session, timer, now)
    except Exception as error:  # one poisoned timer must not stop the others
        log.exception("timer_failed", timer_id=timer.id, timer_kind=timer.kind)
        _back_off(session, timer, on_poison, type(error).__name__, now)


def _back_off(
    session: Session, timer: Timer, on_poison: Handler, error: str, now: datetime
) -> None:
    timer.tries += 1
    timer.last_error = error
    timer.due_at = now + timedelta(seconds=10 * 2**timer.tries)
    if timer.tries >= TRIES:
        on_poison(session, timer, now)
        session.delete(timer)
