"""What may be done with a timer that is due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.timers.tables import Timer

BATCH = 500
"""The most timers in one transaction."""
Single = Callable[[Session, Timer, datetime], None]
"""Does what one timer is about, in the transaction that claimed it."""


@dataclass(frozen=True)
class Together:
    """Does what the due timers of one kind are about, one or hundreds, in few statements.

    Two of them may be about the same subject, or about one that another timer of the same batch
    has just dealt with: the subject's own row says whether there is anything to do. `most` are
    given to it in one transaction: on SQLite nobody else writes meanwhile.
    """

    fire: Callable[[Session, Sequence[Timer], datetime], None]
    most: int = BATCH


Handler = Single | Together
