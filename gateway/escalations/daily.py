"""The daily test: a page that wakes nobody proves that a page would arrive."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway import journal, outbox, timers
from gateway.escalations import alarms
from gateway.escalations.letters import Page, Resolution
from gateway.escalations.rulebook import EscalationRules
from gateway.escalations.tables import DailyTest
from gateway.outbox import Kind, Letter, Moot
from gateway.timers import Timer

TIMER = "daily_test"
PREFIX = "promotora:test:"


def ensure(session: Session, *, now: datetime) -> None:
    """Set the first test's timer for now, unless there is one; later ones set themselves."""
    if not timers.pending(session, TIMER):
        with suppress(IntegrityError), session.begin_nested():  # another worker starts as well
            timers.wake(session, TIMER, TIMER, key=TIMER, at=now)


def begin(rules: EscalationRules, session: Session, timer: Timer, now: datetime) -> None:
    """Send today's, once its hour has come by the practice's clock, and wait for tomorrow's."""
    zone = ZoneInfo(rules.calendar.timezone)
    today = now.astimezone(zone).date()
    due = datetime.combine(today, rules.daily_test, zone)
    if now < due:
        timers.wake(session, TIMER, TIMER, key=TIMER, at=due)
        return
    following = datetime.combine(today + timedelta(days=1), rules.daily_test, zone)
    timers.wake(session, TIMER, TIMER, key=TIMER, at=following)
    if session.scalar(select(DailyTest.id).where(DailyTest.day == today.isoformat())):
        return
    test = DailyTest(day=today.isoformat(), began_at=now)
    session.add(test)
    session.flush()
    outbox.post(session, "test_page", test.id, key=f"test_page:{test.day}", now=now)
    timers.wake(
        session, "test_echo", test.id, key=f"test_echo:{test.id}", at=now + rules.echo_within
    )


def judge(session: Session, timer: Timer, now: datetime) -> None:
    """A test that has not come back in time stands in red until a person has found out why."""
    test = session.get_one(DailyTest, timer.subject_id)
    if test.echoed_at is None:
        _failed(session, test, now)


def heard(session: Session, incident_key: str | None, *, now: datetime) -> bool:
    """PagerDuty's webhook about a test: it has come back, and is ended there."""
    if not incident_key or not incident_key.startswith(PREFIX):
        return False
    day = incident_key.removeprefix(PREFIX)
    test = session.scalar(select(DailyTest).where(DailyTest.day == day).with_for_update())
    if test is None or test.echoed_at:
        return True
    test.echoed_at = now
    if test.state == "sent":
        test.state = "proved"
    journal.write(session, "daily_test_echoed", test.id, now=now, state=test.state)
    outbox.post(session, "test_end", test.id, key=f"test_end:{test.day}", now=now)
    return True


def _failed(session: Session, test: DailyTest, now: datetime) -> None:
    test.state = "failed"
    alarms.sound(session, "test_failed", key=f"test_failed:{test.day}", now=now)


def _prepare(session: Session, letter: Letter, now: datetime) -> Page:
    test = session.get_one(DailyTest, letter.subject_id)
    if test.state == "failed":
        raise Moot("too late to prove anything")
    return Page(
        dedup_key=PREFIX + test.day,
        summary="Promotora: the daily test, nothing to do",
        severity="info",
        case_path="/console",
        chart_patient_id=None,
        opened_at=test.began_at,
    )


def _settle(session: Session, letter: Letter, receipt: Any, now: datetime) -> None:
    session.get_one(DailyTest, letter.subject_id).paged_at = now


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    _failed(session, session.get_one(DailyTest, letter.subject_id), now)


def _end(session: Session, letter: Letter, now: datetime) -> Resolution:
    return Resolution(PREFIX + session.get_one(DailyTest, letter.subject_id).day)


TEST = Kind("test_page", "critical", _prepare, _settle, _refused, None, _refused)
TEST_END = Kind("test_end", "critical", _end, lambda *_: None, lambda *_: None)
