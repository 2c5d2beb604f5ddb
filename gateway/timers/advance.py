"""Advancing timers: each handler runs inside the transaction that claims its timers.

A rung's change, its letter, its journal line and the next timer are kept together or not at all,
so a timer fires exactly once however often the worker is killed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from gateway.db import touched
from gateway.timers.handlers import BATCH, Handler, Single, Together
from gateway.timers.tables import Timer

TRIES = 5
SINGLES = 100
"""The most in one transaction that are not fired together with others of their kind."""
_DUE = select(Timer).where(Timer.due_at <= bindparam("now"))
_DELETE = delete(Timer).where(
    Timer.id.in_(bindparam("ids", expanding=True)), Timer.due_at <= bindparam("now")
)
LOOK = _DUE.with_only_columns(Timer.id).limit(1)
_TAKE = _DUE.order_by(Timer.due_at).limit(bindparam("most")).with_for_update(skip_locked=True)
log = structlog.get_logger()


def advance(
    session: Session,
    handlers: Mapping[str, Handler],
    on_poison: Single,
    *,
    now: datetime,
    limit: int = BATCH,
) -> int:
    """Fire up to `limit` due timers and say how many; one that keeps failing goes to a person."""
    found = session.scalars(_TAKE, {"now": now, "most": limit}).all()
    timers = _in_reason(found, handlers)
    if timers:
        _fire(session, timers, handlers, on_poison, now)
    return len(timers)


def due(session: Session, now: datetime) -> bool:
    """Whether a timer is due."""
    return session.scalar(LOOK, {"now": now}) is not None


def _in_reason(found: Iterable[Timer], handlers: Mapping[str, Handler]) -> list[Timer]:
    """Up to the first that is too much for one transaction; the next one has it."""
    kept: list[Timer] = []
    count: Counter[str] = Counter()
    for timer in found:
        handler = handlers.get(timer.kind)
        kind, most = (timer.kind, handler.most) if isinstance(handler, Together) else ("", SINGLES)
        count[kind] += 1
        if count[kind] > most:
            break
        kept.append(timer)
    return kept


def _fire(
    session: Session,
    timers: Sequence[Timer],
    handlers: Mapping[str, Handler],
    on_poison: Single,
    now: datetime,
) -> None:
    """All or none; if they fail, either half by itself, until the one at fault is alone."""
    try:
        with session.begin_nested():
            for group in _groups(timers, handlers):
                _ring(session, group, handlers, now)
    except Exception as error:  # one poisoned timer must not stop the others
        if len(timers) == 1:
            log.exception("timer_failed", timer_id=timers[0].id, timer_kind=timers[0].kind)
            return _back_off(session, timers[0], on_poison, type(error).__name__, now)
        half = len(timers) // 2
        for part in (timers[:half], timers[half:]):
            _fire(session, part, handlers, on_poison, now)


def _groups(timers: Iterable[Timer], handlers: Mapping[str, Handler]) -> Iterable[Sequence[Timer]]:
    """In the order in which they came due; a kind that is fired together goes with its first."""
    groups: dict[str, list[Timer]] = {}
    for timer in timers:
        together = isinstance(handlers[timer.kind], Together)
        groups.setdefault(timer.kind if together else timer.id, []).append(timer)
    return groups.values()


def _ring(
    session: Session, group: Sequence[Timer], handlers: Mapping[str, Handler], now: datetime
) -> None:
    """The timers go first, because their handler may set the same keys again. One that is gone was
    cancelled, or moved to later, by a timer fired just before."""
    handler = handlers[group[0].kind]
    if not touched(session, _DELETE, {"ids": [timer.id for timer in group], "now": now}):
        return
    if isinstance(handler, Together):
        handler.fire(session, group, now)
    else:
        handler(session, group[0], now)


def _back_off(session: Session, timer: Timer, on_poison: Single, error: str, now: datetime) -> None:
    timer.tries += 1
    timer.last_error = error
    timer.due_at = now + timedelta(seconds=10 * 2**timer.tries)
    if timer.tries >= TRIES:
        on_poison(session, timer, now)
        session.delete(timer)
