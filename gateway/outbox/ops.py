"""What a person may do with a letter that did not go out: try again, or let it be."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway import journal
from gateway.outbox.tables import Letter

STUCK = ("dead", "unknown", "todo")


def retry(session: Session, letter_id: str, by: str, now: datetime) -> bool:
    """Carry it again at once, with all its tries before it; False when there is nothing to retry.

    A letter that may have arrived stays `unknown`: it is looked up at the vendor before it is
    sent again, so a person's impatience never sends anything twice.
    """
    letter = _stuck(session, letter_id)
    if letter is None:
        return False
    if letter.state == "dead":
        letter.state, letter.done_at = "todo", None
    letter.tries, letter.next_at = 0, now
    _note(session, letter, "letter_retried", by, now)
    return True


def drop(session: Session, letter_id: str, by: str, now: datetime) -> bool:
    """Never carry it; False when it has gone meanwhile, or is being carried at this moment."""
    letter = _stuck(session, letter_id)
    if letter is None or letter.lease_by is not None:
        return False
    letter.state, letter.done_at = "moot", now
    letter.last_error = f"dropped by {by}; before that: {letter.last_error or 'no trouble'}"
    _note(session, letter, "letter_dropped", by, now)
    return True


def _stuck(session: Session, letter_id: str) -> Letter | None:
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    return letter if letter and letter.state in STUCK else None


def _note(session: Session, letter: Letter, event: str, by: str, now: datetime) -> None:
    journal.write(
        session, event, letter.id, now=now, patient_id=letter.patient_id, by=by, kind=letter.kind
    )
