"""Calls: ringing a patient, what became of it, and what is left to do when the line is dead.

Other folders use `Call`, `began` for who rings us, `lock`, `report` for status callbacks, `over`,
`end_by`, and `meant` for keys. The wiring uses `dial`, whose parcel is a `Dial`, and
`timer_handlers`.
"""

from gateway.calls.course import began, end_by, lock, over, report, timer_handlers
from gateway.calls.keys import meant
from gateway.calls.letters import Dial, dial
from gateway.calls.tables import Call

__all__ = [
    "Call",
    "Dial",
    "began",
    "dial",
    "end_by",
    "lock",
    "meant",
    "over",
    "report",
    "timer_handlers",
]
