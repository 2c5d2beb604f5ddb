"""Replies: what a patient's message means for her care. Others use `take`, `Told`, `left_open`."""

from gateway.replies.asking import left_open
from gateway.replies.tables import Interpretation
from gateway.replies.take import take
from gateway.replies.told import Told

__all__ = ["Interpretation", "Told", "left_open", "take"]
