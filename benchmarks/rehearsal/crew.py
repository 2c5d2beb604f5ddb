"""One worker of the rehearsal: the product's own desk and post office, that can be killed."""

from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from benchmarks.rehearsal.trouble import Kill, Killed
from gateway.front_desk import FrontDesk
from gateway.lanes import Lane
from gateway.outbox.carry import Carrier
from gateway.post_office import PostOffice
from gateway.wiring import Wiring

LEASE = timedelta(seconds=45)
AT_ONCE = 50
"""One thread does them in order: fewer looks than with the product's two or three, same letters."""
RESTS = {"chart": timedelta(minutes=5)}
A_MINUTE = timedelta(minutes=1)
"""How long a lane waits whose vendor is down. The product's waits at most five seconds; every look
would be a stop of the virtual clock."""


class Crew:
    """Its lanes, each of which rests while its vendor is down."""

    def __init__(
        self, name: str, wiring: Wiring, carriers: Mapping[str, Carrier], turn: Callable[..., Any]
    ) -> None:
        self.wiring, self._turn = wiring, turn
        self.doom: Kill | None = None
        carried = {kind: self._deadly(kind, carrier) for kind, carrier in carriers.items()}
        rasa: Any = self
        office = PostOffice(wiring.db, wiring.clock, carried, name, LEASE)
        desk = FrontDesk(wiring.db, wiring.clock, wiring.rules, rasa, name, LEASE, AT_ONCE)
        self.lanes = {lane.name: lane for lane in (*desk.lanes(), *office.lanes())}
        self.until: dict[str, datetime] = {}
        for lane in self.lanes.values():
            lane.width = AT_ONCE

    def work(self, due: Set[str]) -> int:
        """What of the lanes that are due may be tried, at most AT_ONCE of each; the jobs done."""
        named = [lane for name, lane in self.lanes.items() if name in due]
        return sum(self._drain(lane) for lane in named if not self.rests(lane.name))

    def rests(self, lane: str) -> bool:
        return self.until.get(lane, self.wiring.clock.now()) > self.wiring.clock.now()

    def turn(self, *told: Any) -> Any:
        """The turn's conversation with Rasa, as FrontDesk asks for it."""
        self._die("turn", "before")
        said = self._turn(*told)
        self._die("turn", "after")
        return said

    def _drain(self, lane: Lane) -> int:
        done = lane.batch()
        if done:
            lane.width = AT_ONCE if lane.well else 1
        if done and not lane.well:
            self.until[lane.name] = self.wiring.clock.now() + RESTS.get(lane.name, A_MINUTE)
        return done

    def _deadly(self, kind: str, carrier: Carrier) -> Carrier:
        def carry(parcel: Any) -> Any:
            self._die(kind, "before")
            receipt = carrier.carry(parcel)
            self._die(kind, "after")
            return receipt

        return replace(carrier, carry=carry)

    def _die(self, kind: str, stage: str) -> None:
        if self.doom and (self.doom.kind, self.doom.stage) == (kind, stage):
            self.doom = None
            raise Killed(kind)
