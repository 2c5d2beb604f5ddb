"""Escalations: getting a clinician to look.

Other folders use `open_case`, `close_abnormal`, `acknowledge`, `close`, `corrected`, `heard`
(PagerDuty's webhook) and `overdue`; the wiring uses `letters.PAGE` and `letters.RESOLVE` (parcels
`Page` and `Resolution`), `load_rules` and `timer_handlers`.
"""

from gateway.escalations.close import acknowledge, close, close_abnormal, corrected
from gateway.escalations.escalate import open_case
from gateway.escalations.heard import heard
from gateway.escalations.letters import PAGE, RESOLVE, TAKEN, Page, Resolution, Taken
from gateway.escalations.rulebook import EscalationRules, Tier
from gateway.escalations.rulebook import load as load_rules
from gateway.escalations.tables import Escalation
from gateway.escalations.windows import overdue, timer_handlers

__all__ = [
    "PAGE",
    "RESOLVE",
    "TAKEN",
    "Escalation",
    "EscalationRules",
    "Page",
    "Resolution",
    "Taken",
    "Tier",
    "acknowledge",
    "close",
    "close_abnormal",
    "corrected",
    "heard",
    "load_rules",
    "open_case",
    "overdue",
    "timer_handlers",
]
