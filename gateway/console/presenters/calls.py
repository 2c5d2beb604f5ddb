"""When a patient wants to be called, as far as it could be read from her words."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

PARTS = {
    "morning": "in the morning",
    "after_breakfast": "after breakfast",
    "noon": "at noon",
    "after_lunch": "after lunch",
    "afternoon": "in the afternoon",
    "after_work": "after work",
    "evening": "in the evening",
    "after_dinner": "after dinner",
}


def call_time(about: Mapping[str, Any]) -> str:
    """E.g. "Thursday, March 5, 2:00 PM to 4:00 PM", by her own clock; empty if nothing was read."""
    on = date.fromisoformat(about["day"]) if about.get("day") else None
    day = f"{on:%A, %B} {on.day}" if on else ""
    hours = _hours(about) or PARTS.get(str(about.get("part")), "")
    return ", ".join(said for said in (day, hours) if said)


def _hours(about: Mapping[str, Any]) -> str:
    at, since, until = (_clock(about.get(role)) for role in ("at", "from", "until"))
    if since and until:
        return f"{since} to {until}"
    return at or (f"after {since}" if since else f"before {until}" if until else "")


def _clock(wall: Any) -> str:
    return f"{time.fromisoformat(wall):%I:%M %p}".lstrip("0") if wall else ""
