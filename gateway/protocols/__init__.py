"""Protocols: what the clinicians wrote. Pure judgement, proved at start.

Other folders use `load` and `Rulebook`, `Vital`, `Verdict`, `Earlier`, `Calendar`, and a patient's
own bands through `targets_of` and `set_target`.
"""

from gateway.protocols.calendar import Calendar
from gateway.protocols.judge import NO_PROTOCOL, Earlier, Protocol, Rule, Verdict
from gateway.protocols.rulebook import Rulebook, load
from gateway.protocols.targets import set_target, targets_of
from gateway.protocols.vitals import UnknownVital, Vital

__all__ = [
    "NO_PROTOCOL",
    "Calendar",
    "Earlier",
    "Protocol",
    "Rule",
    "Rulebook",
    "UnknownVital",
    "Verdict",
    "Vital",
    "load",
    "set_target",
    "targets_of",
]
