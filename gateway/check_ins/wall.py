"""From the time a patient names to the instant it means, by her own wall clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gateway.cohort import moment

Wish = Mapping[str, Any]
"""A time as she said it: `minutes` from now; or `days` from today or `weekday` (Monday 0), with
`at`, `from` or `until` (HH:MM; `either`: before or after noon was not said) or a day's `part`."""
SOONEST = timedelta(minutes=10)
STEP = 5  # minutes: nobody says "at 9:13"
NOON = timedelta(hours=12)


@dataclass(frozen=True)
class Part:
    """A part of the day on the clock: when it begins, and until when there is still time in it."""

    at: str
    until: str


def instants(
    wish: Wish, parts: Mapping[str, Part], usual: str, timezone: str, now: datetime
) -> Iterator[datetime]:
    """The instants (UTC) her words may mean, all after `now`, the nearest first.

    `usual` (HH:MM) is the hour of a day she names without one. Empty for what cannot be read.
    """
    now = now.astimezone(UTC)  # where an hour is sixty minutes through both clock changes
    if minutes := wish.get("minutes"):
        yield _rounded(now + max(timedelta(minutes=int(minutes)), SOONEST))
        return
    part = parts.get(str(wish.get("part")))
    for day in _days(wish, now.astimezone(ZoneInfo(timezone)).date()):
        if part and (soon := _in_part(part, day, timezone, now)):
            yield soon
        for wall in _walls(wish, part, usual):
            if (at := moment(day, wall, timezone)) > now:
                yield at


def _days(wish: Wish, today: date) -> list[date]:
    """The day she names, else today and tomorrow; a weekday may be today or a week from it."""
    if (days := wish.get("days")) is not None:
        return [today + timedelta(days=int(days))]
    if (weekday := wish.get("weekday")) is not None:
        next_one = today + timedelta(days=(int(weekday) - today.weekday()) % 7)
        return [next_one, next_one + timedelta(days=7)]
    return [today, today + timedelta(days=1)]


def _walls(wish: Wish, part: Part | None, usual: str) -> list[str]:
    """The hours of that day she may mean: one, or the same before and after noon."""
    said = next((str(wish[role]) for role in ("at", "from", "until") if wish.get(role)), "")
    if not said:
        named = wish.get("days") is not None or wish.get("weekday") is not None
        return [part.at] if part else [usual] if named and not wish.get("part") else []
    if not wish.get("either"):
        return [said]
    hour = time.fromisoformat(said).replace(hour=time.fromisoformat(said).hour % 12)
    later = (datetime.combine(date.min, hour) + NOON).time()
    return [f"{hour:%H:%M}", f"{later:%H:%M}"]


def _in_part(part: Part, day: date, timezone: str, now: datetime) -> datetime | None:
    """ "This afternoon" at four: in an hour."""
    begun = moment(day, part.at, timezone) <= now < moment(day, part.until, timezone)
    return _rounded(now + timedelta(hours=1)) if begun else None


def _rounded(at: datetime) -> datetime:
    """Up to the next five minutes."""
    over = timedelta(minutes=at.minute % STEP, seconds=at.second, microseconds=at.microsecond)
    return at + (timedelta(minutes=STEP) - over if over else timedelta(0))
