"""What a question of ours shows: the reading it proposes, or two of which she chooses."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gateway import readings
from gateway.errors import ImplausibleReading
from gateway.protocols import UnknownVital
from gateway.replies.tables import Interpretation
from gateway.replies.told import Hearing

UNFINISHED = frozenset({"number", "half_pressure"})
"""Proposals that are no reading yet: kept for the next message, shown to nobody."""
CANDIDATES = "candidates"
AT_MOST = 2
"""Questions before a person reads it."""
SHOWS = ("proposal", "second")
"""Values of a question that shows what it proposes."""
IN_A_ROW = timedelta(hours=2)
"""With nothing open, a question of ours is forgotten after this long."""


@dataclass(frozen=True)
class Proposed:
    """`kept` is what her next message may settle; `values` are what our text shows of it."""

    kept: dict[str, Any] | None = None
    values: dict[str, str] = field(default_factory=dict)


def proposed(heard: Hearing) -> Proposed:
    """What this message leaves open; every reading in it must be one that can be true."""
    told = heard.told.get("proposal")
    if not told:
        return Proposed()
    if told.get("type") in UNFINISHED:
        return Proposed(told)
    try:
        if told.get("type") == CANDIDATES:
            first, second = (_echo(heard, one) for one in told["of"])
            return Proposed(told, {"first": first, "second": second})
        if told.get("corrects") and not _still_stands(heard, told["corrects"]):
            return Proposed()
        return Proposed(told, {"proposal": _echo(heard, told)})
    except (ImplausibleReading, UnknownVital):
        return Proposed()


def choice_left_open(heard: Hearing) -> Proposed:
    """The two readings our last question showed, to be shown once more."""
    check_in = heard.unanswered
    pending = check_in.pending if check_in else None
    if heard.turn_of is None:
        about, now = (heard.patient.id, heard.told.conversation_id), heard.now
        pending = left_open(heard.session, *about, now=now)
    if not pending or pending.get("type") != CANDIDATES:
        return Proposed()
    first, second = (_echo(heard, one) for one in pending["of"])
    return Proposed(pending, {"first": first, "second": second})


def left_open(
    session: Session, patient_id: str, conversation_id: str, *, now: datetime
) -> dict[str, Any] | None:
    """What our last question proposed when no check-in is open that could keep it."""
    for asked in session.scalars(lately(patient_id, conversation_id, now=now).limit(AT_MOST)):
        if asked.outcome.get("outcome") != "ask_back":
            return None
        proposal: dict[str, Any] | None = asked.said.get("proposal")
        shown = any(value in asked.outcome.get("values", {}) for value in SHOWS)
        if proposal:
            return proposal if shown or proposal.get("type") in UNFINISHED else None
        if not shown:
            return None  # else the choice was only shown again: the question before holds it
    return None


def lately(patient_id: str, conversation_id: str, *, now: datetime) -> Select[Interpretation]:
    """What she wrote in a conversation in the last two hours, the newest first."""
    return (
        select(Interpretation)
        .where(
            Interpretation.conversation_id == conversation_id,
            Interpretation.patient_id == patient_id,
            Interpretation.at >= now - IN_A_ROW,
        )
        .order_by(Interpretation.at.desc())
    )


def _echo(heard: Hearing, said: dict[str, Any]) -> str:
    vital = heard.rules.vital(str(said.get("type")))
    vital.stored(said)
    return vital.echo(said)


def _still_stands(heard: Hearing, wrong: dict[str, Any]) -> bool:
    """The reading it would replace is of today; one figure of an older one is not proposed."""
    vital = heard.rules.vital(str(wrong.get("type")))
    sid, at = heard.message.sid, min(heard.message.received_at, heard.now)
    named = vital.stored(wrong)
    found = readings.earlier(heard.session, heard.patient, vital, named, message_sid=sid, at=at)
    return found is not None
