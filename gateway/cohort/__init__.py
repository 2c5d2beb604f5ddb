"""Cohort: who is enrolled.

Other folders use `Patient`, `enrolled`, `by_phone`, `speak`, and of her wall clock `local` and
`moment`; the nightly pull uses `take` and `leave_out` with the practice's `Conditions`.
"""

from gateway.cohort.conditions import Conditions
from gateway.cohort.members import by_phone, enrolled, speak
from gateway.cohort.sync import ChartPatient, UnusablePatient, leave_out, take
from gateway.cohort.tables import Patient
from gateway.cohort.wall_clock import local, moment

__all__ = [
    "ChartPatient",
    "Conditions",
    "Patient",
    "UnusablePatient",
    "by_phone",
    "enrolled",
    "leave_out",
    "local",
    "moment",
    "speak",
    "take",
]
