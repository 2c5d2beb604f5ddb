"""The only clock. Tests and the sandbox can move it; everybody else is handed `now`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Care time: the machine's clock plus an offset that a rehearsal may move.

    `offset_seconds` is asked at most every quarter of a second, so that all processes of one
    installation follow one row without a query per call.
    """

    def __init__(self, offset_seconds: Callable[[], float] | None = None) -> None:
        self._offset_seconds = offset_seconds
        self._offset = 0.0
        self._asked_at = -1.0

    def now(self) -> datetime:
        """Care time, aware, UTC."""
        return machine_now() + timedelta(seconds=self.offset())

    def machine(self) -> datetime:
        """The machine's own time, by which leases are measured."""
        return machine_now()

    def offset(self) -> float:
        """Seconds by which care time is ahead of the machine."""
        if self._offset_seconds and time.monotonic() - self._asked_at > 0.25:
            self._offset = self._offset_seconds()
            self._asked_at = time.monotonic()
        return self._offset


class StoppedClock(Clock):
    """A clock for tests: it stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


def machine_now() -> datetime:
    """The machine's time, UTC: for leases and heartbeats, which measure processes, not care."""
    return datetime.now(UTC)
