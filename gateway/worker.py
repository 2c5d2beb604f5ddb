"""The worker: advances timers, drains the inbox, carries the outbox, each in its own lane."""

import gc
import os
import signal
import socket
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from gateway import calls, check_ins, escalations, nightly, rechecks, tasks, triage
from gateway.carriers import carriers
from gateway.clock import machine_now
from gateway.conversation import doubtful
from gateway.front_desk import FrontDesk
from gateway.glance import Glance
from gateway.lanes import Lane, Runner
from gateway.post_office import WIDTHS, PostOffice
from gateway.timers import Handler, Heartbeat, Timer
from gateway.timers.advance import advance, due
from gateway.vendors.rasa import Rasa
from gateway.wiring import Wiring

FORGET_AFTER = timedelta(hours=1)
log = structlog.get_logger()


class Worker:
    """Every lane of one process. Any number of workers may run; they are all equal."""

    def __init__(self, wiring: Wiring, name: str | None = None) -> None:
        self.wiring = wiring
        self.name = name or f"{socket.gethostname()}-{os.getpid()}"
        settings, db, clock = wiring.settings, wiring.db, wiring.clock
        lease = timedelta(seconds=settings.lease_seconds)
        desk = FrontDesk(
            db, clock, wiring.rules, Rasa(settings), self.name, lease, settings.rasa_turns_at_once
        )
        post = PostOffice(db, clock, carriers(wiring), self.name, lease)
        timers = Lane("timers", 1, self._timer_due, self._advance, lambda _job: True)
        self._queues = Glance(WIDTHS)
        self.lanes: Sequence[Lane] = [timers, *desk.lanes(), *post.lanes()]
        self.handlers: dict[str, Handler] = {
            **check_ins.timer_handlers(wiring.check_in_rules),
            **escalations.timer_handlers(wiring.escalation_rules),
            **calls.timer_handlers(),
            **nightly.timer_handlers(),
            **doubtful.timer_handlers(wiring.rules),
            **triage.timer_handlers(wiring.triage_rules),
            **rechecks.timer_handlers(wiring.rules.words),
        }

    def run_due(self) -> int:
        """One pass over everything that is due now, until nothing is; the jobs done."""
        total = 0
        while done := sum(lane.drain() for lane in self.lanes):
            total += done
        return total

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what is in hand."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        with self.wiring.db.transaction() as session:
            nightly.ensure(session, now=self.wiring.clock.now())
            escalations.ensure_daily_test(session, now=self.wiring.clock.now())
            triage.work_out_again(session, self.wiring.triage_rules, now=self.wiring.clock.now())
        gc.freeze()  # what was read at the start stays: no need to look through it again
        runner = Runner(self.lanes, self.wiring.settings.worker_poll_seconds, self.glance)
        runner.start()
        log.info("worker_started", worker=self.name)
        while not stop.wait(5.0 if self.beat() else 1.0):
            pass
        runner.stop()
        log.info("worker_stopped", worker=self.name)

    def beat(self) -> bool:
        """Say that this worker lives, and forget those silent for an hour."""
        try:
            with self.wiring.db.transaction() as session:
                now, lanes = machine_now(), ",".join(lane.name for lane in self.lanes)
                session.merge(Heartbeat(worker=self.name, lanes=lanes, beat_at=now))
                session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - FORGET_AFTER))
        except Exception as error:  # the lanes go on; the age of the last beat tells the operator
            log.exception("heartbeat_failed", error=type(error).__name__)
            return False
        return True

    def glance(self) -> set[str]:
        """The names of the lanes that have something to do, in one look."""
        with self.wiring.db.reading() as session:
            clock = self.wiring.clock
            return self._queues.due(session, clock.now(), clock.machine())

    def _timer_due(self) -> bool:
        with self.wiring.db.reading() as session:
            return due(session, self.wiring.clock.now())

    def _advance(self, _room: int) -> Sequence[int]:
        """A batch is fired when it is claimed, and is one job, that lanes are woken for once."""
        with self.wiring.db.transaction() as session:
            fired = advance(session, self.handlers, _poisoned, now=self.wiring.clock.now())
        return [fired] if fired else []


def _poisoned(session: Session, timer: Timer, now: Any) -> None:
    """A timer that keeps failing becomes a person's task: never silence."""
    tasks.add(session, "timer_failed", timer.kind, key=f"timer:{timer.key}:{timer.id}", now=now)
