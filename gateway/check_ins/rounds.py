"""Schedules that have come round: a whole panel's morning may be one instant, so all together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from gateway import journal, tasks
from gateway.check_ins.asking import ask, due_now
from gateway.check_ins.busy import free
from gateway.check_ins.course import after
from gateway.check_ins.panel import Panel
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.schedule import following, look
from gateway.check_ins.tables import CheckIn, Schedule
from gateway.cohort import Patient, local
from gateway.db import Row
from gateway.timers import Timer

Due = tuple[Schedule, Patient]


def come_round(rules: CheckInRules, session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Ask, or note why not, and set each schedule's next time: few statements for however many."""
    schedules = [one for one in free(session, Schedule, due, now) if one.next_at <= now]
    panel = Panel.of(session, {one.patient_id for one in schedules})
    of_whom = [(one, panel.patients[one.patient_id]) for one in schedules]
    wanted = [(one, her) for one, her in of_whom if one.active and panel.may_text(her)]
    to_ask, to_skip = [], []
    for schedule, her, question in _new(session, wanted):
        if why := _why_not(schedule, her, panel, rules, now):
            to_skip.append({**question, "state": after("due", why), "why": why, "closed_at": now})
        else:
            to_ask.append(question)
    ask(session, to_ask, panel.patients, now=now)
    _skip(session, to_skip, now)
    _go_on(session, of_whom, rules)


def _new(session: Session, wanted: Sequence[Due]) -> list[tuple[Schedule, Patient, Row]]:
    """The check-ins of days that have none yet: each is asked or skipped once."""
    found = [
        (one, her, due_now(her, one.kind, str(local(her, one.next_at).date()), one.next_at))
        for one, her in wanted
    ]
    keys = [question["key"] for _, _, question in found]
    known = set(session.scalars(select(CheckIn.key).where(CheckIn.key.in_(keys))))
    return [one for one in found if one[2]["key"] not in known]


def _why_not(
    schedule: Schedule, patient: Patient, panel: Panel, rules: CheckInRules, now: datetime
) -> str:
    """After an outage nobody is asked at 15:00 for her fasting glucose of 07:00."""
    due = schedule.next_at
    if panel.paused(patient, due) or panel.paused(patient, now):
        return "paused"
    return "too_late" if now > due + rules.questions[schedule.kind].late_after else ""


def _skip(session: Session, skipped: Sequence[dict[str, Any]], now: datetime) -> None:
    """A day that was not asked is a row too, so that everybody can see it and why."""
    if not skipped:
        return
    session.execute(insert(CheckIn), skipped)
    told = [
        (one["id"], one["patient_id"], {"kind": one["kind"], "why": one["why"]}) for one in skipped
    ]
    journal.write_each(session, "check_in_skipped", told, now=now)
    for day in sorted({one["local_date"] for one in skipped if one["why"] != "paused"}):
        not_asked(session, day, now)


def not_asked(session: Session, day: str, now: datetime) -> None:
    """An outage is told once a day, for all: the list is on the console's page."""
    tasks.add(session, "not_asked", day, key=f"not_asked:{day}", now=now)


def _go_on(session: Session, of_whom: Sequence[Due], rules: CheckInRules) -> None:
    """Set the next time of each, in one statement, and the timers."""
    times = [
        {"id": one.id, "next_at": following(one, patient, rules, one.next_at)}
        for one, patient in of_whom
    ]
    if times:
        session.execute(update(Schedule), times)
    look(session, [one for one, _ in of_whom])
