"""Posting and withdrawing letters."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from gateway.db import add_each_once
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
    post_each(
        session,
        kind,
        [(subject_id, key, patient_id)],
        now=now,
        urgent=urgent,
        not_before=not_before,
        not_after=not_after,
    )


def post_each(
    session: Session,
    kind: str,
    of: Iterable[tuple[str, str, str | None]],
    *,
    now: datetime,
    urgent: int = 0,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> None:
    """The same for many letters of a kind together: (subject_id, key, patient_id)."""
    alike = {
        "lane": LANES[kind],
        "kind": kind,
        "urgent": int(urgent),
        "created_at": now,
        "next_at": not_before or now,
        "not_after": not_after,
    }
    rows = [
        {"subject_id": subject_id, "key": key, "patient_id": patient_id, **alike}
        for subject_id, key, patient_id in of
    ]
    add_each_once(session, Letter, rows)


def withdraw(session: Session, subject_id: str, *kinds: str, why: str, now: datetime) -> None:
    """Take back letters of one subject that nobody has started to carry."""
    session.execute(
        update(Letter)
        .where(Letter.subject_id == subject_id, Letter.kind.in_(kinds))
        .where(Letter.state == "todo", Letter.lease_until.is_(None))
        .values(state="moot", last_error=why, done_at=now)
    )
