"""Replies: what a patient's message means for her care. Others use `take`, `Told`, and of our
last question `left_open`, `follow_up` and, on the phone, `waits_for_yes` and `unconfirmed`."""

from gateway.replies.follow_up import follow_up
from gateway.replies.proposing import left_open
from gateway.replies.read_back import READ_BACK, unconfirmed, waits_for_yes
from gateway.replies.tables import Interpretation
from gateway.replies.take import take
from gateway.replies.told import Told

__all__ = [
    "READ_BACK",
    "Interpretation",
    "Told",
    "follow_up",
    "left_open",
    "take",
    "unconfirmed",
    "waits_for_yes",
]
