"""A critical value that has paged nobody, because it is, or was, measured once more."""

from datetime import datetime

from gateway.console.presenters.times import when
from gateway.rechecks import Recheck

TITLE = "Why did this not page?"


def answer(row: Recheck, timezone: str, *, now: datetime) -> tuple[str, str]:
    """Title and answer, by the re-check rule of the protocol's version."""
    by = f"the re-check rule of {row.version.replace('@', ' version ')}"
    if row.state == "in_range":
        return TITLE, f"Critical, and measured again in range in time: nobody was paged, by {by}."
    until = when(row.fall_back_at, timezone, now=now).words
    return TITLE, (
        f"Not yet: the patient was asked to measure again, by {by}. A clinician is paged "
        f"{until}, unless a value in range comes before."
    )
