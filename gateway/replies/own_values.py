"""What was written down of her own readings, told to her when she asks; nothing is judged."""

from datetime import timedelta
from typing import Any

from gateway import readings
from gateway.cohort import in_words
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
    time = in_words(heard.patient, reading.taken_at, heard.phrase, now=heard.now)
    return heard.phrase("own_value", vital=name, value=value, time=time)
