"""Consent: who may be texted, and when.

Other folders use `may_text` (`stopped` for many, `welcome` in a query), `may_answer`,
`came_back`, `held_by_carrier`, `stop`, `start`, and `QuietHours` with `quiet_until`.
"""

from gateway.consent.quiet import QuietHours, quiet_until
from gateway.consent.rules import (
    came_back,
    held_by_carrier,
    may_answer,
    may_text,
    start,
    stop,
    stopped,
    welcome,
)
from gateway.consent.tables import Consent

__all__ = [
    "Consent",
    "QuietHours",
    "came_back",
    "held_by_carrier",
    "may_answer",
    "may_text",
    "quiet_until",
    "start",
    "stop",
    "stopped",
    "welcome",
]
