"""Readings: what patients told us.

Other folders use `record`, `judge_now`, `keep_answer`, and of her history `recent`, `latest`,
`gain_lb`, `no_streak`, `sent_today`, `earlier` and `same_values`. `Grounds`, `grounds_of` and
`grounds_then` are by what a reading was judged.
"""

from gateway.readings.answers import keep_answer, no_streak
from gateway.readings.earlier import earlier, same_values, sent_today
from gateway.readings.grounds import Grounds, grounds_of, grounds_then
from gateway.readings.history import gain_lb, latest, recent
from gateway.readings.record import judge_now, record
from gateway.readings.tables import Answer, Reading

__all__ = [
    "Answer",
    "Grounds",
    "Reading",
    "earlier",
    "gain_lb",
    "grounds_of",
    "grounds_then",
    "judge_now",
    "keep_answer",
    "latest",
    "no_streak",
    "recent",
    "record",
    "same_values",
    "sent_today",
]
