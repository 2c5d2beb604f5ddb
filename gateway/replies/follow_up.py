"""What our last text asked beside the open check-in; the next reply may answer it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.check_ins.tables import CheckIn
from gateway.replies.helping import STEP
from gateway.replies.missed import waits_for_reason
from gateway.replies.tables import Interpretation


def follow_up(
    session: Session, patient_id: str, asked: list[CheckIn], *, now: datetime
) -> str | None:
    """`why_missed` after a NO without a reason; `device_step` while that number is still owed.

    Anything else she wrote since, and a STOP above all, has ended it.
    """
    if waits_for_reason(session, patient_id, now=now):
        return "why_missed"
    hers = select(Interpretation).where(Interpretation.patient_id == patient_id)
    last = session.scalar(hers.order_by(Interpretation.at.desc()).limit(1))
    if last is None:
        return None
    tried = str(last.outcome.get("outcome")).startswith(STEP)
    owed = any(check_in.kind == last.outcome.get("context") for check_in in asked)
    return "device_step" if tried and owed else None
