"""Setting and cancelling timers."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from gateway.db import add_each_once, new_id, touched
from gateway.timers.tables import Timer

_CANCEL = delete(Timer).where(Timer.key.in_(bindparam("keys", expanding=True)))
_MOVED = ("due_at", "tries", "last_error")


def wake(session: Session, kind: str, subject_id: str, *, key: str, at: datetime) -> None:
    """Look at `subject_id` again at `at`; a second call with the same key moves the timer."""
    wake_each(session, kind, [(subject_id, key, at)])


def wake_each(session: Session, kind: str, of: Iterable[tuple[str, str, datetime]]) -> None:
    """The same for many together: (subject_id, key, at), no key twice."""
    rows = [
        {"kind": kind, "subject_id": subject_id, "key": key, "due_at": at,
         "tries": 0, "last_error": None}
        for subject_id, key, at in of
    ]  # fmt: skip
    add_each_once(session, Timer, rows, moved=_MOVED)


def soon(
    session: Session, kind: str, subject_id: str, event: str, cause: str, *, now: datetime
) -> None:
    """Look at `subject_id` as soon as this is committed, because of `event` (which is about the
    row `cause`). Each call is a timer of its own: two transactions never wait for each other."""
    key = f"{kind}:{subject_id}:{event}:{cause}:{new_id()}"
    session.add(Timer(kind=kind, subject_id=subject_id, key=key, due_at=now))


def cancel(session: Session, *keys: str) -> None:
    """Nothing needs to be looked at under these keys any more."""
    if keys:
        touched(session, _CANCEL, {"keys": keys})


def pending(session: Session, key: str) -> bool:
    """Whether something is to be looked at under this key."""
    return session.scalar(select(Timer.id).where(Timer.key == key)) is not None
