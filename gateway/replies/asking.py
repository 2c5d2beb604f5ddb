"""Asking back what was unclear: twice at most, then a person."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gateway import check_ins
from gateway.check_ins.tables import CheckIn
from gateway.errors import ImplausibleReading
from gateway.protocols import UnknownVital
from gateway.replies.tables import Interpretation
from gateway.replies.told import Hearing

AT_MOST = 2
LONGEST_READ = 60
SHOWS_A_PROPOSAL = frozenset({"cmhg", "reversed", "proposal", "question"})
"""Reasons whose question asks "is it {proposal}?"; without one they cannot be asked."""
UNFINISHED = frozenset({"number", "half_pressure"})
"""Proposals that are no reading yet: kept for the next message, shown to nobody."""
ABOUT_WORDS = frozenset({None, "unreadable", "declined", "empty", "neither", "no_time", "partly"})
"""Reasons of a question that was not about a number she had sent."""
IN_A_ROW = timedelta(hours=2)
"""With nothing open, an unclear message starts anew after this long."""
TAKEN_OVER = timedelta(hours=12)
"""How long after a person took over a check-in what she writes is for that person."""


def ask_back(heard: Hearing, reason: str | None) -> dict[str, Any]:
    """The outcome of a message that was not understood, with what our question may show."""
    proposal, shown = _proposal(heard)
    if heard.turn_of is None and proposal is None and _with_a_person(heard):
        heard.queue("unclear_reply", reason or "unclear")
        return {"outcome": "person_reads", "reason": reason}
    asked_before = _asked_before(heard)
    if not heard.may_text or asked_before >= AT_MOST:
        return _to_person(heard, reason)
    if check_in := heard.unanswered:
        heard.asked_back = check_in
        check_ins.ask_back(heard.session, check_in, pending=proposal, now=heard.now)
    if shown is None and reason in SHOWS_A_PROPOSAL:
        reason = None
    values = {"read": heard.told.read or _shortened(heard.message.body)}
    if shown is not None:
        values["proposal"] = shown
    if asked_before:
        values["asked"] = str(asked_before + 1)
    return {"outcome": "ask_back", "reason": reason, "values": values}


def _to_person(heard: Hearing, reason: str | None) -> dict[str, Any]:
    """Two questions did not help, or may not be asked: a person reads the message."""
    heard.queue("unclear_reply", reason or "unclear")
    if check_in := heard.unanswered:
        heard.asked_back = check_in
        check_ins.to_person(heard.session, check_in, now=heard.now)
    return {"outcome": "to_person", "reason": reason, "values": {}}


def _asked_before(heard: Hearing) -> int:
    """How often in a row we have asked back in this episode, or in this day's conversation."""
    if check_in := heard.unanswered:
        return check_in.asked_back
    asked = 0
    for before in heard.session.scalars(_lately(heard).limit(AT_MOST)):
        if before.outcome.get("outcome") != "ask_back":
            break
        asked += 1
    return asked


def _proposal(heard: Hearing) -> tuple[dict[str, Any] | None, str | None]:
    """The reading our question proposes, and how it is shown; a proposal must be plausible too."""
    proposal = heard.told.get("proposal")
    if not proposal:
        return None, None
    if proposal.get("type") in UNFINISHED:
        return proposal, None
    try:
        vital = heard.rules.vital(str(proposal.get("type")))
        vital.stored(proposal)
    except (ImplausibleReading, UnknownVital):
        return None, None
    return proposal, vital.echo(proposal)


def left_open(
    session: Session, patient_id: str, conversation_id: str, *, now: datetime
) -> dict[str, Any] | None:
    """What our last question proposed when no check-in is open that could keep it."""
    same = select(Interpretation).where(
        Interpretation.patient_id == patient_id,
        Interpretation.conversation_id == conversation_id,
        Interpretation.at >= now - IN_A_ROW,
    )
    last = session.scalar(same.order_by(Interpretation.at.desc()).limit(1))
    if last is None or last.outcome.get("outcome") != "ask_back":
        return None
    proposal: dict[str, Any] | None = last.said.get("proposal")
    shown = "proposal" in last.outcome.get("values", {})
    return proposal if proposal and (shown or proposal.get("type") in UNFINISHED) else None


def asked_about_a_number(heard: Hearing) -> bool:
    """Our last question was about a number of hers, so none was charted."""
    last = heard.session.scalar(_lately(heard).limit(1))
    asked = last is not None and last.outcome.get("outcome") == "ask_back"
    return bool(asked and last and last.said.get("reason") not in ABOUT_WORDS)


def _with_a_person(heard: Hearing) -> bool:
    """A person is already reading what she wrote lately: another question would only tire her."""
    taken = select(CheckIn.id).where(
        CheckIn.patient_id == heard.patient.id,
        CheckIn.state == "person",
        CheckIn.closed_at >= heard.now - TAKEN_OVER,
    )
    if heard.session.scalar(taken.limit(1)) is not None:
        return True
    last = heard.session.scalar(_lately(heard).limit(1))
    return last is not None and last.outcome.get("outcome") in ("to_person", "person_reads")


def _lately(heard: Hearing) -> Select[Interpretation]:
    """What she wrote in this conversation in the last two hours, the newest first."""
    return (
        select(Interpretation)
        .where(
            Interpretation.conversation_id == heard.told.conversation_id,
            Interpretation.patient_id == heard.patient.id,
            Interpretation.at >= heard.now - IN_A_ROW,
        )
        .order_by(Interpretation.at.desc())
    )


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_READ else f"{words[:LONGEST_READ]}…"
