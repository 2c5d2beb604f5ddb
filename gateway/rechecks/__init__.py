"""Re-checks: a critical value that is measured once more before somebody is woken, if a clinician
has switched that on.

Other folders use `holds_back`, `second_value`, `page_now` and `waits_for`; the wiring
`timer_handlers`.
"""

from gateway.rechecks.hold import First, holds_back, waits_for
from gateway.rechecks.second import page_now, second_value
from gateway.rechecks.wake import timer_handlers

__all__ = ["First", "holds_back", "page_now", "second_value", "timer_handlers", "waits_for"]
