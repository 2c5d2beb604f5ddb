"""When patients want to be called, by the message that said so."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.console.presenters.calls import call_time
from gateway.readings.tables import Answer


def call_times(session: Session, sids: Iterable[str | None]) -> dict[str, str]:
    """MessageSid -> what could be read of the time, in words."""
    wanted = {sid for sid in sids if sid}
    if not wanted:
        return {}
    said = select(Answer).where(Answer.kind == "review", Answer.message_sid.in_(wanted))
    return {answer.message_sid: call_time(answer.about or {}) for answer in session.scalars(said)}
