"""When a call suits her: her own words always, and the day and hour where they can be read."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from gateway import cohort, readings
from gateway.check_ins.tables import CheckIn
from gateway.cohort import moment
from gateway.protocols.calendar import Calendar
from gateway.replies.told import Hearing

HALF_A_DAY = timedelta(hours=12)
ROLES = ("at", "from", "until")


def keep_call_time(heard: Hearing) -> None:
    """Keep when to call, and ask a care manager to do it."""
    if heard.told.time:
        _keep(heard, heard.fitting("review"), heard.told.time, "review_time")


def agreed_again(heard: Hearing) -> dict[str, Any] | None:
    """She agrees to a call and names no time a second time: any time suits, nobody asks again."""
    check_in = heard.unanswered
    if check_in is None or check_in.kind != "review" or heard.told.get("reason") != "no_time":
        return None
    if check_in.asked_back == 0:
        return None
    _keep(heard, check_in, heard.message.body, "review_any_time")
    return {"outcome": "call_any_time"}


def _keep(heard: Hearing, check_in: CheckIn | None, words: str, why: str) -> None:
    if check_in:
        heard.closes[check_in.id] = words
    kept = readings.keep_answer(
        heard.session,
        heard.patient,
        "review",
        words,
        message_sid=heard.message.sid,
        check_in=check_in,
        now=heard.now,
    )
    kept.about = _read(heard) or None
    heard.queue("call_requested", why)


def _read(heard: Hearing) -> dict[str, Any]:
    """What her words say of day (ISO date) and hour (HH:MM on her wall), and nothing they do not.

    An hour without am or pm is the one at which the practice is open; if neither or both are, it
    is left to who calls.
    """
    said: Mapping[str, Any] = heard.told.get("call") or {}
    today = cohort.local(heard.patient, heard.now).date()
    day = _day(said, today)
    suits = {"day": str(day)} if day else {}
    for role in ROLES:
        if wall := said.get(role):
            walls = [wall, _half_a_day_on(wall)] if said.get("either") else [wall]
            hour = _within_hours(heard, walls, day or today) if len(walls) > 1 else wall
            suits |= {role: hour} if hour else {}
    return suits | ({"part": said["part"]} if said.get("part") else {})


def _day(said: Mapping[str, Any], today: date) -> date | None:
    if said.get("days") is not None:
        return today + timedelta(days=int(said["days"]))
    if said.get("weekday") is not None:
        return today + timedelta(days=(int(said["weekday"]) - today.weekday()) % 7)
    return None


def _half_a_day_on(wall: str) -> str:
    on = datetime.combine(date.min, time.fromisoformat(wall)) + HALF_A_DAY
    return f"{on:%H:%M}"


def _within_hours(heard: Hearing, walls: list[str], day: date) -> str | None:
    calendar: Calendar = heard.rules.calendar
    open_at = [
        wall for wall in walls if calendar.open_hour(moment(day, wall, heard.patient.timezone))
    ]
    return open_at[0] if len(open_at) == 1 else None
