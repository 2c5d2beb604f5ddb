"""What a re-check's two timers do: the text that asks, and the page when no good value came."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from gateway import messages
from gateway.cohort import answered_in
from gateway.cohort.tables import Patient
from gateway.rechecks.second import asking, end
from gateway.rechecks.tables import Recheck
from gateway.timers import Timer

Handler = Callable[[Session, Timer, datetime], None]


class FixedWords(Protocol):
    def fixed(self, language: str, which: str) -> str: ...


def timer_handlers(words: FixedWords) -> dict[str, Handler]:
    return {"recheck_ask": partial(_ask, words), "recheck_due": _due}


def _ask(words: FixedWords, session: Session, timer: Timer, now: datetime) -> None:
    """Ask her to measure again, unless that is settled already. No model words this text."""
    row = _locked(session, timer)
    if row.state != "waiting":
        return
    patient = session.get_one(Patient, row.patient_id)
    body = words.fixed(answered_in(patient), "measure_again")
    messages.say(
        session,
        phone=patient.phone,
        body=body.replace("[minutes]", str(row.minutes)),
        key=asking(row),
        patient=patient,
        language=answered_in(patient),
        kind="reply",
        reply_to=row.message_sid,
        exempt=True,
        not_after=row.fall_back_at,
        now=now,
    )


def _due(session: Session, timer: Timer, now: datetime) -> None:
    """No good value in time, for whatever reason: opted out, paused, undelivered, asleep."""
    end(session, _locked(session, timer), "silence", now=now)


def _locked(session: Session, timer: Timer) -> Recheck:
    return session.get_one(Recheck, timer.subject_id, with_for_update=True, populate_existing=True)
