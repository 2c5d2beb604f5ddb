"""What our last text asked beside the open check-in; the next reply may answer it."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway.check_ins.tables import CheckIn
from gateway.replies.helping import STEP
from gateway.replies.missed import last_read, waits_for_reason


def follow_up(
    session: Session, patient_id: str, asked: list[CheckIn], *, now: datetime
) -> str | None:
    """`why_missed` after a NO without a reason; `device_step` while that number is still owed.

    Anything else she wrote since, and a STOP above all, has ended it.
    """
    last = last_read(session, patient_id)
    if last is None:
        return None
    if waits_for_reason(session, last, now=now):
        return "why_missed"
    tried = str(last.outcome.get("outcome")).startswith(STEP)
    owed = any(check_in.kind == last.outcome.get("context") for check_in in asked)
    return "device_step" if tried and owed else None
