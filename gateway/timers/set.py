"""Setting and cancelling timers."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gateway.db import new_id
from gateway.timers.tables import Timer


def wake(session: Session, kind: str, subject_id: str, *, key: str, at: datetime) -> None:
    """Look at `subject_id` again at `at`; a second call with the same key moves the timer."""
    timer = session.scalar(select(Timer).where(Timer.key == key).with_for_update())
    if timer is None:
        session.add(Timer(kind=kind, subject_id=subject_id, key=key, due_at=at))
        session.flush()
    else:
        timer.due_at, timer.tries, timer.last_error = at, 0, None


def soon(
    session: Session, kind: str, subject_id: str, event: str, cause: str, *, now: datetime
) -> None:
    """Look at `subject_id` as soon as this is committed, because of `event` (which is about the
    row `cause`). Each call is a timer of its own: two transactions never wait for each other."""
    key = f"{kind}:{subject_id}:{event}:{cause}:{new_id()}"
    session.add(Timer(kind=kind, subject_id=subject_id, key=key, due_at=now))


def cancel(session: Session, key: str) -> None:
    """Nothing needs to be looked at under this key any more."""
    session.execute(delete(Timer).where(Timer.key == key))


def pending(session: Session, key: str) -> bool:
    """Whether something is to be looked at under this key."""
    return session.scalar(select(Timer.id).where(Timer.key == key)) is not None
