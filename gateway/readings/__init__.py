"""Readings: what patients told us.

Other folders use `record`, `judge_now`, `keep_answer`, and of her history `recent`, `latest`,
`gain_lb` and `no_streak`.
"""

from gateway.readings.answers import keep_answer, no_streak
from gateway.readings.history import gain_lb, latest, recent
from gateway.readings.record import judge_now, record
from gateway.readings.tables import Answer, Reading

__all__ = [
    "Answer",
    "Reading",
    "gain_lb",
    "judge_now",
    "keep_answer",
    "latest",
    "no_streak",
    "recent",
    "record",
]
