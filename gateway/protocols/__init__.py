"""Protocols: what the clinicians wrote. Pure judgement, proved at start.

Other folders use `load` and `Rulebook`, `Vital`, `Verdict`, `Earlier`, `Calendar`, and a patient's
own bands through `targets_of`, `targets_at` and `set_target`. To explain a reading later: `keep`,
`kept`, `kept_as` and `digest` (a protocol as it judged), `Consulted`, `judge_by` and `looks_back`,
and, for what would have been needed, `standings` and `to_page`.
"""

from gateway.protocols.calendar import Calendar
from gateway.protocols.consulted import Consulted, judge_by, looks_back
from gateway.protocols.judge import NO_PROTOCOL, Earlier, Protocol, Rule, Verdict
from gateway.protocols.kept import digest, keep, kept, kept_as
from gateway.protocols.needed import Need, Standing, standings, to_page
from gateway.protocols.recheck import Recheck
from gateway.protocols.rulebook import Rulebook, load
from gateway.protocols.targets import set_target, targets_at, targets_of
from gateway.protocols.vitals import UnknownVital, Vital

__all__ = [
    "NO_PROTOCOL",
    "Calendar",
    "Consulted",
    "Earlier",
    "Need",
    "Protocol",
    "Rule",
    "Recheck",
    "Rulebook",
    "Standing",
    "UnknownVital",
    "Verdict",
    "Vital",
    "digest",
    "judge_by",
    "keep",
    "kept",
    "kept_as",
    "load",
    "looks_back",
    "set_target",
    "standings",
    "targets_at",
    "targets_of",
    "to_page",
]
