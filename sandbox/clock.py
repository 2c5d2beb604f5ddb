"""The sandbox's clock: the machine's, moved forward by an offset that is remembered."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime

from sandbox.store import Store


class Clock:
    """Seconds since 1970, UTC. Moving it is how a rehearsal reaches three days later."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.offset: float = store.remembered("clock_offset", 0)

    def now(self) -> float:
        return time.time() + self.offset

    def advance(self, seconds: float) -> float:
        """Move forward, and answer the total offset in seconds."""
        return self.set(self.offset + seconds)

    def set(self, offset: float) -> float:
        self.offset = offset
        self.store.remember("clock_offset", offset)
        return offset


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def iso(at: float | None) -> str | None:
    """2026-11-21T07:20:00.123Z, the form of FHIR and of the control API."""
    if at is None:
        return None
    return moment(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole(at: float | None) -> str | None:
    """2026-11-21T07:20:00Z, the form of PagerDuty."""
    return None if at is None else moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc2822(at: float | None) -> str | None:
    """Sat, 21 Nov 2026 07:20:00 +0000, the form of Twilio."""
    return None if at is None else format_datetime(moment(at))


def parsed(text: str) -> float:
    """Seconds since 1970 of an ISO 8601 moment, UTC when it names no zone; else ValueError."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
