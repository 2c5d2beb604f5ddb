"""What a drift was found in, in words."""

from collections.abc import Sequence
from datetime import datetime

from gateway.console.presenters.times import when
from gateway.console.presenters.vitals import amount
from gateway.journal.tables import JournalLine
from gateway.readings.tables import Reading

UNDONE = "As the readings stand now the rule no longer holds; please look all the same"


def course(
    lines: Sequence[JournalLine], readings: Sequence[Reading], timezone: str, *, now: datetime
) -> tuple[str, ...]:
    """E.g. "Rule: ... (hypertension version 2)", "Mar 2 at 8:00 AM: 122/80 mmHg"."""
    first, last = lines[0], lines[-1]
    version = str(first.detail.get("version", "")).replace("@", " version ")
    told = [f"Rule: {first.detail.get('rule', '')} ({version})"]
    for reading in readings:
        wrong = "" if reading.status == "final" else ", put right since"
        told.append(f"{when(reading.taken_at, timezone, now=now).words}: {amount(reading)}{wrong}")
    return (*told, UNDONE) if last.event == "trend_not_seen" else tuple(told)
