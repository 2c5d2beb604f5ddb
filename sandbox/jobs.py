"""What the vendors still have to do: durable jobs, one at a time per lane, in order."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.clock import Clock
from sandbox.store import Row, Store

log = logging.getLogger("sandbox.jobs")
LONGEST_NAP = 0.5  # seconds; the clock can be moved, so a nap is never long


@dataclass(frozen=True)
class Job:
    """One thing to do. `lane` names what must stay in order, e.g. one incident's webhooks."""

    id: int
    vendor: str
    kind: str
    lane: str
    attempts: int
    born: float
    body: dict[str, Any]

    @classmethod
    def of(cls, row: Row) -> "Job":
        return cls(
            row["id"],
            row["vendor"],
            row["kind"],
            row["lane"],
            row["attempts"],
            row["born"],
            json.loads(row["body"]),
        )


# Answers None when done, or the moment (sandbox clock) at which to try again.
Doing = Callable[[Job], Awaitable[float | None]]


class Jobs:
    """A row per job; a killed process finds its jobs again, so each may be done twice."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.kinds: dict[str, Doing] = {}
        self.held: Callable[[str], float | None] = lambda vendor: None
        self.busy: dict[str, asyncio.Task[Any] | None] = {}
        self.bell = asyncio.Event()

    def add(self, vendor: str, kind: str, lane: str, body: dict[str, Any], *, due: float) -> int:
        added = self.store.insert(
            "jobs",
            vendor=vendor,
            kind=kind,
            lane=lane,
            due=due,
            born=self.clock.now(),
            body=json.dumps(body),
        )
        self.bell.set()
        return added

    @contextmanager
    def attended(self, lane: str) -> Iterator[None]:
        """Keep the loop off a lane whose job is being done here and now."""
        self.busy[lane] = asyncio.current_task()
        try:
            yield
        finally:
            self._left(lane)

    async def run(self) -> None:
        while True:
            self.bell.clear()
            for row in self._heads():
                job = Job.of(row)
                task = asyncio.create_task(self._do(job))
                self.busy[job.lane] = task
            await self._nap()

    def _heads(self) -> list[Row]:
        """The first job of each lane, if due and nobody is at it."""
        rows = self.store.all(
            "select * from jobs j where due <= ? and id = "
            "(select min(id) from jobs where lane = j.lane) order by due limit 1000",
            self.clock.now(),
        )
        return [row for row in rows if row["lane"] not in self.busy]

    async def _do(self, job: Job) -> None:
        again = self.held(job.vendor)  # a vendor that is down does nothing, and tries nothing
        if again is not None:
            self.store.run("update jobs set due = ? where id = ?", again, job.id)
            self._left(job.lane)
            return
        try:
            again = await self.kinds[job.kind](job)
        except Exception:
            # The one broad net of this loop: a job that breaks is tried again, never lost.
            log.exception("job %s (%s) broke and will be tried again", job.id, job.kind)
            again = self.clock.now() + 5
        if again is None:
            self.store.run("delete from jobs where id = ?", job.id)
        else:
            self.store.run(
                "update jobs set due = ?, attempts = attempts + 1 where id = ?", again, job.id
            )
        self._left(job.lane)

    def _left(self, lane: str) -> None:
        self.busy.pop(lane, None)
        self.bell.set()

    async def _nap(self) -> None:
        due = self.store.value("select min(due) from jobs where due > ?", self.clock.now())
        nap = LONGEST_NAP if due is None else min(LONGEST_NAP, max(0, due - self.clock.now()))
        try:
            await asyncio.wait_for(self.bell.wait(), nap + 0.005)
        except TimeoutError:
            return
