"""Cohort: who is enrolled.

Other folders use `Patient`, `enrolled`, `all_enrolled`, `by_phone`, of her language `speak`,
`listen`, `answered_in` and `asked_in`, and of her wall clock `local`, `moment` and `in_words`;
`reach` says how she is asked (one of `WAYS`); the nightly pull uses `take` and `leave_out` with the
practice's `Conditions`.
"""

from gateway.cohort.conditions import Conditions
from gateway.cohort.languages import answered_in, asked_in, listen, speak
from gateway.cohort.members import all_enrolled, by_phone, enrolled
from gateway.cohort.reaching import WAYS, reach
from gateway.cohort.sync import ChartPatient, UnusablePatient, leave_out, take
from gateway.cohort.tables import Patient
from gateway.cohort.wall_clock import in_words, local, moment

__all__ = [
    "WAYS",
    "ChartPatient",
    "Conditions",
    "Patient",
    "UnusablePatient",
    "all_enrolled",
    "answered_in",
    "asked_in",
    "by_phone",
    "enrolled",
    "in_words",
    "leave_out",
    "listen",
    "local",
    "moment",
    "reach",
    "speak",
    "take",
]
