"""What timers are about, where nobody else has it in hand at this moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import timers
from gateway.check_ins.tables import CheckIn, Schedule
from gateway.timers import Timer

BUSY = timedelta(seconds=30)
Found = TypeVar("Found", CheckIn, Schedule)


def free(session: Session, row: type[Found], due: Sequence[Timer], now: datetime) -> list[Found]:
    """The rows of these timers of one kind, held until the transaction ends.

    One that somebody else holds is looked at again when that is over: a reply locks its check-in
    first and the letters after, so waiting here would be the deadlock.
    """
    asked = {timer.subject_id for timer in due}
    mine = select(row).where(row.id.in_(asked)).with_for_update(skip_locked=True)
    found = session.scalars(mine.execution_options(populate_existing=True)).all()
    held = asked - {one.id for one in found}
    for kind in {timer.kind for timer in due}:
        again = [(one, f"{kind}:{one}:busy", now + BUSY) for one in held]
        timers.wake_each(session, kind, again)
    return list(found)
