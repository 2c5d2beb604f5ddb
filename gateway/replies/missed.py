"""Why medicines were missed: asked once after a NO without a reason, kept beside that NO."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import messages
from gateway.messages import OutboundMessage
from gateway.readings.tables import Answer
from gateway.replies.tables import Interpretation
from gateway.replies.told import Hearing

WAITS = timedelta(hours=12)
"""How long after our question a reply may still answer it; nothing is asked again."""
ASKED, TELL = "why_missed", "why_tell"
TASKS = {"none_left": ("request", "missed_none_left"), "harm": ("symptom", "missed_harm")}
"""Reasons a care manager must see: the kind of task, and why."""
IN_WORDS = {
    "forgot": "forgot",
    "none_left": "none left",
    "harm": "makes the patient feel bad",
    "other": "another reason",
}

_LAST = (
    select(Interpretation)
    .where(Interpretation.patient_id == bindparam("patient"))
    .order_by(Interpretation.at.desc())
    .limit(1)
)


def keep_reason(heard: Hearing) -> None:
    """Keep why she missed her medicines beside the NO it explains, and queue what must be seen."""
    why = heard.told.why
    missed = _the_no(heard) if why else None
    if why is None or missed is None:
        return
    heard.why = why
    missed.about = {"why": why, "words": heard.message.body, "message_sid": heard.message.sid}
    if why in TASKS:
        heard.queue(*TASKS[why])


def ask_why(heard: Hearing) -> dict[str, Any] | None:
    """Our question after a NO that came without a reason; None after anything else."""
    missed = heard.answered == "adherence" and heard.told.answer == "no"
    return {"outcome": ASKED, "context": "adherence"} if missed and heard.why is None else None


def explained(heard: Hearing) -> dict[str, Any] | None:
    """What she hears about her reason; None when her message gave none.

    A bare 4 is asked for nothing, but may be followed by a sentence.
    """
    if heard.why is None:
        return None
    bare = heard.why == "other" and not any(sign.isalpha() for sign in heard.message.body)
    return {"outcome": TELL if bare else f"why_{heard.why}"}


def last_read(session: Session, patient_id: str) -> Interpretation | None:
    """What she wrote last that has been read."""
    return session.scalar(_LAST, {"patient": patient_id})


def waits_for_reason(session: Session, last: Interpretation | None, *, now: datetime) -> bool:
    """Whether our last text to her asked why, and she has written nothing since: `last` is what
    she wrote last."""
    if last is None or last.outcome.get("outcome") not in (ASKED, TELL) or last.at < now - WAITS:
        return False
    asked_since = select(OutboundMessage.id).where(
        OutboundMessage.patient_id == last.patient_id,
        OutboundMessage.kind.in_(messages.ASKING),
        OutboundMessage.created_at > last.at,
    )
    return session.scalar(asked_since.limit(1)) is None


def _the_no(heard: Hearing) -> Answer | None:
    """The NO of this very message, or the one our open question is about."""
    session, now = heard.session, heard.now
    hers = select(Answer).where(
        Answer.patient_id == heard.patient.id, Answer.kind == "adherence", Answer.answer == "no"
    )
    if heard.answered == "adherence":
        return session.scalar(hers.where(Answer.message_sid == heard.message.sid))
    if not waits_for_reason(session, last_read(session, heard.patient.id), now=now):
        return None
    return session.scalar(hers.order_by(Answer.at.desc()).limit(1))
