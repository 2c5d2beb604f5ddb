"""What a letter is to the worker: how it is prepared, carried and settled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway.outbox.tables import Letter


class Moot(Exception):  # noqa: N818 - a finding, not an error
    """The letter is no longer wanted; the reason is kept with it."""


class NotYet(Exception):  # noqa: N818 - a finding, not an error
    """The letter must wait until `at`, for example until quiet hours end."""

    def __init__(self, at: datetime, reason: str) -> None:
        super().__init__(reason)
        self.at = at


Prepare = Callable[[Session, Letter, datetime], Any]
"""(session, letter, now) -> parcel. Database only. May raise Moot or NotYet: consent, quiet hours
and the state of the subject are judged here, at the moment of sending, never when posting."""
Settle = Callable[[Session, Letter, Any, datetime], None]
"""(session, letter, receipt, now): what the delivery means for the subject. Database only. The
letter is as it was when it was claimed, no row of this session."""
Refused = Callable[[Session, Letter, str, datetime], None]
"""(session, letter, code, now): the vendor refused for good; say what follows from it."""

Gather = Callable[[Session, Sequence[Letter]], Sequence[Any]]
"""(session, letters) -> rows that `prepare` will ask this session for, read in one question."""


@dataclass(frozen=True)
class Kind:
    """One kind of letter: its lane, and what its subject does before and after the journey.

    `give_up_after` is the number of tries after which it becomes a dead letter; None: never given
    up (chart notes and pages). `alarmed` is told, at every such try, that waiting alone will not
    help: an account, a key or an address is wrong.
    """

    name: str
    lane: str
    prepare: Prepare
    settle: Settle
    refused: Refused
    give_up_after: int | None = None
    alarmed: Refused | None = None
    gather: Gather | None = None
