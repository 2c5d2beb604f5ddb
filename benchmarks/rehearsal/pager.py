"""The stand-in for PagerDuty, and the nurse on call: what she is told, takes, and closes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from benchmarks.rehearsal.trouble import Soon, Trouble, refuse_while
from gateway import escalations
from gateway.escalations import Escalation
from gateway.outbox.carry import Carrier
from gateway.vendors.delivery import Receipt
from gateway.wiring import Wiring

NURSE = {"type": "user_reference", "id": "PNURSE", "summary": "Nina Park"}
ECHOES, TAKES_IT, OPENS_CONSOLE = timedelta(seconds=5), timedelta(minutes=2), timedelta(minutes=1)
CLOSES_IT = timedelta(minutes=10)


@dataclass
class Pager:
    """`incidents`: when each page first came, by its key. `rings`: when she was telephoned.

    `saw`: of which message she learned, when, and how often by a page. Sabotage of a test:
    `swallows` counts pages that get lost after we were told that they had arrived.
    """

    wiring: Wiring
    soon: Soon
    trouble: Trouble
    incidents: dict[str, datetime] = field(default_factory=dict)
    rings: list[datetime] = field(default_factory=list)
    saw: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    swallows: int = 0

    def carriers(self) -> dict[str, Carrier]:
        return {
            "page": Carrier(escalations.PAGE, self._page),
            "ring": Carrier(escalations.ring_letter(self.wiring.escalation_rules), self._ring),
            "resolve": Carrier(escalations.RESOLVE, self._hears),
            "acknowledge": Carrier(escalations.TAKEN, self._hears),
        }

    def _page(self, page: escalations.Page) -> Receipt:
        """It tells at once that the incident exists; a key it knows is the same incident."""
        self._well()
        key, now = page.dedup_key, self.wiring.clock.now()
        if self.swallows:
            self.swallows -= 1
            self._tell(key, "triggered", None)  # it says so, and nobody is woken
            self._tell(key, "acknowledged", NURSE)
        elif key not in self.incidents:
            self.incidents[key] = now
            self.soon(now + ECHOES, lambda: self._tell(key, "triggered", None))
            self.soon(now + TAKES_IT, lambda: self._take(key, page.case_path))
        return Receipt(key, "queued")

    def _hears(self, parcel: Any) -> Receipt:
        self._well()
        return Receipt(parcel.dedup_key)

    def _well(self) -> None:
        refuse_while(self.trouble.mute.covers(self.wiring.clock.now()), "PagerDuty")

    def _take(self, key: str, case_path: str) -> None:
        """She says "I have it" on her telephone, and closes the case in the console later."""
        self._tell(key, "acknowledged", NURSE)
        self._look(case_path.rpartition("/")[2], "page")

    def _tell(self, key: str, event: str, agent: Any) -> None:
        told = (key, f"P-{key}", f"incident.{event}", agent, None)
        with self.wiring.db.transaction() as session:
            escalations.heard(session, *told, now=self.wiring.clock.now())

    def _ring(self, _call: Any) -> Receipt:
        now = self.wiring.clock.now()
        self.rings.append(now)
        self.soon(now + OPENS_CONSOLE, self._open_console)
        return Receipt(f"CA-ring-{len(self.rings)}", "queued")

    def _open_console(self) -> None:
        """Whatever critical case nobody has, she takes."""
        waiting = select(Escalation.id).where(
            Escalation.state == "open", Escalation.tier == "critical"
        )
        with self.wiring.db.reading() as session:
            cases = session.scalars(waiting.order_by(Escalation.opened_at)).all()
        for case_id in cases:
            self._look(case_id, "console")

    def _look(self, case_id: str, how: str) -> None:
        now = self.wiring.clock.now()
        with self.wiring.db.transaction() as session:
            case = session.get_one(Escalation, case_id)
            self.saw.setdefault(case.message_sid or case.cause, []).append((now, how))
            escalations.acknowledge(session, case, str(NURSE["summary"]), now)
        self.soon(now + CLOSES_IT, lambda: self._close(case_id))

    def _close(self, case_id: str) -> None:
        with self.wiring.db.transaction() as session:
            case = session.get_one(Escalation, case_id)
            escalations.close(session, case, str(NURSE["summary"]), self.wiring.clock.now())
