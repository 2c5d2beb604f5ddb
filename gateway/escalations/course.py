"""The course of a case, as a table: from which state which event leads where."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import timers
from gateway.escalations.tables import Escalation

COURSE: Mapping[tuple[str, str], str] = {
    ("open", "acknowledged"): "acknowledged",  # a person has it
    ("open", "closed"): "closed",  # a person ends it
    ("open", "in_range"): "closed",  # the next reading of the vital is in range
    ("open", "worse"): "open",  # a higher tier: another page
    ("open", "unanswered"): "open",  # everybody was called in vain: another page
    ("open", "lost"): "open",  # PagerDuty ended the page by itself: another page
    ("acknowledged", "closed"): "closed",
    ("acknowledged", "in_range"): "closed",
    ("acknowledged", "worse"): "open",  # who took it does not know this yet
    ("acknowledged", "let_go"): "open",  # PagerDuty: nobody has it any more
    ("acknowledged", "reopened"): "open",
    ("acknowledged", "left"): "open",  # rows of a storm that nobody has taken
    ("closed", "left"): "open",
    ("closed", "reopened"): "open",  # a person, in PagerDuty
}
"""An event that is not here changes nothing: it is repeated, late, or about something else."""
BY_ITSELF = {"in_range": frozenset({"abnormal"})}
"""Events without a person, and the tiers they may end: a critical case is never among them."""
CLOCKS = ("page_echo", "ack_window", "page_trouble", "ring")
"""The timers that run while nobody has a case."""


def leads_to(state: str, event: str, tier: str) -> str | None:
    """The state after `event`, or None where it changes nothing."""
    if tier not in BY_ITSELF.get(event, {tier}):
        return None
    return COURSE.get((state, event))


def triage(session: Session, case: Escalation, event: str, now: datetime) -> None:
    """How urgent the patient is must be worked out anew."""
    if case.patient_id:
        timers.soon(session, "triage", case.patient_id, event, case.id, now=now)


def move(session: Session, case: Escalation, event: str) -> bool:
    """Let the event happen to the case; False when it changes nothing. Its clocks end with it."""
    after = leads_to(case.state, event, case.tier)
    if after is None:
        return False
    case.state = after
    if after != "open":
        stop_clocks(session, case)
    return True


def stop_clocks(session: Session, case: Escalation) -> None:
    timers.cancel(session, *(f"{clock}:{case.id}" for clock in CLOCKS))
