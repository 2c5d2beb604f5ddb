"""Times as people say them, by the patient's own clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PLACES = {
    "America/New_York": "Eastern time",
    "America/Chicago": "Central time",
    "America/Denver": "Mountain time",
    "America/Phoenix": "Arizona time",
    "America/Los_Angeles": "Pacific time",
    "America/Anchorage": "Alaska time",
    "Pacific/Honolulu": "Hawaii time",
    "America/Puerto_Rico": "Puerto Rico time",
}


@dataclass(frozen=True)
class When:
    """One moment: `iso` for machines (UTC), `words` and `clock` for people."""

    iso: str
    words: str
    clock: str
    day: str


def zone(name: str) -> tzinfo:
    """The zone, or UTC when the chart gave a name nobody knows; `place` then says UTC too."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def place(name: str) -> str:
    """E.g. "Mountain time"; a zone without a common name is named by its city."""
    if zone(name) is UTC:
        return "UTC"
    return PLACES.get(name) or f"{name.rpartition('/')[2].replace('_', ' ')} time"


def when(at: datetime, timezone: str, *, now: datetime) -> When:
    """`at` by the wall clock of `timezone`, with the day as seen from `now`."""
    local, today = at.astimezone(zone(timezone)), now.astimezone(zone(timezone)).date()
    clock = f"{local:%I:%M %p}".lstrip("0")
    near = {today: "today", today - timedelta(days=1): "yesterday"}
    date = f"{local:%b} {local.day}" + (f", {local.year}" if local.year != today.year else "")
    said = near.get(local.date(), date)
    heading = f"{local:%A}, {local:%B} {local.day}"
    if local.date() in near:
        heading = f"{said.capitalize()}, {heading}"
    elif local.year != today.year:
        heading += f", {local.year}"
    iso = at.astimezone(UTC).isoformat(timespec="seconds")
    return When(iso, f"{said} at {clock}", clock, heading)


def span(length: timedelta) -> str:
    """A length in one unit: "1 minute", "3 hours", "2 days"."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return _many(minutes, "minute")
    if minutes < 48 * 60:
        return _many(minutes // 60, "hour")
    return _many(minutes // (24 * 60), "day")


def ago(at: datetime, *, now: datetime) -> str:
    return f"{span(now - at)} ago"


def due(at: datetime, *, now: datetime) -> str:
    """When something should be done: "due in 3 hours", "2 hours late"."""
    return f"due in {span(at - now)}" if at >= now else f"{span(now - at)} late"


def _many(count: int, unit: str) -> str:
    return f"{count} {unit}" + ("" if count == 1 else "s")
