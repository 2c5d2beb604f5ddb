"""Letters in trouble: doubt is never forgotten, and no letter stands in another's way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import carriers as vendors_of
from gateway import check_ins, outbox
from gateway.clock import StoppedClock
from gateway.db import Database
from gateway.messages import sms
from gateway.outbox import Kind, Letter
from gateway.outbox import carry as carrying
from gateway.outbox.carry import Carrier
from gateway.outbox.rate import take_turn
from gateway.post_office import PostOffice
from gateway.settings import Settings
from gateway.vendors.delivery import Later, Receipt
from gateway.wiring import wire
from tests.clinic import PROTOCOLS

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LEASE = timedelta(seconds=45)


class Chart:
    """A chart without conditional create: what is posted twice is there twice."""

    def __init__(self, db: Database) -> None:
        self.db, self.clock = db, StoppedClock(NOW)
        self.filed: list[str] = []
        self.down: list[Exception] = []
        self.poison: set[str] = set()
        kind = Kind("note", "chart", self.prepare, lambda *_: None, lambda *_: None)
        self.carrier = Carrier(kind, self.carry, self.find)
        self.office = PostOffice(db, self.clock, {"note": self.carrier}, "w2", LEASE)
        self.lane = next(lane for lane in self.office.lanes() if lane.name == "chart")

    def prepare(self, _session: Session, letter: Letter, _now: datetime) -> str:
        if letter.subject_id in self.poison:
            raise RuntimeError("a row that cannot be prepared")
        return letter.subject_id

    def carry(self, parcel: str) -> Receipt:
        self.filed.append(parcel)
        return Receipt(f"DR-{parcel}")

    def find(self, parcel: str, _since: datetime) -> Receipt | None:
        if self.down:
            raise self.down.pop(0)
        return Receipt(f"DR-{parcel}") if parcel in self.filed else None

    def post(self, subject: str, kind: str = "note") -> None:
        with self.db.transaction() as session:
            outbox.post(session, kind, subject, key=subject, now=self.clock.now())

    def claim(self, worker: str, machine: datetime) -> list[carrying.Claimed]:
        with self.db.transaction() as session:
            return carrying.claim(
                session,
                "chart",
                {"note": self.carrier},
                9,
                worker=worker,
                lease=LEASE,
                now=self.clock.now(),
                machine=machine,
            )

    def letter(self, subject: str) -> Letter:
        with self.db.reading() as session:
            return session.query(Letter).filter_by(subject_id=subject).one()


@pytest.fixture
def chart(db: Database) -> Chart:
    return Chart(db)


def test_a_dead_workers_letter_stays_in_doubt_while_it_cannot_be_looked_up(chart: Chart) -> None:
    chart.post("a")
    [held] = chart.claim("w1", NOW - 2 * LEASE)
    chart.carry(held.parcel)  # and here w1 dies
    chart.down = [Later(None, "the chart asks to wait (503)")]

    chart.lane.drain()
    chart.clock.advance(seconds=5)
    chart.lane.drain()

    assert chart.filed == ["a"]
    assert chart.letter("a").state == "sent"


def test_a_letter_that_cannot_be_prepared_waits_and_the_others_leave(chart: Chart) -> None:
    chart.poison = {"bad"}
    chart.post("bad")
    chart.post("good")
    chart.lane.drain()

    assert chart.filed == ["good"]
    waiting = chart.letter("bad")
    assert waiting.state == "todo"
    assert waiting.next_at > NOW
    assert waiting.last_error == "RuntimeError"


def test_a_mended_letter_leaves_after_all(chart: Chart) -> None:
    chart.poison = {"bad"}
    chart.post("bad")
    chart.lane.drain()
    chart.poison = set()
    chart.clock.advance(minutes=1)
    chart.lane.drain()

    assert chart.filed == ["bad"]


def test_a_letter_of_a_kind_this_worker_does_not_know_holds_nobody_up(chart: Chart) -> None:
    chart.post("newer", kind="note")
    with chart.db.transaction() as session:
        session.query(Letter).update({"kind": "kind_of_a_newer_release"})
    chart.post("good")
    chart.lane.drain()

    assert chart.filed == ["good"]


def test_a_late_worker_does_not_take_the_letter_from_the_one_who_has_it(chart: Chart) -> None:
    chart.post("a")
    [slow] = chart.claim("w1", NOW - 2 * LEASE)
    [_held] = chart.claim("w3", NOW)
    with chart.db.transaction() as session:
        carrying.try_later(session, slow, chart.carrier, "slow", now=NOW)

    assert chart.letter("a").lease_by == "w3"


def test_a_letter_known_to_have_arrived_is_not_refused_afterwards(chart: Chart) -> None:
    chart.post("a")
    [held] = chart.claim("w1", NOW)
    with chart.db.transaction() as session:
        carrying.settle(session, held, Receipt("DR-a"), chart.carrier, now=NOW)
    with chart.db.transaction() as session:
        carrying.refuse(session, held, chart.carrier, "422", "no", now=NOW)

    assert chart.letter("a").state == "sent"


def test_a_machine_clock_that_is_set_back_does_not_silence_the_sending_number(
    db: Database,
) -> None:
    with db.transaction() as session:
        assert take_turn(session, "+1", 1.0, machine=NOW + timedelta(days=1))
    with db.transaction() as session:
        assert take_turn(session, "+1", 1.0, machine=NOW)
        assert not take_turn(session, "+1", 1.0, machine=NOW)


def real_carriers() -> dict[str, Carrier]:
    return vendors_of.carriers(wire(Settings(), StoppedClock(NOW)))


@pytest.mark.parametrize(("kind", "at_most"), [("page", 120), ("sms", 240), ("note", 5000)])
def test_no_vendor_may_park_a_page_for_an_hour(db: Database, kind: str, at_most: int) -> None:
    carrier = real_carriers()[kind]
    with db.transaction() as session:
        outbox.post(session, kind, "s", key="k", now=NOW)
        letter = session.scalars(select(Letter)).one()
        letter.tries = 1
        held = carrying.Claimed(letter, None, False, None)
        carrying.try_later(session, held, carrier, "asks to wait", now=NOW, after=3600.0)
        waits = (letter.next_at - NOW).total_seconds()

    assert waits <= at_most
    assert kind != "note" or waits >= 3600


def test_a_text_is_tried_for_about_two_hours_before_it_is_given_up(db: Database) -> None:
    clock, carrier = StoppedClock(NOW), real_carriers()["sms"]
    given_up: list[datetime] = []

    def refused(*_told: Any) -> None:
        given_up.append(clock.now())

    def down(_parcel: Any) -> Receipt:
        raise Later(None, "cannot be reached")

    hours = check_ins.load(PROTOCOLS).quiet_hours
    limit = sms(hours).give_up_after
    kind = Kind("sms", "texts", lambda *_: "words", lambda *_: None, refused, limit)
    office = PostOffice(
        db, clock, {"sms": Carrier(kind, down, longest_wait=carrier.longest_wait)}, "w1", LEASE
    )
    texts = next(lane for lane in office.lanes() if lane.name == "texts")
    with db.transaction() as session:
        outbox.post(session, "sms", "m", key="m", now=NOW)
    while not given_up and clock.now() < NOW + timedelta(hours=4):
        texts.drain()
        clock.advance(seconds=30)

    assert given_up
    assert timedelta(hours=1.5) < given_up[0] - NOW < timedelta(hours=2.5)
