"""Quiet hours, by the patient's own wall clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.cohort import Patient, local, moment


@dataclass(frozen=True)
class QuietHours:
    """From `starts` until `ends`, HH:MM on her wall; usually over midnight. Equal: never quiet."""

    starts: str
    ends: str


def quiet_until(patient: Patient, now: datetime, hours: QuietHours) -> datetime | None:
    """When the quiet hours she is in now end (UTC); None outside of them.

    Source of the default 21:00-08:00: 47 CFR 64.1200(c)(1), by the patient's zone and not by the
    area code of her number.
    """
    clock = local(patient, now)
    shown, today = clock.strftime("%H:%M"), clock.date()
    if hours.starts <= hours.ends:
        quiet = hours.starts <= shown < hours.ends
    else:
        quiet = shown >= hours.starts or shown < hours.ends
    if not quiet:
        return None
    day = today if shown < hours.ends else today + timedelta(days=1)
    return moment(day, hours.ends, patient.timezone)
