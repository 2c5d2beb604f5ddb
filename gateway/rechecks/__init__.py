"""Re-checks: a critical value that is measured once more before somebody is woken, if a clinician
has switched that on.

Other folders use `holds_back`, `second_value`, `page_now`, `waits_for` and, to explain it,
`of_reading`; the wiring `timer_handlers`.
"""

from gateway.rechecks.hold import First, holds_back, of_reading, waits_for
from gateway.rechecks.second import page_now, second_value
from gateway.rechecks.tables import Recheck
from gateway.rechecks.wake import timer_handlers

__all__ = [
    "First",
    "Recheck",
    "holds_back",
    "of_reading",
    "page_now",
    "second_value",
    "timer_handlers",
    "waits_for",
]
