"""Drift: a number that rises from one measured day to the next. Arithmetic, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.protocols.judge import Band, Earlier, Values

DAY_VALUES = ("mean", "first", "last")
"""Which number stands for a day with several readings."""


@dataclass(frozen=True)
class Drift:
    """ "mean systolic of the day rises at least 8 from day to day over 3 measured days within 7
    days, to at least 135".

    Days without a reading are left out, never guessed; the `days` last measured ones must lie
    within `within` days of her calendar, today included. A number sent twice on one day counts
    once. Every step must reach `number`; the last day `reaches`, if the rule says so.
    """

    part: str
    of_day: str
    number: float
    days: int
    within: int
    reaches: float | None = None

    def holds(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> bool:
        course = self.course(values, history)
        if len(course) < self.days or (self.reaches is not None and course[-1] < self.reaches):
            return False
        steps = zip(course, course[1:], strict=False)
        return all(round(later - before, 2) >= self.number for before, later in steps)

    def beyond(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> float:
        """How far the whole rise is beyond the least that the rule asks for."""
        course = self.course(values, history)
        return max(course[-1] - course[0] - self.number * (self.days - 1), 0) if course else 0

    def course(self, values: Values, history: Sequence[Earlier]) -> list[float]:
        """The number of each of the last measured days within the time, oldest first."""
        by_day: dict[int, list[float]] = {}
        if self.part in values:
            by_day[0] = [values[self.part]]
        for past in sorted(history, key=lambda past: past.ago):  # newest first
            if self.part in past.values and past.day < self.within:
                by_day.setdefault(past.day, []).append(past.values[self.part])
        newest = sorted(by_day)[: self.days]
        return [self._of(by_day[day]) for day in reversed(newest)]

    def _of(self, newest_first: Sequence[float]) -> float:
        match self.of_day:
            case "first":
                return newest_first[-1]
            case "last":
                return newest_first[0]
            case _:
                once = set(newest_first)
                return round(sum(once) / len(once), 2)
