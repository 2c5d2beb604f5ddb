"""Timers: what must be looked at again, and when. Other folders use `wake` and `cancel`."""

from gateway.timers.set import cancel, wake
from gateway.timers.tables import ClockOffset, Heartbeat, Timer

__all__ = ["ClockOffset", "Heartbeat", "Timer", "cancel", "wake"]
