"""Whatever happens while a critical value waits: it was in range in time, or somebody is paged."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from gateway import consent
from gateway.db import Base, Database
from gateway.escalations import Escalation
from gateway.readings import Reading
from gateway.rechecks.tables import Recheck
from gateway.timers import Timer
from tests.care.hearing import pressure
from tests.care.rechecking import GOOD, HIGH, Room, switched_on
from tests.clinic import Clinic

RULES = switched_on(Path(tempfile.mkdtemp(prefix="promotora-rechecks-")))


def says(body: str, *said: dict[str, object], act: str = "accept") -> Callable[[Room], None]:
    def happens(room: Room) -> None:
        room.sends(body, *said, act=act)

    return happens


def _minutes(count: int) -> Callable[[Room], None]:
    return lambda room: room.clinic.wait(minutes=count)


def _down(room: Room) -> None:
    room.clinic.clock.advance(minutes=4)


def _net_only(room: Room) -> None:
    room.texts("195/112")


def _corrects(room: Room) -> None:
    room.sends("sorry 138/82 not 190/110", GOOD, correction=True, wrong=[HIGH])


def _takes_the_good_one_back(room: Room) -> None:
    room.sends("sorry 150/85 not 138/82", pressure(150, 85), correction=True, wrong=[GOOD])


def _puts_the_good_one_right(room: Room) -> None:
    room.sends("sorry 136/80 not 138/82", pressure(136, 80), correction=True, wrong=[GOOD])


def _stops(room: Room) -> None:
    room.clinic.do(consent.stop, room.rosa.phone, source="keyword")


EVENTS: dict[str, Callable[[Room], None]] = {
    "a critical value": says("190/110", HIGH),
    "the net alone sees one": _net_only,
    "a good value": says("138/82", GOOD),
    "an abnormal value": says("150/85", pressure(150, 85)),
    "a value beyond the limit": says("210/120", pressure(210, 120)),
    "a value with a symptom": says("190/110 dizzy", HIGH, act="symptom"),
    "a correction": _corrects,
    "the good value was a slip": _takes_the_good_one_back,
    "the good value was nearly so": _puts_the_good_one_right,
    "a STOP": _stops,
    "five minutes": _minutes(5),
    "nine minutes": _minutes(9),
    "minutes without a worker": _down,
}


@settings(
    max_examples=16,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=st.lists(st.sampled_from(sorted(EVENTS)), min_size=2, max_size=7))
def test_after_any_order_of_events_every_critical_value_was_in_range_in_time_or_paged(
    db: Database, events: list[str]
) -> None:
    with db.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
    room = Room(Clinic(db), RULES)
    for event in events:
        room.clinic.clock.advance(seconds=1)
        EVENTS[event](room)
    room.clinic.wait(minutes=15)

    cases = room.clinic.all(Escalation, tier="critical")
    kept = {reading.id: reading for reading in room.clinic.all(Reading)}
    for row in room.clinic.all(Recheck):
        assert row.state in ("in_range", "paged"), "nothing waits for ever"
        if row.state == "paged":
            assert cases, "a page that was held back went out"
            continue
        second = kept[row.second_reading_id or ""]
        assert (second.severity, second.status) == ("normal", "final"), "it still stands"
        measured = second
        while measured.supersedes_id:
            measured = kept[measured.supersedes_id]
        assert measured.severity == "normal", "a correction is no measurement"
        assert measured.message_sid != row.message_sid
        assert row.ended_at is not None
        assert row.ended_at < row.fall_back_at
    waited = {row.reading_id for row in room.clinic.all(Recheck, state="in_range")}
    for reading in kept.values():
        assert reading.severity != "critical" or reading.id in waited or cases
    kinds = {timer.kind for timer in room.clinic.all(Timer)}
    assert not {kind for kind in kinds if kind.startswith("recheck")}
