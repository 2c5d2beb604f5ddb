"""What a phone number last said about being texted."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gateway import journal
from gateway.consent.tables import Consent

BY_HERSELF = ("keyword", "sentence")
_STOPPED = select(Consent.phone).where(
    Consent.phone.in_(bindparam("phones", expanding=True)), Consent.state == "stopped"
)


def may_text(session: Session, phone: str) -> bool:
    """False after STOP in any form, until START; a number that never said is enrolled, so given."""
    return not stopped(session, (phone,))


def stopped(session: Session, phones: Collection[str]) -> set[str]:
    """Those of these numbers that may not be texted."""
    return set(session.scalars(_STOPPED, {"phones": list(phones)}))


def welcome(phone: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The same of a column of numbers, for a query that reads more than that."""
    return ~exists().where(Consent.phone == phone, Consent.state == "stopped")


def may_answer(session: Session, phone: str, channel: str) -> bool:
    """Whether what she says on `channel` may be answered there: in a call, always, she is on it."""
    return channel == "voice" or may_text(session, phone)


def came_back(session: Session, phone: str, *, since: datetime) -> bool:
    """Whether the number itself asked for texts again, at `since` (UTC) or later, and has them."""
    said = session.get(Consent, phone)
    by_herself = said is not None and said.source in BY_HERSELF
    return bool(said and by_herself and said.state == "given" and said.changed_at >= since)


def held_by_carrier(session: Session, phone: str) -> bool:
    """Whether a text would be refused at the carrier, whatever we believe of her wishes."""
    at_carrier = session.scalar(select(Consent.at_carrier).where(Consent.phone == phone))
    return bool(at_carrier)


def stop(
    session: Session, phone: str, *, source: str, now: datetime, at_carrier: bool = False
) -> None:
    """No more texts to this number; `source`: keyword, sentence, carrier (21610) or person.

    The first stop is the one that is kept; that the carrier blocks the number too is added to it.
    """
    consent = _change(session, phone, "stopped", source, now)
    if at_carrier or source == "carrier":
        consent.at_carrier = True


def start(session: Session, phone: str, *, source: str, now: datetime) -> None:
    """Texts are welcome again; `source`: keyword, sentence, enrollment or person."""
    if consent := session.get(Consent, phone):
        _change(session, phone, "given", source, now)
        consent.at_carrier = False


def _change(session: Session, phone: str, state: str, source: str, now: datetime) -> Consent:
    consent = session.get(Consent, phone, with_for_update=True, populate_existing=True)
    if consent is not None and consent.state == state:
        return consent
    if consent is None:
        consent = Consent(phone=phone, state=state, source=source, changed_at=now)
        session.add(consent)
    else:
        consent.state, consent.source, consent.changed_at = state, source, now
    session.flush()
    by = "patient" if source in BY_HERSELF else source
    journal.write(session, f"consent_{state}", phone, now=now, by=by, source=source)
    return consent
