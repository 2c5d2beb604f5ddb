"""The stand-in for Twilio's telephone network: every phone rings, and nobody picks up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway import calls
from gateway.outbox.carry import Carrier
from gateway.vendors.delivery import Receipt
from gateway.wiring import Wiring

RINGS = timedelta(seconds=30)


@dataclass
class Telephones:
    """`placed` is how many calls patients got."""

    wiring: Wiring
    at: Callable[[datetime, Callable[[], None]], None]
    placed: int = 0

    def carriers(self) -> dict[str, Carrier]:
        return {"call": Carrier(calls.dial(self.wiring.check_in_rules), self._place)}

    def _place(self, dial: calls.Dial) -> Receipt:
        self.placed += 1
        sid = f"CA{self.placed:08}"
        self.at(self.wiring.clock.now() + RINGS, lambda: self._in_vain(dial.call_id, sid))
        return Receipt(sid, "queued")

    def _in_vain(self, call_id: str, sid: str) -> None:
        with self.wiring.db.transaction() as session:
            calls.report(session, call_id, sid, "no-answer", now=self.wiring.clock.now())
