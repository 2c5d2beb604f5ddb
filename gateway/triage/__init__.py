"""Triage: who is looked at first, and why.

Other folders use `load_rules`, `current` and `Triage`; the wiring `timer_handlers` and
`work_out_again`. Whoever changes something that counts sets a timer: `timers.soon`.
"""

from gateway.triage.rulebook import TriageRules
from gateway.triage.rulebook import load as load_rules
from gateway.triage.tables import Triage
from gateway.triage.work_out import current, timer_handlers, work_out, work_out_again

__all__ = [
    "Triage",
    "TriageRules",
    "current",
    "load_rules",
    "timer_handlers",
    "work_out",
    "work_out_again",
]
