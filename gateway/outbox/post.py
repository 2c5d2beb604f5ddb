"""Posting and withdrawing letters."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from gateway.db import add_once
from gateway.outbox.tables import Letter

LANES = {
    "page": "critical",
    "resolve": "critical",
    "acknowledge": "critical",
    "test_page": "critical",
    "test_end": "critical",
    "ring": "on_call",
    "sms": "texts",
    "prompt": "wording",
    "call": "calls",
    "note": "chart",
    "cohort": "cohort",
}


def post(
    session: Session,
    kind: str,
    subject_id: str,
    *,
    key: str,
    now: datetime,
    patient_id: str | None = None,
    urgent: int = 0,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> None:
    """Keep a letter with the decision that caused it; the same key posts it only once."""
    add_once(
        session,
        Letter,
        key=key,
        lane=LANES[kind],
        kind=kind,
        subject_id=subject_id,
        patient_id=patient_id,
        urgent=int(urgent),
        created_at=now,
        next_at=not_before or now,
        not_after=not_after,
    )


def withdraw(session: Session, subject_id: str, *kinds: str, why: str, now: datetime) -> None:
    """Take back letters of one subject that nobody has started to carry."""
    session.execute(
        update(Letter)
        .where(Letter.subject_id == subject_id, Letter.kind.in_(kinds))
        .where(Letter.state == "todo", Letter.lease_until.is_(None))
        .values(state="moot", last_error=why, done_at=now)
    )
