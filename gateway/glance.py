"""One look at every queue of a worker, instead of one by each of its lanes: idling costs little."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from gateway.inbox import turns
from gateway.outbox import carry
from gateway.timers import advance


class Glance:
    """Built once. Asks of each queue only whether its index holds anything due."""

    def __init__(self, outbox_lanes: Iterable[str]) -> None:
        looks: dict[str, Select[Any]] = {
            "timers": advance.LOOK,
            "screening": turns.LOOK_UNREAD,
            "turns": turns.LOOK,
            **{lane: carry.look(lane) for lane in outbox_lanes},
        }
        self._statement = union_all(
            *(select(literal(name)).where(look.exists()) for name, look in looks.items())
        )

    def due(self, session: Session, now: datetime, machine: datetime) -> set[str]:
        """The names of the lanes that have something to do."""
        return set(session.scalars(self._statement, {"now": now, "machine": machine}))
