"""Replies: what a patient's message means for her care. Other folders use `take` and `Told`."""

from gateway.replies.tables import Interpretation
from gateway.replies.take import take
from gateway.replies.told import Told

__all__ = ["Interpretation", "Told", "take"]
