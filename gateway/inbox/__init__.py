"""Inbox: what came in, kept before anyone is thanked; one patient at a time, in order.

Other folders use `Arrived`, `InboundMessage`, `keep`, and for a message's turn `claim`, `due`,
`unscreened`, `unscreened_from`, `to_screen`, `handled`, `give_to_person`, `try_later`.
"""

from gateway.inbox.keep import Arrived, keep
from gateway.inbox.tables import InboundMessage
from gateway.inbox.turns import (
    claim,
    due,
    give_to_person,
    handled,
    to_screen,
    try_later,
    unscreened,
    unscreened_from,
)

__all__ = [
    "Arrived",
    "InboundMessage",
    "claim",
    "due",
    "give_to_person",
    "handled",
    "keep",
    "to_screen",
    "try_later",
    "unscreened",
    "unscreened_from",
]
