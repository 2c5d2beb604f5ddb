"""Letters: posted once, carried at least once, looked up before they are repeated."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gateway import outbox
from gateway.clock import StoppedClock
from gateway.db import Database
from gateway.outbox import Kind, Letter, Moot, NotYet
from gateway.outbox import carry as carrying
from gateway.outbox.carry import Carrier
from gateway.post_office import PostOffice
from gateway.vendors.delivery import Later, Receipt, Undeliverable, Unsure

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LEASE = timedelta(seconds=45)


@dataclass
class Vendor:
    """A vendor with a memory and a list of what goes wrong next."""

    trouble: list[Exception] = field(default_factory=list)
    arrived: list[str] = field(default_factory=list)
    lookups: int = 0

    def carry(self, parcel: str) -> Receipt:
        problem = self.trouble.pop(0) if self.trouble else None
        if problem is None or isinstance(problem, Unsure):
            self.arrived.append(parcel)  # an Unsure has had its effect: the worst case
        if problem:
            raise problem
        return Receipt(f"remote-{parcel}")

    def find(self, parcel: str, _since: datetime) -> Receipt | None:
        self.lookups += 1
        return Receipt(f"found-{parcel}") if parcel in self.arrived else None


class Desk:
    """A post office with one vendor, and what the letters' subjects were told."""

    def __init__(self, db: Database, give_up_after: int | None = None) -> None:
        self.db, self.vendor, self.clock = db, Vendor(), StoppedClock(NOW)
        self.told: list[tuple[str, str]] = []
        self.moot: set[str] = set()
        self.wait_until: datetime | None = None
        kind = Kind("note", "chart", self.prepare, self.settle, self.refused, give_up_after)
        self.carrier = Carrier(kind, self.vendor.carry, self.vendor.find)
        self.office = PostOffice(db, self.clock, {"note": self.carrier}, "w1", LEASE)
        self.lane = next(lane for lane in self.office.lanes() if lane.name == "chart")

    def prepare(self, _session: Session, letter: Letter, now: datetime) -> str:
        if letter.subject_id in self.moot:
            raise Moot("nobody wants it")
        if self.wait_until and now < self.wait_until:
            raise NotYet(self.wait_until, "quiet hours")
        return letter.subject_id

    def settle(self, _session: Session, letter: Letter, receipt: Any, _now: datetime) -> None:
        self.told.append((letter.subject_id, receipt.remote_id))

    def refused(self, _session: Session, letter: Letter, code: str, _now: datetime) -> None:
        self.told.append((letter.subject_id, f"refused {code}"))

    def post(self, subject: str, **how: Any) -> None:
        with self.db.transaction() as session:
            outbox.post(
                session, "note", subject, key=f"note:{subject}", now=self.clock.now(), **how
            )

    def letter(self, subject: str = "a") -> Letter:
        with self.db.reading() as session:
            return session.query(Letter).filter_by(subject_id=subject).one()

    def after(self, **time: float) -> None:
        self.clock.advance(**time)
        self.lane.drain()


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def test_a_letter_arrives_and_its_subject_is_told(desk: Desk) -> None:
    desk.post("a")
    desk.post("a")
    desk.lane.drain()

    assert desk.vendor.arrived == ["a"]
    assert desk.told == [("a", "remote-a")]
    assert desk.letter().state == "sent"


def test_a_vendor_that_is_down_is_tried_again_for_ever(desk: Desk) -> None:
    desk.post("a")
    desk.vendor.trouble = [Later(None, "cannot be reached") for _ in range(40)]
    for _ in range(60):
        desk.after(minutes=20)

    assert desk.vendor.arrived == ["a"]
    assert desk.letter().tries == 41


def test_retry_after_is_honoured(desk: Desk) -> None:
    desk.post("a")
    desk.vendor.trouble = [Later(120.0, "asks to wait")]
    desk.lane.drain()
    desk.after(seconds=100)
    assert desk.vendor.arrived == []

    desk.after(seconds=21)
    assert desk.vendor.arrived == ["a"]


def test_after_a_time_out_the_letter_is_looked_up_and_not_sent_twice(desk: Desk) -> None:
    desk.post("a")
    desk.vendor.trouble = [Unsure("no answer")]
    desk.lane.drain()
    assert desk.letter().state == "unknown"

    desk.after(seconds=5)
    assert desk.vendor.arrived == ["a"]
    assert desk.told == [("a", "found-a")]


def test_a_worker_killed_after_the_effect_leaves_a_letter_that_is_looked_up(desk: Desk) -> None:
    desk.post("a")
    with desk.db.transaction() as session:
        [held] = claim(session, desk, machine=NOW - 2 * LEASE)
    desk.vendor.carry(held.parcel)  # and here the process dies

    desk.lane.drain()
    assert desk.vendor.arrived == ["a"]
    assert desk.told == [("a", "found-a")]


def test_a_lease_keeps_other_workers_away_while_it_lasts(desk: Desk) -> None:
    desk.post("a")
    with desk.db.transaction() as session:
        assert len(claim(session, desk, machine=NOW)) == 1
    with desk.db.transaction() as session:
        assert claim(session, desk, machine=NOW + LEASE / 2) == []


def test_a_refusal_is_final_and_the_subject_hears_why(desk: Desk) -> None:
    desk.post("a")
    desk.vendor.trouble = [Undeliverable("21610", "opted out")]
    desk.lane.drain()
    desk.after(days=1)

    assert desk.letter().state == "dead"
    assert desk.told == [("a", "refused 21610")]


def test_a_kind_that_gives_up_becomes_a_dead_letter(db: Database) -> None:
    desk = Desk(db, give_up_after=3)
    desk.post("a")
    desk.vendor.trouble = [Later(None, "down") for _ in range(9)]
    for _ in range(9):
        desk.after(hours=1)

    assert desk.letter().state == "dead"
    assert desk.letter().tries == 3
    assert desk.told == [("a", "refused gave_up")]


def test_a_letter_nobody_wants_any_more_is_not_sent(desk: Desk) -> None:
    desk.post("a")
    desk.moot.add("a")
    desk.lane.drain()

    assert desk.vendor.arrived == []
    assert desk.letter().state == "moot"


def test_quiet_hours_are_judged_when_sending_not_when_posting(desk: Desk) -> None:
    desk.post("a")
    desk.wait_until = NOW + timedelta(hours=8)
    desk.lane.drain()
    assert desk.vendor.arrived == []

    desk.after(hours=8)
    assert desk.vendor.arrived == ["a"]


def test_a_letter_past_its_time_is_moot(desk: Desk) -> None:
    desk.post("a", not_after=NOW + timedelta(hours=2))
    desk.after(hours=3)

    assert desk.vendor.arrived == []
    assert desk.letter().state == "moot"


def test_a_withdrawn_letter_stays_at_home(desk: Desk) -> None:
    desk.post("a")
    with desk.db.transaction() as session:
        outbox.withdraw(session, "a", "note", why="answered", now=NOW)
    desk.lane.drain()

    assert desk.vendor.arrived == []


def test_urgent_letters_overtake_a_long_queue(desk: Desk) -> None:
    for number in range(5):
        desk.post(f"prompt {number}")
    desk.post("emergency", urgent=True)
    desk.lane.drain()

    assert desk.vendor.arrived[0] == "emergency"


def test_an_unexpected_fault_of_ours_keeps_the_letter(desk: Desk) -> None:
    desk.post("a")
    desk.vendor.trouble = [ZeroDivisionError()]
    desk.lane.drain()
    desk.after(seconds=5)

    assert desk.vendor.arrived == ["a"]
    assert desk.letter().state == "sent"


def claim(
    session: Session,
    desk: Desk,
    machine: datetime,
    worker: str = "w1",
    carriers: dict[str, Carrier] | None = None,
) -> list[carrying.Claimed]:
    carriers = carriers or {"note": desk.carrier}
    return carrying.claim(
        session, "chart", carriers, 9, worker=worker, lease=LEASE, now=NOW, machine=machine
    )
