"""Re-checks: a critical value that is measured once more before somebody is woken, if a clinician
has switched that on.

Other folders use `holds_back`, `second_value`, `second_put_right`, `page_now`, `about` and, to
explain it, `of_reading`; the wiring `timer_handlers`.
"""

from gateway.rechecks.hold import First, about, holds_back, of_reading
from gateway.rechecks.second import page_now, second_put_right, second_value
from gateway.rechecks.tables import Recheck
from gateway.rechecks.wake import timer_handlers

__all__ = [
    "First",
    "Recheck",
    "about",
    "holds_back",
    "of_reading",
    "page_now",
    "second_put_right",
    "second_value",
    "timer_handlers",
]
