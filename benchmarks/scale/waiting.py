"""A worker with timers that wait, and with many that are due in one instant."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import psutil
from sqlalchemy import func, insert, select, update

from benchmarks.rehearsal.people import panel
from benchmarks.rehearsal.prepare import enroll
from gateway.check_ins import Schedule
from gateway.clock import machine_now
from gateway.db import Database, new_id
from gateway.migrations import migrate
from gateway.settings import Settings
from gateway.timers import Timer
from gateway.wiring import wire

SETTLES, WATCHED = 25.0, 20.0
"""Seconds until a worker has started, and for which it is watched."""
LOOK = 0.02


def idle(url: str, count: int) -> float:
    """Per cent of one core that a worker takes while so many timers wait for next month."""
    db = Database(url)
    migrate(db)
    at = machine_now() + timedelta(days=30)
    rows = [
        {"id": new_id(), "kind": "ladder", "key": f"ladder:{n}", "subject_id": f"{n}",
         "due_at": at, "tries": 0}
        for n in range(count)
    ]  # fmt: skip
    with db.transaction() as session:
        session.execute(insert(Timer), rows)
    with worker(url) as process:
        used, began = sum(process.cpu_times()[:2]), time.monotonic()
        time.sleep(WATCHED)
        spent = sum(process.cpu_times()[:2]) - used
        share = 100 * spent / (time.monotonic() - began)
    db.close()
    return share


def lateness(url: str, count: int, workers: int) -> list[float]:
    """Seconds after its instant at which each of `count` questions, all due at once, was kept.

    So many equal `workers` share them.
    """
    wiring = wire(Settings(database_url=url))
    migrate(wiring.db)
    now = machine_now()
    with wiring.db.transaction() as session:
        for person in panel(1, count):
            enroll(session, person, wiring.check_in_rules, now=now)
    ours = select(Schedule.id).where(Schedule.kind == "adherence")
    with ExitStack() as running:
        for started in [worker(url) for _ in range(workers)]:
            running.enter_context(started)
        due = machine_now() + timedelta(seconds=3)
        with wiring.db.transaction() as session:
            session.execute(update(Schedule).where(Schedule.id.in_(ours)).values(next_at=due))
            mine = update(Timer).where(Timer.subject_id.in_(ours), Timer.kind == "schedule")
            session.execute(mine.values(due_at=due))
        left = select(func.count()).where(Timer.due_at == due)
        found: list[float] = []
        deadline = time.monotonic() + 120
        while len(found) < count and time.monotonic() < deadline:
            time.sleep(LOOK)
            with wiring.db.reading() as session:
                done = count - int(session.scalar(left) or 0) - len(found)
            found += [(machine_now() - due).total_seconds()] * done
    wiring.db.close()
    return found


@contextmanager
def worker(url: str) -> Iterator[psutil.Process]:
    """The product's own, in a process of its own."""
    environ = {**os.environ, "PROMOTORA_DATABASE_URL": url}
    command = [sys.executable, "-m", "gateway", "worker"]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as started:
        try:
            time.sleep(SETTLES)
            yield psutil.Process(started.pid)
        finally:
            started.terminate()
