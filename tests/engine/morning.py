"""Five hundred questions that come due in one instant, of patients who stand to it differently."""

import os
import re
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from gateway import check_ins, timers
from gateway.check_ins import CheckIn, Pause, Schedule
from gateway.cohort import Patient
from gateway.consent import Consent
from gateway.db import Base, Database
from gateway.inbox import InboundMessage
from gateway.journal import JournalLine
from gateway.messages import OutboundMessage
from gateway.outbox import Letter
from gateway.tasks import Task
from gateway.timers import Handler, Timer
from gateway.timers.advance import BATCH, advance

DUE = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # a Monday, 9:00 in New York
RULES = check_ins.load(Path("protocols"))
HANDLERS: dict[str, Handler] = {**check_ins.timer_handlers(RULES), "triage": lambda *_: None}
Rows = dict[Table, list[dict[str, Any]]]
WRITTEN: tuple[type[Base], ...] = (CheckIn, Letter, JournalLine, Task, Timer, Schedule)


def enroll(session: Session, number: int, **told: Any) -> Patient:
    patient = Patient(
        id=f"p{number:03}",
        fhir_id=f"p{number:03}",
        given_name="Rosa",
        family_name="Lopez",
        phone=f"+1305555{number:04}",
        language="en",
        timezone=("America/New_York", "America/Phoenix")[number % 2],
        conditions={"hypertension": "I10"},
        care_manager="Ana",
        enrolled_at=DUE,
        **told,
    )
    session.add(patient)
    session.flush()
    session.add(
        Schedule(
            id=f"s{number:03}",
            patient_id=patient.id,
            kind="adherence",
            local_time="09:00",
            cadence="daily",
            next_at=DUE,
        )
    )
    return patient


def people(db: Database, count: int = 500) -> None:
    """In every eleven one each who left, stopped, is away, is called instead, or was asked."""
    with db.transaction() as session:
        for number in range(count):
            differs = number % 11
            how = "call" if differs == 2 else "text"
            patient = enroll(session, number, active=differs != 1, reached_by=how)
            if differs == 3:
                session.add(
                    Consent(phone=patient.phone, state="stopped", source="keyword", changed_at=DUE)
                )
            elif differs == 4:
                session.add(_away(patient))
            elif differs == 5:
                session.add(_asked(patient))
    come_due(db)


def come_due(db: Database, at: datetime = DUE) -> None:
    """Each schedule comes round at `at`, whatever was set before."""
    with db.transaction() as session:
        session.execute(delete(Timer))
        session.execute(update(Schedule).values(next_at=at))
        ids = session.scalars(select(Schedule.id)).all()
        timers.wake_each(session, "schedule", [(one, f"schedule:{one}", at) for one in ids])


def silent(db: Database, count: int = 44) -> None:
    """Questions that nobody has answered, in their second text, their call and their task.

    In every eleven one each who left, stopped, is away, is called instead, has a reply that waits
    or a text that failed; each patient has two questions.
    """
    people(db, count)
    with db.transaction() as session:
        session.execute(delete(Timer))
        waiting = [
            _unanswered(patient, kind, number % 3 + 1)
            for number, patient in enumerate(session.scalars(select(Patient)).all())
            for kind in ("bp", "glucose")
        ]
        session.add_all(waiting)
        for one in waiting:
            number = int(one.patient_id[1:])
            if number % 11 in (6, 7):
                session.add(_text(one, "failed" if number % 11 == 6 else "delivered"))
            if number % 11 == 8 and one.kind == "bp":
                session.add(_reply(number))
        timers.wake_each(session, "ladder", [(one.id, f"ladder:{one.id}", DUE) for one in waiting])


def snapshot(db: Database) -> Rows:
    """Every row there is."""
    with db.engine.connect() as connection:
        return {
            table: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def restore(db: Database, rows: Rows) -> None:
    """Those rows and no others."""
    with db.engine.begin() as connection:
        for table in reversed(rows):
            connection.execute(delete(table))
        for table, there in rows.items():
            if there:
                connection.execute(insert(table), there)


def fire(db: Database, now: datetime = DUE, limit: int = BATCH) -> int:
    """Batch after batch until nothing is due; how many timers were fired."""
    total = 0
    while fired := once(db, now, limit):
        total += fired
    return total


def once(db: Database, now: datetime = DUE, limit: int = BATCH) -> int:
    with db.transaction() as session:
        return advance(session, HANDLERS, _poisoned, now=now, limit=limit)


def written(db: Database) -> dict[str, list[str]]:
    """Every row of the morning, with keys instead of the ids that are new each time."""
    with db.reading() as session:
        rows = (*session.scalars(select(CheckIn)), *session.scalars(select(Task)))
        keys = {one.id: one.key for one in rows}
        return {
            table.__tablename__: sorted(_row(one, keys) for one in session.scalars(select(table)))
            for table in WRITTEN
        }


def _row(one: Base, keys: dict[str, str]) -> str:
    columns = [column.key for column in one.__mapper__.column_attrs if column.key != "id"]
    told = str({column: getattr(one, column) for column in columns})
    return re.sub(r"(ep-)?[0-9a-f]{32}", lambda id_: keys.get(id_.group(), id_.group()), told)


def _unanswered(patient: Patient, kind: str, rung: int) -> CheckIn:
    return CheckIn(
        id=f"ep-{patient.id}-{kind}",
        key=f"{patient.id}:{kind}:2026-03-01",
        patient_id=patient.id,
        kind=kind,
        local_date="2026-03-01",
        state="asked",
        due_at=DUE - timedelta(days=1),
        asked_at=DUE - timedelta(days=1),
        rung=rung,
        rung_due_at=DUE,
        ladder="standard@2",
    )


def _text(check_in: CheckIn, status: str) -> OutboundMessage:
    return OutboundMessage(
        key=check_in.key,
        patient_id=check_in.patient_id,
        phone="",
        body="?",
        kind="check_in",
        check_in_id=check_in.id,
        created_at=DUE,
        status=status,
    )


def _reply(number: int) -> InboundMessage:
    return InboundMessage(
        sid=f"SM{number}",
        phone=f"+1305555{number:04}",
        channel="sms",
        body="138/82",
        media=0,
        raw={},
        received_at=DUE,
        state="waiting",
        next_at=DUE,
    )


def _away(patient: Patient) -> Pause:
    return Pause(
        patient_id=patient.id,
        why="holiday",
        starts_on="2026-03-01",
        ends_on="2026-03-09",
        made_at=DUE - timedelta(days=1),
        made_by="nora",
    )


def _asked(patient: Patient) -> CheckIn:
    return CheckIn(
        key=f"{patient.id}:adherence:2026-03-02",
        patient_id=patient.id,
        kind="adherence",
        local_date="2026-03-02",
        state="answered",
        due_at=DUE,
    )


def _poisoned(_session: Session, timer: Timer, _now: datetime) -> None:
    raise AssertionError(f"timer {timer.kind} failed: {timer.last_error}")


if __name__ == "__main__":  # a worker that is killed when its batch is written, not yet committed
    with Database(sys.argv[1]).transaction() as begun:
        assert advance(begun, HANDLERS, _poisoned, now=DUE) > 0
        os.kill(os.getpid(), signal.SIGKILL)
