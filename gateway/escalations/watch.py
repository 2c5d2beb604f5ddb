"""The page watchdog: did the page exist, did a person take it, and what happens when not."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from gateway import journal, tasks, timers
from gateway.escalations import alarms, daily, rings, storms
from gateway.escalations.rulebook import EscalationRules
from gateway.escalations.tables import Escalation
from gateway.timers import Timer

Handler = Callable[[Session, Timer, datetime], None]


def timer_handlers(rules: EscalationRules) -> dict[str, Handler]:
    """What the timers of an escalation do, by their kind.

    All are first set for at once: the windows are read from the rules here, so that a changed
    window binds cases that are already open.
    """
    return {
        "page_echo": partial(_echo, rules),
        "ack_window": partial(_acknowledged, rules),
        "page_trouble": partial(_trouble, rules),
        "ring": partial(rings.ring, rules),
        "storm": storms.look,
        "daily_test": partial(daily.begin, rules),
        "test_echo": daily.judge,
    }


def overdue(case: Escalation, rules: EscalationRules, now: datetime) -> bool:
    """True, and shown in red, when nobody has taken the case within its tier's window."""
    return case.state == "open" and now >= _due(case, rules)


def _due(case: Escalation, rules: EscalationRules) -> datetime:
    return rules.tiers[case.tier].window.due(case.waits_from, rules.calendar)


def _echo(rules: EscalationRules, session: Session, timer: Timer, now: datetime) -> None:
    """PagerDuty's answer 202 is no proof that anybody is notified; its webhook is."""
    case = session.get_one(Escalation, timer.subject_id)
    if case.echoed_at or case.state != "open":
        return
    if now < (due := case.page_began + rules.echo_within):
        timers.wake(session, "page_echo", case.id, key=timer.key, at=due)
        return
    what = "page_not_echoed" if case.paged_at else "page_not_taken"
    second_route(session, case, what, rules, now=now)


def _acknowledged(rules: EscalationRules, session: Session, timer: Timer, now: datetime) -> None:
    case = session.get_one(Escalation, timer.subject_id)
    if case.state != "open":
        return
    if now < (due := _due(case, rules)):
        timers.wake(session, "ack_window", case.id, key=timer.key, at=due)
        return
    second_route(session, case, "page_unacknowledged", rules, now=now)


def _trouble(rules: EscalationRules, session: Session, timer: Timer, now: datetime) -> None:
    """PagerDuty has refused the page or our key, or ended it at once: waiting helps nobody."""
    case = session.get_one(Escalation, timer.subject_id)
    if case.state == "open":
        second_route(session, case, "page_refused", rules, now=now)


def second_route(
    session: Session, case: Escalation, what: str, rules: EscalationRules, *, now: datetime
) -> None:
    """The banner, a task that is due now and, where the tier says so, the telephone.

    Safe to repeat: what has begun for this page goes on.
    """
    alarms.sound(session, what, key=f"{what}:{case.dedup_key}", now=now, case_id=case.id)
    journal.write(
        session,
        what,
        case.id,
        now=now,
        patient_id=case.patient_id,
        tier=case.tier,
        rules=rules.version,
    )
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
    if rules.tiers[case.tier].calls:
        rings.start(session, case, now=now)
