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

    def due(
        self,
        asked_at: datetime,
        local_date: str,
        timezone: str,
        spread: timedelta = timedelta(0),
    ) -> datetime:
        """When the rung is due (UTC) for a question asked at `asked_at` on her `local_date`.

        `spread` keeps the calls of a whole panel from one instant; a person's task needs none.
        """
        if self.wait is not None:
            return asked_at + self.wait
        day = date.fromisoformat(local_date) + timedelta(days=self.days)
        at = moment(day, self.at, timezone)
        return at if self.do == "task" else at + spread


@dataclass(frozen=True)
class Ladder:
    """The rungs in order; the first is the question itself, the last a task.

    `name` carries the version; `label` and `means` are what the care team reads.
    """

    name: str
    rungs: tuple[Rung, ...]
    label: str = ""
    means: str = ""

    def at(self, number: int) -> Rung:
        """The rung to take next. A ladder that was shortened meanwhile still ends in its task."""
        return self.rungs[min(number, len(self.rungs) - 1)]


@dataclass(frozen=True)
class Ladders:
    """What protocols/ladders.yml says: the presets by name, and which one is meant without choice.

    A text or call that is later than `late_after` is left out.
    """

    presets: dict[str, Ladder]
    default: str
    late_after: timedelta

    def named(self, written: str) -> Ladder:
        """The preset of "name" or "name@version", in the version of today; else the default."""
        return self.presets.get(written.partition("@")[0], self.presets[self.default])
