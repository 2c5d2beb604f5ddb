"""The practice's hours: when four business hours are over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from gateway.errors import BadRules
from gateway.files import read_yaml

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Calendar:
    """Opening hours by the practice's own wall clock; `weekdays` Monday 0 to Sunday 6."""

    timezone: str = "America/New_York"
    opens: time = time(8)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def after_hours(self, start: datetime, hours: float) -> datetime:
        """The moment when `hours` business hours have passed since `start`; UTC in and out."""
        left = timedelta(hours=hours)
        for opens, closes in self._openings(start):
            begins = max(opens, start)
            if begins + left <= closes:
                return begins + left
            left -= max(closes - begins, timedelta(0))
        raise AssertionError("unreachable: a calendar has at least one working day a year")

    def next_business_day(self, start: datetime) -> datetime:
        """Closing time of the first working day after the local day of `start`; UTC."""
        today = start.astimezone(ZoneInfo(self.timezone)).date()
        midnight = datetime.combine(today + timedelta(days=1), time(0), ZoneInfo(self.timezone))
        _opens, closes = next(self._openings(midnight.astimezone(UTC)))
        return closes

    def open_hour(self, at: datetime) -> bool:
        """Whether the practice's wall clock shows an opening hour then, whatever the day."""
        return self.opens <= at.astimezone(ZoneInfo(self.timezone)).time() < self.closes

    def _openings(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Opening and closing of the working days from the local day of `start` on, in UTC."""
        zone = ZoneInfo(self.timezone)
        first = start.astimezone(zone).date()
        for day in (first + timedelta(days=n) for n in range(732)):
            if day.weekday() in self.weekdays and day not in self.holidays:
                opens = datetime.combine(day, self.opens, zone).astimezone(UTC)
                yield opens, datetime.combine(day, self.closes, zone).astimezone(UTC)


class _CalendarPaper(BaseModel):
    model_config = ConfigDict(extra="forbid")

    timezone: str
    opens: time
    closes: time
    weekdays: list[str] = Field(min_length=1)
    holidays: list[date] = []

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{name} is no IANA time zone such as America/New_York") from None
        return name

    @field_validator("weekdays")
    @classmethod
    def _known_days(cls, days: list[str]) -> list[str]:
        if unknown := [day for day in days if day not in DAYS]:
            raise ValueError(f"{unknown[0]} is not one of {', '.join(DAYS)}")
        return days


def load_calendar(path: Path) -> Calendar:
    """The `calendar:` section of protocols/escalation.yml; without the file, weekdays 8 to 17.

    Raises:
        BadRules: the section says something a calendar cannot mean.
    """
    if not path.exists():
        return Calendar()
    written: Any = read_yaml(path)
    section = written.get("calendar") if isinstance(written, dict) else None
    if section is None:
        raise BadRules(f"{path} lacks `calendar`, the practice's hours.")
    try:
        paper = _CalendarPaper.model_validate(section)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise BadRules(f"{path}, calendar.{where}: {first['msg']}.") from None
    if paper.opens >= paper.closes:
        raise BadRules(f"{path}, calendar: `opens` must be before `closes`.")
    weekdays = frozenset(DAYS.index(day) for day in paper.weekdays)
    return Calendar(paper.timezone, paper.opens, paper.closes, weekdays, frozenset(paper.holidays))
