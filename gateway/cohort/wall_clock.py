"""The patient's own wall clock, through both clock changes of the year."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from gateway.cohort.tables import Patient


def local(patient: Patient, now: datetime) -> datetime:
    """What her wall clock shows: aware, in her zone."""
    return now.astimezone(ZoneInfo(patient.timezone))


def moment(day: date, wall: str, timezone: str) -> datetime:
    """The instant, in UTC, at which a wall clock of `timezone` shows `wall` (HH:MM) on `day`.

    A time that the spring change skips is taken an hour later by the new clock (02:30 becomes
    03:30); one that the autumn change repeats is the first of the two.
    """
    shown = datetime.combine(day, time.fromisoformat(wall), tzinfo=ZoneInfo(timezone))
    return shown.astimezone(UTC)
