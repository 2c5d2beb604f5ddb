"""Adding a line to the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from gateway.db import table_of, touched
from gateway.journal.tables import JournalLine

_LINE = insert(table_of(JournalLine))


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
    line = {"at": now, "event": event, "patient_id": patient_id, "subject_id": subject_id}
    touched(session, _LINE, {**line, "by": by, "detail": detail})


def write_each(
    session: Session,
    event: str,
    of: Iterable[tuple[str, str | None, Mapping[str, Any]]],
    *,
    now: datetime,
    by: str = "system",
) -> None:
    """The same of many together: (subject_id, patient_id, detail)."""
    rows = [
        {"at": now, "event": event, "patient_id": patient_id, "subject_id": subject_id, "by": by,
         "detail": detail}
        for subject_id, patient_id, detail in of
    ]  # fmt: skip
    if rows:
        touched(session, _LINE, rows)
