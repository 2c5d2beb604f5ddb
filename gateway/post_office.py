"""The outbox's lanes: what is claimed, carried and settled, and what each failure means."""

from collections.abc import Mapping
from datetime import timedelta

import structlog

from gateway.clock import Clock
from gateway.db import Database
from gateway.lanes import Lane
from gateway.outbox import carry
from gateway.outbox.carry import Carrier, Claimed
from gateway.vendors.delivery import Later, Undeliverable, Unsure

WIDTHS = {
    "critical": 2,
    "on_call": 1,
    "texts": 2,
    "wording": 2,
    "calls": 2,
    "chart": 3,
    "cohort": 1,
}
log = structlog.get_logger()


class PostOffice:
    """Carries the letters of one worker; every letter is acknowledged by itself."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        carriers: Mapping[str, Carrier],
        worker: str,
        lease: timedelta,
    ) -> None:
        self.db, self.clock, self.worker, self.lease = db, clock, worker, lease
        self.carriers = dict(carriers)

    def lanes(self) -> list[Lane]:
        """One lane per queue; a page never waits behind a note."""
        return [self._lane(name, width) for name, width in WIDTHS.items()]

    def _lane(self, name: str, width: int) -> Lane:
        return Lane(
            name, width, lambda: self._due(name), lambda n: self._claim(name, n), self._carry
        )

    def _due(self, lane: str) -> bool:
        with self.db.reading() as session:
            return carry.due(session, lane, self.clock.now(), self.clock.machine())

    def _claim(self, lane: str, limit: int) -> list[Claimed]:
        with self.db.transaction() as session:
            return carry.claim(
                session,
                lane,
                self.carriers,
                limit,
                worker=self.worker,
                lease=self.lease,
                now=self.clock.now(),
                machine=self.clock.machine(),
            )

    def _carry(self, claimed: Claimed) -> bool:
        carrier = self.carriers[claimed.letter.kind]
        try:
            receipt = self._found(claimed, carrier) or carrier.carry(claimed.parcel)
        except Undeliverable as refusal:
            return self._refused(claimed, carrier, refusal)
        except Later as later:
            return self._later(
                claimed, carrier, later.reason, after=later.retry_after, alarm=later.alarm
            )
        except Unsure as unsure:
            return self._later(claimed, carrier, unsure.reason, doubtful=True)
        except Exception as error:  # a carrier's own fault: kept as unknown, tried again, logged
            log.exception("carrier_failed", letter_id=claimed.letter.id, kind=claimed.letter.kind)
            return self._later(claimed, carrier, type(error).__name__, doubtful=True)
        with self.db.transaction() as session:
            carry.settle(session, claimed, receipt, carrier, now=self.clock.now())
        return True

    def _found(self, claimed: Claimed, carrier: Carrier) -> object | None:
        if claimed.doubtful and carrier.find:
            return carrier.find(claimed.parcel, claimed.letter.created_at)
        return None

    def _refused(self, claimed: Claimed, carrier: Carrier, refusal: Undeliverable) -> bool:
        log.warning("letter_refused", letter_id=claimed.letter.id, code=refusal.code)
        with self.db.transaction() as session:
            now = self.clock.now()
            carry.refuse(session, claimed, carrier, refusal.code, refusal.message, now=now)
        return True  # the vendor answered: its lane is well

    def _later(
        self,
        claimed: Claimed,
        carrier: Carrier,
        reason: str,
        *,
        after: float | None = None,
        doubtful: bool = False,
        alarm: bool = False,
    ) -> bool:
        log.info(
            "letter_waits", letter_id=claimed.letter.id, kind=claimed.letter.kind, reason=reason
        )
        with self.db.transaction() as session:
            now = self.clock.now()
            carry.try_later(
                session,
                claimed,
                carrier,
                reason,
                now=now,
                after=after,
                doubtful=doubtful,
                alarm=alarm,
            )
        return False
