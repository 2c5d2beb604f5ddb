"""Faults: one per vendor, until switched off, used up, or its time has passed."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal, get_args

from pydantic import BaseModel, Field

from sandbox.clock import Clock, iso
from sandbox.store import Store

Vendor = Literal["twilio", "pagerduty", "fhir", "auth"]
Mode = Literal[
    "slow", "429", "500", "drop_before", "drop_after", "down", "silent", "key_revoked",
    "callback_lost", "callback_doubled", "callback_disordered",
]  # fmt: skip
VENDORS: tuple[Vendor, ...] = get_args(Vendor)
MODES: tuple[Mode, ...] = get_args(Mode)
INSIDE = frozenset({"silent", "key_revoked"})
SLOW_SECONDS = 5.0


class Fault(BaseModel):
    """What goes wrong at one vendor.

    `seconds` is the delay of `slow`, and otherwise how long the fault lasts by the sandbox's
    clock; `hours` is the same in hours; `until` names the end itself. PagerDuty alone can be
    `silent` (202, and then nobody is told) or know our key no more (`key_revoked`).
    """

    mode: Mode
    count: int | None = Field(None, ge=1, description="How many times; none: until switched off.")
    seconds: float | None = Field(None, ge=0)
    hours: float | None = Field(None, ge=0)
    retry_after: int | None = Field(None, ge=0, description="Seconds in the Retry-After header.")
    until: datetime | None = None

    def ending(self, now: float) -> "Fault":
        """The same fault with its end as a moment."""
        lasts = (self.hours or 0) * 3600
        if self.mode != "slow":
            lasts += self.seconds or 0
        if self.until or not lasts:
            return self
        return self.model_copy(update={"until": datetime.fromisoformat(str(iso(now + lasts)))})


class Faults:
    """The switches, remembered, so that a killed sandbox comes back just as broken."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.on = {
            row["vendor"]: Fault.model_validate_json(row["body"])
            for row in store.all("select * from faults")
        }

    def put(self, vendor: str, fault: Fault) -> Fault:
        fault = fault.ending(self.clock.now())
        self.on[vendor] = fault
        self.store.run(
            "insert or replace into faults values (?, ?)", vendor, fault.model_dump_json()
        )
        return fault

    def clear(self, vendor: str | None = None) -> None:
        for name in (vendor,) if vendor else VENDORS:
            self.on.pop(name, None)
            self.store.run("delete from faults where vendor = ?", name)

    def current(self, vendor: str) -> Fault | None:
        fault = self.on.get(vendor)
        if fault and fault.until and fault.until.timestamp() <= self.clock.now():
            self.clear(vendor)
            return None
        return fault

    def strike(self, vendor: str, *, callback: bool, of: Collection[str] = ()) -> Fault | None:
        """The fault that hits this request (or this callback), counted down.

        `of`: only these, which the vendor's own API acts out, and no front door.
        """
        fault = self.current(vendor)
        if fault is None or fault.mode.startswith("callback_") != callback:
            return None
        if (fault.mode in INSIDE) != bool(of) or (of and fault.mode not in of):
            return None
        if fault.count == 1:
            self.clear(vendor)
        elif fault.count:
            self.put(vendor, fault.model_copy(update={"count": fault.count - 1}))
        return fault

    def down_until(self, vendor: str) -> float | None:
        """When to look again at a vendor that is down; None while it is up."""
        fault = self.current(vendor)
        return self.clock.now() + 0.5 if fault and fault.mode == "down" else None
