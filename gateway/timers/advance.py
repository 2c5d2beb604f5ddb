"""Advancing timers: each handler runs inside the transaction that claims its timer.

A rung's change, its letter, its journal line and the next timer are kept together or not at all,
so a timer fires exactly once however often the worker is killed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from gateway.db import touched
from gateway.timers.tables import Timer

Handler = Callable[[Session, Timer, datetime], None]
TRIES = 5
_DUE = select(Timer).where(Timer.due_at <= bindparam("now"))
_DELETE = delete(Timer).where(Timer.id == bindparam("timer_id"), Timer.due_at <= bindparam("now"))
LOOK = _DUE.with_only_columns(Timer.id).limit(1)
_TAKE = _DUE.order_by(Timer.due_at).limit(bindparam("most")).with_for_update(skip_locked=True)
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
    timers = session.scalars(_TAKE, {"now": now, "most": limit}).all()
    try:
        with session.begin_nested():
            for timer in timers:
                _ring(session, timer, handlers, now)
    except Exception:  # whose fault it is shows when each is fired in a savepoint of its own
        for timer in timers:
            _fire(session, timer, handlers, on_poison, now)
    return len(timers)


def due(session: Session, now: datetime) -> bool:
    """Whether a timer is due."""
    return session.scalar(LOOK, {"now": now}) is not None


def _fire(
    session: Session,
    timer: Timer,
    handlers: Mapping[str, Handler],
    on_poison: Handler,
    now: datetime,
) -> None:
    try:
        with session.begin_nested():
            _ring(session, timer, handlers, now)
    except Exception as error:  # one poisoned timer must not stop the others
        log.exception("timer_failed", timer_id=timer.id, timer_kind=timer.kind)
        _back_off(session, timer, on_poison, type(error).__name__, now)


def _ring(session: Session, timer: Timer, handlers: Mapping[str, Handler], now: datetime) -> None:
    """The timer goes first, because its handler may set the same key again. One that is gone was
    cancelled, or moved to later, by a timer fired just before."""
    if touched(session, _DELETE, {"timer_id": timer.id, "now": now}):
        handlers[timer.kind](session, timer, now)


def _back_off(
    session: Session, timer: Timer, on_poison: Handler, error: str, now: datetime
) -> None:
    timer.tries += 1
    timer.last_error = error
    timer.due_at = now + timedelta(seconds=10 * 2**timer.tries)
    if timer.tries >= TRIES:
        on_poison(session, timer, now)
        session.delete(timer)
