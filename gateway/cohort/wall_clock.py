"""The patient's own wall clock, through both clock changes of the year."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from gateway.cohort.tables import Patient

NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def local(patient: Patient, now: datetime) -> datetime:
    """What her wall clock shows: aware, in her zone."""
    return now.astimezone(ZoneInfo(patient.timezone))


def in_words(patient: Patient, at: datetime, phrase: Callable[..., str], *, now: datetime) -> str:
    """ "hoy 8:05 am", "mañana 8:05 am", "el 3 de marzo, 8:05 am"; `phrase` has the words for it."""
    then, today = local(patient, at), local(patient, now).date()
    half = "morning" if then.hour < 12 else "evening"
    clock = phrase(half, clock=f"{then.hour % 12 or 12}:{then:%M}")
    if near := NEAR.get((then.date() - today).days):
        return phrase(near, clock=clock)
    month = phrase("months").split(", ")[then.month - 1]
    return phrase("day", day=str(then.day), month=month, clock=clock)


def moment(day: date, wall: str, timezone: str) -> datetime:
    """The instant, in UTC, at which a wall clock of `timezone` shows `wall` (HH:MM) on `day`.

    A time that the spring change skips is taken an hour later by the new clock (02:30 becomes
    03:30); one that the autumn change repeats is the first of the two.
    """
    shown = datetime.combine(day, time.fromisoformat(wall), tzinfo=ZoneInfo(timezone))
    return shown.astimezone(UTC)
