"""Escalations: getting a clinician to look.

Other folders use `open_case`, `close_abnormal`, `acknowledge`, `close`, `corrected`, `heard` and
`noted` (PagerDuty's webhook), `rang` (the report of a call), `press` (its key), `sounding` and
`clear_alarm` (the red banner), `overdue` and, to explain a case, `account`, `concerns_of` and
`of_readings`, `words_paged` and `told`; the wiring uses the letters `PAGE`, `RESOLVE`, `TAKEN`,
`TEST`, `TEST_END` and `ring_letter`, and `ensure_daily_test`, `load_rules` and `timer_handlers`.
"""

from gateway.escalations.account import Account, Sent, Wait, account, concerns_of, of_readings
from gateway.escalations.alarms import clear as clear_alarm
from gateway.escalations.alarms import sounding
from gateway.escalations.close import acknowledge, close, close_abnormal, corrected
from gateway.escalations.concerns import told, words_paged
from gateway.escalations.daily import TEST, TEST_END
from gateway.escalations.daily import ensure as ensure_daily_test
from gateway.escalations.escalate import open_case
from gateway.escalations.heard import heard, noted
from gateway.escalations.letters import PAGE, RESOLVE, TAKEN, Page, Resolution, Taken
from gateway.escalations.pressed import press
from gateway.escalations.rings import Call
from gateway.escalations.rings import letter as ring_letter
from gateway.escalations.rings import report as rang
from gateway.escalations.rulebook import EscalationRules, Tier
from gateway.escalations.rulebook import load as load_rules
from gateway.escalations.tables import Alarm, Escalation
from gateway.escalations.watch import overdue, timer_handlers

__all__ = [
    "PAGE",
    "RESOLVE",
    "TAKEN",
    "TEST",
    "TEST_END",
    "Account",
    "Alarm",
    "Call",
    "Escalation",
    "EscalationRules",
    "Page",
    "Resolution",
    "Sent",
    "Taken",
    "Tier",
    "Wait",
    "account",
    "acknowledge",
    "clear_alarm",
    "close",
    "close_abnormal",
    "concerns_of",
    "corrected",
    "ensure_daily_test",
    "heard",
    "load_rules",
    "noted",
    "of_readings",
    "open_case",
    "overdue",
    "press",
    "rang",
    "ring_letter",
    "sounding",
    "timer_handlers",
    "told",
    "words_paged",
]
