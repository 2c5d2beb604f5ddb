"""Timers: what must be looked at again, and when. Others use `wake` (`wake_each` for
many), `soon`, `cancel` and `pending`, and say what is done with a kind by a `Handler`."""

from gateway.timers.handlers import Handler, Together
from gateway.timers.set import cancel, pending, soon, wake, wake_each
from gateway.timers.tables import ClockOffset, Heartbeat, Timer

__all__ = [
    "ClockOffset",
    "Handler",
    "Heartbeat",
    "Timer",
    "Together",
    "cancel",
    "pending",
    "soon",
    "wake",
    "wake_each",
]
