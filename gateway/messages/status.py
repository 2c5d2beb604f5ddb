"""How far a text got: callbacks come late, twice and in any order."""

RANK = {
    "waiting": -1,
    "withdrawn": -1,
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    "refused": 4,
    "read": 5,
}
FINAL = frozenset(word for word, rank in RANK.items() if rank >= 4)
FAILED = frozenset(("undelivered", "failed"))
LOST = FAILED | {"refused", "withdrawn", "canceled"}
"""Words after which a text can no longer reach anybody."""
ARRIVED = frozenset(("delivered", "read"))


def after(current: str, heard: str) -> str:
    """The status once `heard` is known: the highest rank, and the first final word stays.

    Only `read` follows a final word, and only `delivered`. Words that Twilio may add later change
    nothing. Source: Twilio, "Outbound Message Status in Status Callbacks".
    """
    if heard not in RANK or RANK[heard] < 0:
        return current
    if current in FINAL:
        return "read" if (current, heard) == ("delivered", "read") else current
    return heard if RANK[heard] > RANK[current] else current


def contradicts(current: str, heard: str) -> bool:
    """Two final words that cannot both be true, such as delivered and failed."""
    if current not in FINAL or heard not in FINAL or current == heard:
        return False
    return not (current in ARRIVED and heard in ARRIVED)
