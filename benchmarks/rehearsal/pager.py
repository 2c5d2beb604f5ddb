"""The stand-in for PagerDuty, and for the telephones of whoever is on call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gateway import escalations
from gateway.outbox.carry import Carrier
from gateway.vendors.delivery import Receipt
from gateway.wiring import Wiring

NURSE = {"type": "user_reference", "id": "PNURSE", "summary": "Nina Park"}
ECHOES, TAKES_IT = timedelta(seconds=5), timedelta(minutes=2)


@dataclass
class Pager:
    """`pages` are the keys that came, in order; `rings` is how often somebody was telephoned."""

    wiring: Wiring
    at: Callable[[datetime, Callable[[], None]], None]
    pages: list[str] = field(default_factory=list)
    rings: int = 0

    def carriers(self) -> dict[str, Carrier]:
        return {
            "page": Carrier(escalations.PAGE, self._page),
            "ring": Carrier(escalations.ring_letter(self.wiring.escalation_rules), self._ring),
            "resolve": Carrier(escalations.RESOLVE, lambda p: Receipt(p.dedup_key)),
            "acknowledge": Carrier(escalations.TAKEN, lambda p: Receipt(p.dedup_key)),
        }

    def _page(self, page: Any) -> Receipt:
        """It tells at once that the incident exists; the nurse takes it two minutes on."""
        key, now = page.dedup_key, self.wiring.clock.now()
        self.pages.append(key)
        number = len(self.pages)
        self.at(now + ECHOES, lambda: self._tell(key, number, "triggered", None))
        self.at(now + TAKES_IT, lambda: self._tell(key, number, "acknowledged", NURSE))
        return Receipt(key, "queued")

    def _tell(self, key: str, number: int, event: str, agent: Any) -> None:
        told = (key, f"P{number}", f"incident.{event}", agent, None)
        with self.wiring.db.transaction() as session:
            escalations.heard(session, *told, now=self.wiring.clock.now())

    def _ring(self, _call: Any) -> Receipt:
        self.rings += 1
        return Receipt(f"CA{self.rings}", "queued")
