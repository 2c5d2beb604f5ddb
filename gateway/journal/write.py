"""Adding a line to the journal."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway.journal.tables import JournalLine


def write(
    session: Session,
    event: str,
    subject_id: str,
    *,
    now: datetime,
    patient_id: str | None = None,
    by: str = "system",
    **detail: Any,
) -> None:
    """Record that `event` happened to `subject_id`; `detail` holds ids, codes and counts only."""
    session.add(
        JournalLine(
            at=now, event=event, patient_id=patient_id, subject_id=subject_id, by=by, detail=detail
        )
    )
