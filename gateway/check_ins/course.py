"""The course of a check-in as a table: in which state what may happen, and what it becomes."""

from collections.abc import Mapping

OPEN = ("asked", "held")
"""States that wait for an answer."""
MOVES: Mapping[str, Mapping[str, str]] = {
    "due": {  # the question is being put into words
        "sent": "asked",
        "answered": "answered",
        "handed_over": "person",
        "passed": "expired",
        "replaced": "expired",
        "too_late": "skipped",
        "paused": "skipped",
        "stopped": "stopped",
        "left": "stopped",
    },
    "asked": {  # she has not answered: the ladder's clock runs
        "wrote": "held",
        "answered": "answered",
        "handed_over": "person",
        "wrong_number": "person",
        "silence": "expired",
        "passed": "expired",
        "replaced": "expired",
        "not_sent": "skipped",
        "paused": "stopped",
        "stopped": "stopped",
        "left": "stopped",
    },
    "held": {  # she wrote and it is being read: only the hold's clock runs
        "wrote": "held",
        "read": "asked",
        "answered": "answered",
        "handed_over": "person",
        "passed": "expired",
        "replaced": "expired",
        "stopped": "stopped",
    },
    "answered": {},
    "person": {},
    "expired": {},
    "skipped": {},
    "stopped": {},
}
"""`passed`: a later question of its kind was answered. `replaced`: a person asked anew. `silence`:
the ladder's last rung was taken. `too_late`: its hour was over before it could be worded.
`not_sent`: worded, but the carrier did not take it in time. `left`: she is no longer in the
programme. A pause leaves a held one alone, because a reply is kept whatever else is going on: once
it is read, the next rung finds the pause. A state without moves has ended; nothing happens to it
any more."""
ENDED = frozenset(state for state, moves in MOVES.items() if not moves)


class OutOfCourse(AssertionError):
    """A fault of ours: this cannot happen to a check-in in that state."""


def after(state: str, event: str) -> str:
    """The state that follows.

    Raises:
        OutOfCourse: the table has no such move.
    """
    if event not in MOVES[state]:
        raise OutOfCourse(f"a check-in that is {state} cannot be {event}")
    return MOVES[state][event]


def may(state: str, event: str) -> bool:
    """Whether `event` can happen to a check-in in `state`."""
    return event in MOVES[state]
