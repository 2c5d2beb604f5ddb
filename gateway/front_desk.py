"""The inbox's lanes: every message is screened at once, then has its turn with Rasa."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import inbox
from gateway.clock import Clock
from gateway.conversation import screen, turn, wordless
from gateway.conversation.rules import Rules
from gateway.conversation.turn import NotHandled, Turn
from gateway.db import Database
from gateway.inbox import InboundMessage
from gateway.lanes import Lane
from gateway.vendors.delivery import Later
from gateway.vendors.rasa import Rasa

_LOCK = select(InboundMessage).where(InboundMessage.sid == bindparam("sid")).with_for_update()
log = structlog.get_logger()


class FrontDesk:
    """Reads what came in. Two lanes, so that screening never waits for Rasa."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        rules: Rules,
        rasa: Rasa,
        worker: str,
        lease: timedelta,
        width: int,
    ) -> None:
        self.db, self.clock, self.rules, self.rasa = db, clock, rules, rasa
        self.worker, self.lease, self.width = worker, lease, width

    def lanes(self) -> list[Lane]:
        return [
            Lane("screening", 1, self._unread, self._screen, lambda _job: True),
            Lane("turns", self.width, self._due, self._claim, self._take_turn),
        ]

    def _unread(self) -> bool:
        with self.db.reading() as session:
            return inbox.unscreened(session)

    def _screen(self, _room: int) -> Sequence[int]:
        with self.db.transaction() as session:
            return range(screen.screen_next(session, self.rules, now=self.clock.now()))

    def _due(self) -> bool:
        with self.db.reading() as session:
            return inbox.due(session, self.clock.now(), self.clock.machine())

    def _claim(self, limit: int) -> list[Turn]:
        with self.db.transaction() as session:
            now = self.clock.now()
            messages = inbox.claim(
                session,
                limit,
                worker=self.worker,
                lease=self.lease,
                now=now,
                machine=self.clock.machine(),
            )
            prepared = [self._prepare(session, message) for message in messages]
        return [job for job in prepared if job]

    def _prepare(self, session: Session, message: InboundMessage) -> Turn | None:
        """One message that cannot be prepared must not keep the others from their turn."""
        now = self.clock.now()
        try:
            with session.begin_nested():
                return turn.prepare(session, message, now=now)
        except Exception as error:  # tried again, then a person reads it; never dropped
            log.exception("turn_not_prepared", message_sid=message.sid)
            turn.failed(session, message, type(error).__name__, self.rules, now=now)
        return None

    def _take_turn(self, job: Turn) -> bool:
        try:
            if not job.text.strip():
                return self._report_wordless(job)
            texts = self.rasa.turn(job.conversation_id, job.text, job.metadata)
            with self.db.transaction() as session:
                turn.finish(session, _locked(session, job), texts, now=self.clock.now())
        except (Later, NotHandled) as reason:
            return self._failed(job, str(reason))
        except Exception as error:  # our own fault: tried again, then a person; never dropped
            log.exception("turn_failed", message_sid=job.sid)
            return self._failed(job, type(error).__name__)
        return True

    def _report_wordless(self, job: Turn) -> bool:
        with self.db.transaction() as session:
            now = self.clock.now()
            texts = wordless.report(session, job, self.rules, now=now)
            turn.finish(session, _locked(session, job), texts, now=now)
        return True

    def _failed(self, job: Turn, reason: str) -> bool:
        log.info("turn_waits", message_sid=job.sid, reason=reason)
        with self.db.transaction() as session:
            message = _locked(session, job)
            if message.state == "waiting":
                turn.failed(session, message, reason, self.rules, now=self.clock.now())
        return False


def _locked(session: Session, job: Turn) -> InboundMessage:
    return session.scalars(_LOCK, {"sid": job.sid}).one()
