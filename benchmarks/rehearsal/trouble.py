"""What goes wrong in a rehearsal, and when: by the wall clock of New York."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.vendors.delivery import Later

HERE = ZoneInfo("America/New_York")
FORTNIGHT = 14
BACK_AFTER = timedelta(minutes=10)
"""After this a killed worker is started again."""


@dataclass(frozen=True)
class Span:
    """From `first` up to, not at, `last` (UTC)."""

    first: datetime
    last: datetime

    def covers(self, at: datetime) -> bool:
        return self.first <= at < self.last

    def touches(self, first: datetime, last: datetime) -> bool:
        return self.first <= last and first < self.last


@dataclass(frozen=True)
class Kill:
    """From `at` on the second worker dies at its next letter of `kind` (or turn).

    `stage`: before the vendor has had it, or after its effect and before our note of it.
    """

    at: datetime
    kind: str
    stage: str


@dataclass(frozen=True)
class Trouble:
    """`dark`: no worker runs. `deaf`: no Rasa, `chartless`: no EHR, `mute`: no PagerDuty."""

    dark: Span
    deaf: Span
    chartless: Span
    mute: Span
    kills: tuple[Kill, ...]

    def slow(self) -> tuple[Span, Span]:
        """When what is asked may be late."""
        return self.dark, self.deaf


class Killed(BaseException):
    """`kill -9`: nothing of ours may catch it."""


def trouble(begun: date, days: int) -> Trouble:
    """All of it within so many days; in a fortnight each has a day of its own."""

    def when(day: int, hour: float) -> datetime:
        return at(begun + timedelta(days=day * days // FORTNIGHT), hour)

    def span(day: int, hour: float, hours: float) -> Span:
        return Span(when(day, hour), when(day, hour) + timedelta(hours=hours))

    return Trouble(
        dark=span(6, 7.5, 5),
        deaf=span(10, 8, 1.5),
        chartless=span(3, 0, 24),
        mute=span(8, 8, 1),
        kills=(
            Kill(when(2, 8), "sms", "after"),
            Kill(when(2, 9), "turn", "after"),
            Kill(when(5, 8), "prompt", "before"),
            Kill(when(5, 9), "note", "after"),
            Kill(when(9, 8), "page", "after"),
            Kill(when(11, 8), "sms", "before"),
            Kill(when(11, 9), "page", "before"),
        ),
    )


def refuse_while(down: bool, who: str) -> None:
    """What a vendor that is down does to whoever asks it."""
    if down:
        raise Later(None, f"{who} is down")


def at(day: date, hour: float) -> datetime:
    """That hour in New York, UTC."""
    shown = datetime.combine(day, datetime.min.time(), HERE) + timedelta(hours=hour)
    return shown.astimezone(UTC)


Soon = Callable[[datetime, Callable[[], None]], None]
"""(when, act): something a person or vendor will do."""
