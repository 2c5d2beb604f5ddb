"""What was written down of her own readings, told to her when she asks; nothing is judged."""

from datetime import datetime, timedelta
from typing import Any

from gateway import readings
from gateway.cohort import local
from gateway.readings.tables import Reading
from gateway.replies.told import Hearing

OWN_VALUES = "own_values"
LONGEST_AGO = timedelta(days=300)
"""Older than that, a day without its year would be misread."""


def own_values(heard: Hearing) -> dict[str, Any]:
    """Her last reading of each vital, as she said it, with the time of her own clock."""
    last = readings.latest(heard.session, heard.patient.id)
    known = [last[key] for key in heard.rules.vitals if key in last]
    recent = [r for r in known if r.taken_at > heard.now - LONGEST_AGO]
    if not recent:
        return {"outcome": "no_values"}
    return {"outcome": OWN_VALUES, "values": {"values": "; ".join(_told(heard, r) for r in recent)}}


def _told(heard: Hearing, reading: Reading) -> str:
    vital = heard.rules.vital(reading.vital)
    name = heard.phrase(reading.vital, otherwise=vital.paper.name)
    value = vital.echo(reading.said)
    return heard.phrase("own_value", vital=name, value=value, time=_time(heard, reading.taken_at))


def _time(heard: Hearing, at: datetime) -> str:
    """ "hoy 8:05 am", "ayer 8:05 am", "el 3 de marzo, 8:05 am"."""
    then = local(heard.patient, at)
    half = "morning" if then.hour < 12 else "evening"
    clock = heard.phrase(half, clock=f"{then.hour % 12 or 12}:{then:%M}")
    days = (local(heard.patient, heard.now).date() - then.date()).days
    if days < 2:
        return heard.phrase("yesterday" if days else "today", clock=clock)
    month = heard.phrase("months").split(", ")[then.month - 1]
    return heard.phrase("day", day=str(then.day), month=month, clock=clock)
