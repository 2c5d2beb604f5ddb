"""The stand-in for Twilio's telephone network: every phone rings, and nobody picks up."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.rehearsal.trouble import Soon
from gateway import calls
from gateway.outbox.carry import Carrier
from gateway.vendors.delivery import Receipt
from gateway.wiring import Wiring

RINGS = timedelta(seconds=30)


@dataclass
class Telephones:
    """`rung` is who was called when: (phone, UTC)."""

    wiring: Wiring
    soon: Soon
    rung: list[tuple[str, datetime]] = field(default_factory=list)

    def carriers(self) -> dict[str, Carrier]:
        return {"call": Carrier(calls.dial(self.wiring.check_in_rules), self._place)}

    def _place(self, dial: calls.Dial) -> Receipt:
        now = self.wiring.clock.now()
        self.rung.append((dial.phone, now))
        sid = f"CA{len(self.rung):08}"
        self.soon(now + RINGS, lambda: self._in_vain(dial.call_id, sid))
        return Receipt(sid, "queued")

    def _in_vain(self, call_id: str, sid: str) -> None:
        with self.wiring.db.transaction() as session:
            calls.report(session, call_id, sid, "no-answer", now=self.wiring.clock.now())
