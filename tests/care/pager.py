"""A PagerDuty that keeps its own truth, and tells of it late, twice, out of order or not yet."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway import escalations
from tests.care.paging import DOCTOR
from tests.clinic import Clinic

MOVES = {  # what may happen to an incident: event -> from which states, to which
    "acknowledged": ({"triggered"}, "acknowledged"),
    "resolved": ({"triggered", "acknowledged"}, "resolved"),
    "unacknowledged": ({"acknowledged"}, "triggered"),
    "reopened": ({"resolved"}, "triggered"),
}


@dataclass
class Pager:
    """`incidents`: key -> state. `untold`: webhooks that have not been delivered."""

    clinic: Clinic
    incidents: dict[str, str] = field(default_factory=dict)
    untold: list[tuple[str, str, Any, datetime]] = field(default_factory=list)
    read: int = 0

    def settle(self) -> None:
        """Let the clinic do what is due, and take what it says to PagerDuty."""
        self.clinic.run()
        for kind, key in self.clinic.said_to_pager[self.read :]:
            if kind == "page" and self.incidents.get(key) in (None, "resolved"):
                self.incidents[key] = "triggered"
                self._tell(key, "triggered", None)
            elif kind in ("acknowledge", "resolve"):
                self.happens(key, f"{kind}d", None)
        self.read = len(self.clinic.said_to_pager)

    def happens(self, key: str, event: str, agent: Any) -> None:
        """By a person (`agent`) or by itself; what cannot happen to the incident does not."""
        before, after = MOVES[event]
        if self.incidents.get(key) in before:
            self.incidents[key] = after
            self._tell(key, event, agent)

    def by(self, number: int, event: str, *, person: bool) -> None:
        """Somebody clicks on one of the incidents, or PagerDuty acts on it alone."""
        if keys := list(self.incidents):
            self.happens(keys[number % len(keys)], event, DOCTOR if person else None)

    def deliver(self, number: int, *, twice: bool = False) -> None:
        """One of the webhooks that wait arrives, whichever."""
        if not self.untold:
            return
        told = self.untold.pop(number % len(self.untold))
        for _ in range(2 if twice else 1):
            key, event, agent, at = told
            self.clinic.do(
                escalations.heard, key, f"P:{key}", f"incident.{event}", agent, None, occurred_at=at
            )
        self.settle()

    def deliver_all(self) -> None:
        while self.untold:
            self.deliver(0)

    def _tell(self, key: str, event: str, agent: Any) -> None:
        self.clinic.clock.advance(seconds=1)
        self.untold.append((key, event, agent, self.clinic.now))
