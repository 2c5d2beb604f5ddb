"""What a phone number last said about being texted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.consent.tables import Consent


def may_text(session: Session, phone: str) -> bool:
    """False after STOP in any form, until START; a number that never said is enrolled, so given."""
    state = session.scalar(select(Consent.state).where(Consent.phone == phone))
    return state != "stopped"


def stop(session: Session, phone: str, *, source: str, now: datetime) -> None:
    """No more texts to this number; `source`: keyword, sentence, carrier (21610) or person."""
    _change(session, phone, "stopped", source, now)


def start(session: Session, phone: str, *, source: str, now: datetime) -> None:
    """Texts are welcome again; `source`: keyword, sentence, enrollment or person."""
    _change(session, phone, "given", source, now)


def _change(session: Session, phone: str, state: str, source: str, now: datetime) -> None:
    consent = session.get(Consent, phone, with_for_update=True, populate_existing=True)
    if (consent.state if consent else "given") == state:
        return
    if consent is None:
        session.add(Consent(phone=phone, state=state, source=source, changed_at=now))
    else:
        consent.state, consent.source, consent.changed_at = state, source, now
    session.flush()
    by = "patient" if source in ("keyword", "sentence") else source
    journal.write(session, f"consent_{state}", phone, now=now, by=by, source=source)
