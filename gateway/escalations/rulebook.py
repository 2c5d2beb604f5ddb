"""Reading protocols/escalation.yml: windows and the practice's calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gateway.errors import BadRules
from gateway.files import read_yaml

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Tier:
    """How soon somebody must have a case of this tier."""

    acknowledge_within: timedelta


@dataclass(frozen=True)
class Practice:
    """When the practice is open, by its own wall clock."""

    timezone: str
    opens: time
    closes: time
    days: frozenset[int]
    holidays: frozenset[date]
    request_hours: float

    def after(self, now: datetime, hours: float) -> datetime:
        """The instant (UTC) at which `hours` of opening time have passed since `now`."""
        zone = ZoneInfo(self.timezone)
        left = timedelta(hours=hours)
        day = now.astimezone(zone).date()
        for _ in range(400):
            opened = max(datetime.combine(day, self.opens, zone).astimezone(UTC), now)
            closed = datetime.combine(day, self.closes, zone).astimezone(UTC)
            if self.works(day) and opened < closed:
                if left <= closed - opened:
                    return opened + left
                left -= closed - opened
            day += timedelta(days=1)
        raise BadRules("The practice's calendar has no open day within a year.")

    def works(self, day: date) -> bool:
        """Whether the practice opens on that day."""
        return day.weekday() in self.days and day not in self.holidays


@dataclass(frozen=True)
class EscalationRules:
    """What protocols/escalation.yml says; `version` is written beside what it decided."""

    version: str
    echo_within: timedelta
    tiers: Mapping[str, Tier]
    practice: Practice


def load(folder: Path) -> EscalationRules:
    """Read escalation.yml of the protocols folder.

    Raises:
        BadRules: something is missing or malformed; the message names the file and the entry.
    """
    path = folder / "escalation.yml"
    written = read_yaml(path)
    try:
        return EscalationRules(
            version=f"{written['escalation']}@{written['version']}",
            echo_within=duration(written["echo_within"]),
            tiers={name: _tier(written["tiers"][name]) for name in ("critical", "abnormal")},
            practice=_practice(written["practice"]),
        )
    except KeyError as missing:
        raise BadRules(f"{path} lacks {missing}.") from None
    except (TypeError, ValueError, AttributeError) as wrong:
        raise BadRules(f"{path}: {wrong}") from None


def duration(written: str) -> timedelta:
    """A duration written as "5 minutes", "4 hours" or "1 day"."""
    found = re.fullmatch(r"(\d+) (minute|hour|day)s?", str(written).strip())
    if found is None:
        raise ValueError(f"{written!r} is not a duration such as '5 minutes'")
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def _tier(written: dict[str, Any]) -> Tier:
    return Tier(duration(written["acknowledge_within"]))


def _practice(written: dict[str, Any]) -> Practice:
    days = frozenset(WEEKDAYS.index(day) for day in written["days"])
    hours = re.fullmatch(r"(\d+) business hours?", written["answer_requests_within"])
    if not days or hours is None:
        raise ValueError("the practice needs `days` and `answer_requests_within: 4 business hours`")
    return Practice(
        timezone=ZoneInfo(written["timezone"]).key,
        opens=time.fromisoformat(written["open"]),
        closes=time.fromisoformat(written["close"]),
        days=days,
        holidays=frozenset(date.fromisoformat(day) for day in written.get("holidays", [])),
        request_hours=float(hours[1]),
    )
