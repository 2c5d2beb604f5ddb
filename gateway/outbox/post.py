"""Posting and withdrawing letters."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from gateway.db import add_each_once, table_of, touched
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


_letters = table_of(Letter).c
_WITHDRAW = (
    update(table_of(Letter))
    .where(_letters.subject_id == bindparam("subject"))
    .where(_letters.kind.in_(bindparam("kinds", expanding=True)))
    .where(_letters.state == "todo", _letters.lease_until.is_(None))
    .values(state="moot", last_error=bindparam("why"), done_at=bindparam("at"))
)


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
    touched(session, _WITHDRAW, {"subject": subject_id, "kinds": kinds, "why": why, "at": now})
