"""A ladder: what happens after silence, rung by rung."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gateway.cohort import moment


@dataclass(frozen=True)
class Rung:
    """`do`: text, call or task; after `wait`, or at `at` (HH:MM) so many `days` after the day."""

    do: str
    wait: timedelta | None = None
    at: str = ""
    days: int = 0

    def due(self, asked_at: datetime, local_date: str, timezone: str) -> datetime:
        """When the rung is due (UTC) for a question asked at `asked_at` on her `local_date`."""
        if self.wait is not None:
            return asked_at + self.wait
        day = date.fromisoformat(local_date) + timedelta(days=self.days)
        return moment(day, self.at, timezone)


@dataclass(frozen=True)
class Ladder:
    """The rungs in order; the first is the question itself. `name` carries the version."""

    name: str
    rungs: tuple[Rung, ...]
