"""What is looked at again after a page: did it exist, and did a person take it?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from gateway import journal, tasks, timers
from gateway.escalations.rulebook import EscalationRules
from gateway.escalations.tables import Escalation
from gateway.timers import Timer

Handler = Callable[[Session, Timer, datetime], None]


def timer_handlers(rules: EscalationRules) -> dict[str, Handler]:
    """What the timers of an escalation do, by their kind.

    Both are first set for at once: the windows are read from the rules here, so that a changed
    window binds cases that are already open.
    """
    return {"page_echo": partial(_echo, rules), "ack_window": partial(_acknowledged, rules)}


def overdue(case: Escalation, rules: EscalationRules, now: datetime) -> bool:
    """True, and shown in red, when nobody has taken the case within its tier's window."""
    return case.state == "open" and now >= case.opened_at + _window(case, rules)


def _window(case: Escalation, rules: EscalationRules) -> timedelta:
    return rules.tiers[case.tier].acknowledge_within


def _echo(rules: EscalationRules, session: Session, timer: Timer, now: datetime) -> None:
    case = session.get_one(Escalation, timer.subject_id)
    if case.echoed_at or case.state != "open" or case.paged_at is None:
        return
    if now < (due := case.paged_at + rules.echo_within):
        timers.wake(session, "page_echo", case.id, key=timer.key, at=due)
        return
    _second_route(session, case, "page_not_echoed", now)


def _acknowledged(rules: EscalationRules, session: Session, timer: Timer, now: datetime) -> None:
    case = session.get_one(Escalation, timer.subject_id)
    if case.state != "open":
        return
    if now < (due := case.opened_at + _window(case, rules)):
        timers.wake(session, "ack_window", case.id, key=timer.key, at=due)
        return
    _second_route(session, case, "page_unacknowledged", now)


def _second_route(session: Session, case: Escalation, what: str, now: datetime) -> None:
    """A person of the practice must act: due now. (A second page and a call come with voice.)"""
    journal.write(session, what, case.id, now=now, patient_id=case.patient_id, tier=case.tier)
    tasks.add(
        session,
        what,
        f"case_{case.id[:8]}_{case.tier}",
        key=f"{what}:{case.id}",
        now=now,
        patient_id=case.patient_id,
        phone=case.phone,
        message_sid=case.message_sid,
        due=now,
    )
