"""What may be done with a timer that is due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.timers.tables import Timer

Single = Callable[[Session, Timer, datetime], None]
"""Does what one timer is about, in the transaction that claimed it."""


@dataclass(frozen=True)
class Together:
    """Does what the due timers of one kind are about, one or hundreds, in few statements.

    Two of them may be about the same subject, or about one that another timer of the same batch
    has just dealt with: the subject's own row says whether there is anything to do.
    """

    fire: Callable[[Session, Sequence[Timer], datetime], None]


Handler = Single | Together
