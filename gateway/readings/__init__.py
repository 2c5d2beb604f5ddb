"""Readings: what patients told us.

Other folders use `record`, `judge_now`, `keep_answer`, and of her history `recent`, `latest`,
`gain_lb`, `no_streak`, `sent_today`, `earlier` and `same_values`.
"""

from gateway.readings.answers import keep_answer, no_streak
from gateway.readings.earlier import earlier, same_values, sent_today
from gateway.readings.history import gain_lb, latest, recent
from gateway.readings.record import judge_now, record
from gateway.readings.tables import Answer, Reading

__all__ = [
    "Answer",
    "Reading",
    "earlier",
    "gain_lb",
    "judge_now",
    "keep_answer",
    "latest",
    "no_streak",
    "recent",
    "record",
    "same_values",
    "sent_today",
]
