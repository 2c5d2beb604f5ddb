"""Timers: what must be looked at again, and when. Others use `wake`, `soon`, `cancel` and
`pending`."""

from gateway.timers.set import cancel, pending, soon, wake
from gateway.timers.tables import ClockOffset, Heartbeat, Timer

__all__ = ["ClockOffset", "Heartbeat", "Timer", "cancel", "pending", "soon", "wake"]
