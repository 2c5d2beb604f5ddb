"""Replies: what a patient's message means for her care. Others use `take`, `Told`, and of our
last question `left_open` and `follow_up`."""

from gateway.replies.follow_up import follow_up
from gateway.replies.proposing import left_open
from gateway.replies.tables import Interpretation
from gateway.replies.take import take
from gateway.replies.told import Told

__all__ = ["Interpretation", "Told", "follow_up", "left_open", "take"]
