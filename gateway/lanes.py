"""Lanes: each queue has its own threads, so that no queue waits behind another."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

LONGEST_PAUSE = 5.0
BREATH = 0.02
"""Seconds between looks of a busy lane: every job done wakes all lanes, and looking costs too."""
log = structlog.get_logger()


class Lane:
    """A queue: `due` looks (cheap, reads only), `claim` takes up to n jobs, `work` does one.

    `work` answers whether the other side is well; while it is not, the lane tries one job at a
    time with growing pauses, at most 5 s, so that a vendor that is down is not hammered and its
    return is noticed at once.
    """

    def __init__(
        self,
        name: str,
        width: int,
        due: Callable[[], bool],
        claim: Callable[[int], Sequence[Any]],
        work: Callable[[Any], bool],
    ) -> None:
        self.name, self.width = name, width
        self._due, self._claim, self._work = due, claim, work
        self.well = True
        self._busy = 0
        self._failures = 0
        self._paused_until = 0.0
        self._lock = threading.Lock()

    def once(self, done: Callable[[], None], pool: ThreadPoolExecutor) -> int:
        """Claim what there is room for and hand it to the pool; the number of jobs claimed."""
        room = (1 if self._failures else self.width) - self._busy
        if room <= 0 or time.monotonic() < self._paused_until or not self._due():
            return 0
        jobs = self._claim(room)
        for job in jobs:
            with self._lock:
                self._busy += 1
            pool.submit(self._run, job, done)
        return len(jobs)

    def drain(self, limit: int = 10_000) -> int:
        """Do everything that is due now, here and in order; for rehearsals and tests.

        `well` says afterwards whether the other side was, at the last job.
        """
        worked = 0
        while worked < limit and self._due() and (done := self.batch()):
            worked += done
        return worked

    def batch(self) -> int:
        """Claim once and do that, here and in order; the jobs done."""
        jobs = self._claim(self.width)
        for job in jobs:
            self.well = self._work(job)
        return len(jobs)

    def _run(self, job: Any, done: Callable[[], None]) -> None:
        well = False
        try:
            well = self._work(job)
        except Exception as error:  # the lease ends and the job is taken again
            log.exception("job_failed", lane=self.name, error=type(error).__name__)
        finally:
            with self._lock:
                self._busy -= 1
                self._failures = 0 if well else self._failures + 1
                pause = 0.0 if well else min(0.25 * 2 ** min(self._failures, 6), LONGEST_PAUSE)
                self._paused_until = time.monotonic() + pause
            done()


class Runner:
    """The threads of one worker process: one that claims per lane, and the lane's pool."""

    def __init__(
        self,
        lanes: Sequence[Lane],
        poll_seconds: float,
        glance: Callable[[], set[str]] | None = None,
    ) -> None:
        """`glance` names the lanes that have work, in one look for all; without it each looks."""
        self.lanes = lanes
        self._poll, self._seldom = poll_seconds, poll_seconds if glance is None else LONGEST_PAUSE
        self._stop = threading.Event()
        self._wake = {lane.name: threading.Event() for lane in lanes}
        self._threads = [threading.Thread(target=self._loop, args=(lane,)) for lane in lanes]
        if glance:
            self._threads.append(threading.Thread(target=self._watch, args=(glance,)))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is in hand, take nothing new."""
        self._stop.set()
        self.nudge()
        for thread in self._threads:
            thread.join()

    def nudge(self) -> None:
        """Something was done that may have made work for another lane."""
        for event in self._wake.values():
            event.set()

    def _loop(self, lane: Lane) -> None:
        wake = self._wake[lane.name]
        with ThreadPoolExecutor(lane.width, thread_name_prefix=lane.name) as pool:
            while not self._stop.is_set():
                wake.clear()
                if not self._look(lane, pool):
                    wake.wait(self._seldom)
                    self._stop.wait(BREATH)

    def _watch(self, glance: Callable[[], set[str]]) -> None:
        """Wakes the lanes that have work. If it fails they still look, every few seconds."""
        while not self._stop.wait(self._poll):
            try:
                names = glance()
            except Exception as error:  # a database that is away
                log.exception("glance_failed", error=type(error).__name__)
                self._stop.wait(1.0)
                continue
            for name in names & self._wake.keys():
                self._wake[name].set()

    def _look(self, lane: Lane, pool: ThreadPoolExecutor) -> int:
        try:
            return lane.once(self.nudge, pool)
        except Exception as error:  # a database that is away must not end the lane
            log.exception("lane_failed", lane=lane.name, error=type(error).__name__)
            self._stop.wait(1.0)
            return 0
