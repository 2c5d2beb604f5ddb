"""The good second value is taken back; what she is told of the first is true when it is said."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gateway import escalations, inbox
from gateway.escalations import Escalation
from gateway.inbox import InboundMessage
from gateway.readings import Reading
from gateway.rechecks.tables import Recheck
from gateway.vendors.delivery import Later
from tests.care.hearing import pressure
from tests.care.paging import NURSE, hear
from tests.care.rechecking import GOOD, HIGH, Room, switched_on
from tests.clinic import Clinic

ABNORMAL, ALSO_GOOD = pressure(150, 85), pressure(136, 80)


@pytest.fixture
def room(clinic: Clinic, tmp_path: Path) -> Room:
    return Room(clinic, switched_on(tmp_path))


def measured_well(room: Room) -> None:
    """190/110, and 138/82 in time: nobody was paged."""
    room.sends("190/110", HIGH)
    room.clinic.wait(minutes=6)
    room.sends("138/82", GOOD)
    assert (room.state, room.paged()) == ("in_range", 0)


def corrects(room: Room, right: dict[str, Any], wrong: dict[str, Any]) -> str:
    return room.sends("sorry, not that", right, correction=True, wrong=[wrong])


@pytest.mark.parametrize("right", [ABNORMAL, pressure(188, 108)], ids=["abnormal", "critical"])
def test_when_the_good_second_value_was_a_slip_the_first_pages_after_all(
    room: Room, right: dict[str, Any]
) -> None:
    measured_well(room)
    room.clinic.wait(hours=2)
    corrects(room, right, GOOD)

    room.clinic.run()
    [critical] = [sent for sent in room.clinic.pages if sent.severity == "critical"]
    [case] = room.clinic.all(Escalation, tier="critical")
    assert critical.dedup_key == case.dedup_key
    assert case.detail.startswith("blood_pressure 190/110")
    assert case.detail.endswith("measured again in range, but that value was put right since")
    row = room.clinic.one(Recheck)
    assert (row.state, row.why) == ("paged", "taken_back")
    told = " ".join(note.text for note in room.clinic.notes)
    assert "Critical escalation" in told


def test_a_second_value_put_right_by_another_good_one_stays_good_until_that_goes_too(
    room: Room,
) -> None:
    measured_well(room)
    assert corrects(room, ALSO_GOOD, GOOD) == "corrected"
    assert (room.state, room.paged()) == ("in_range", 0)
    standing = [reading.id for reading in room.clinic.all(Reading, written="136/80")]
    assert [room.clinic.one(Recheck).second_reading_id] == standing

    corrects(room, ABNORMAL, ALSO_GOOD)
    room.clinic.run()
    assert room.state == "paged"
    assert len(room.clinic.all(Escalation, tier="critical")) == 1


def test_a_correction_that_is_told_twice_pages_once(room: Room) -> None:
    measured_well(room)
    sid = room.texts("sorry 188/108")
    for _ in range(2):
        room.turn(sid, pressure(188, 108), correction=True, wrong=[GOOD])

    assert room.paged() == 1


def test_any_other_reading_put_right_changes_nothing_about_it(room: Room) -> None:
    measured_well(room)
    room.sends("139/81", pressure(139, 81))
    corrects(room, ABNORMAL, pressure(139, 81))

    room.clinic.run()
    assert (room.state, room.clinic.all(Escalation, tier="critical")) == ("in_range", [])


def test_after_the_fall_back_the_late_turn_says_that_people_are_being_told(room: Room) -> None:
    sid = room.texts("190/110")  # Rasa is down
    room.clinic.wait(minutes=15)
    assert room.paged() == 1

    assert room.turn(sid, HIGH) == "critical"
    assert room.paged() == 1


@pytest.mark.parametrize("closed", [False, True], ids=["acknowledged", "closed"])
def test_when_a_clinician_had_it_before_the_turn_she_is_told_that_it_was_seen(
    room: Room, closed: bool
) -> None:
    sid = room.texts("190/110")
    room.clinic.wait(minutes=15)
    hear(room.clinic, "acknowledged", NURSE)
    if closed:
        room.clinic.do(_closes)

    assert room.turn(sid, HIGH) == "critical_seen"
    assert room.paged() == 1


def _closes(session: Session, *, now: Any) -> None:
    [case] = session.query(Escalation).all()
    escalations.close(session, case, "Nina Park", now)


def test_when_it_ended_in_range_before_the_turn_nobody_is_said_to_be_told(room: Room) -> None:
    sid = room.texts("190/110")
    room.clinic.do(_to_a_person, sid)  # its turn failed too often
    room.clinic.wait(minutes=5)
    room.sends("138/82", GOOD)
    assert room.state == "in_range"

    assert room.turn(sid, HIGH) == "recorded", "a person had it read once more"
    assert (room.state, room.paged()) == ("in_range", 0)
    first = next(reading for reading in room.clinic.all(Reading) if reading.message_sid == sid)
    assert room.clinic.one(Recheck).reading_id == first.id


def _to_a_person(session: Session, sid: str, *, now: Any) -> None:
    [message] = session.query(InboundMessage).filter_by(sid=sid)
    inbox.give_to_person(message, now=now)


def test_a_worse_number_than_the_net_saw_pages_although_it_ended_in_range(room: Room) -> None:
    sid = room.texts("190/110")
    room.clinic.do(_to_a_person, sid)
    room.sends("138/82", GOOD)

    assert room.turn(sid, pressure(210, 110)) == "critical"
    assert room.paged() == 1


def test_a_value_that_waits_and_is_repeated_is_not_said_to_be_told_to_anybody(room: Room) -> None:
    room.sends("190/110", HIGH)
    room.clinic.wait(minutes=1)

    assert room.sends("yes, it is 190 110", HIGH, correction=True) == "recorded"
    assert (room.state, room.paged()) == ("waiting", 0)


def test_a_text_that_asks_to_measure_again_is_not_sent_when_all_is_settled(room: Room) -> None:
    room.clinic.trouble["sms"] = [Later(None, "carrier down")]
    sid = room.texts("190/110")
    assert room.asked() == 0, "it waits for the carrier"
    room.turn(sid, HIGH)
    room.sends("138/82", GOOD)
    room.clinic.wait(minutes=5)

    assert (room.state, room.asked()) == ("in_range", 0)
