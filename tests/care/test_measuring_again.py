"""Measure again in five minutes: switched on by a clinician; no good value in time pages."""

from pathlib import Path
from typing import Any

import pytest

from gateway import rechecks, replies
from gateway.escalations import Escalation
from gateway.readings import Reading
from gateway.rechecks.tables import Recheck
from gateway.replies import Told
from gateway.timers import Timer
from tests.care.hearing import SAMPLE, WORDS, pressure, understood
from tests.care.rechecking import GOOD, HIGH, Room, switched_on
from tests.clinic import Clinic


@pytest.fixture
def room(clinic: Clinic, tmp_path: Path) -> Room:
    return Room(clinic, switched_on(tmp_path))


def test_as_shipped_it_is_off_and_a_critical_value_pages_at_once(clinic: Clinic) -> None:
    room = Room(clinic, SAMPLE)
    assert room.sends("190/110", HIGH) == "critical"

    assert room.paged() == 1
    assert clinic.all(Recheck) == []
    assert all(not rule.active and rule.signed is None for rule in SAMPLE.rechecks.values())
    assert {"hypertension", "diabetes"} <= set(SAMPLE.rechecks)


def test_she_is_asked_to_measure_again_and_a_good_value_ends_it_with_both_charted(
    room: Room,
) -> None:
    assert room.sends("190/110", HIGH) == "silent", "nobody is being told yet, so we do not say so"
    assert (room.asked(), room.paged()) == (1, 0)
    room.clinic.wait(minutes=6)
    assert room.sends("138/82", GOOD) == "recorded"
    room.clinic.wait(minutes=30)

    assert (room.state, room.paged(), room.clinic.all(Escalation)) == ("in_range", 0, [])
    row = room.clinic.one(Recheck)
    first, second = room.clinic.all(Reading)
    assert (row.reading_id, row.second_reading_id) == (first.id, second.id)
    told = " ".join(note.text for note in room.clinic.notes)
    assert "Asked to measure again" in told
    assert "Measured again and in range; before it blood_pressure 190/110" in told


@pytest.mark.parametrize("second", [pressure(188, 108), pressure(150, 85)], ids=["same", "milder"])
def test_a_second_value_that_is_not_in_range_pages(room: Room, second: dict[str, Any]) -> None:
    room.sends("190/110", HIGH)
    room.clinic.wait(minutes=5)
    room.sends("and now", second)

    room.clinic.run()
    assert room.state == "paged"
    assert [sent.severity for sent in room.clinic.pages].count("critical") == 1
    assert room.clinic.one(Escalation, tier="critical").detail.startswith("blood_pressure 190/110")


def test_no_answer_pages_after_a_quarter_of_an_hour_to_the_minute(room: Room) -> None:
    room.sends("190/110", HIGH)
    room.clinic.wait(minutes=14, seconds=59)
    assert room.paged() == 0
    room.clinic.wait(seconds=1)

    assert room.paged() == 1
    case = room.clinic.one(Escalation)
    assert case.detail.endswith("not measured again in time")
    assert case.reading_id == room.clinic.one(Reading).id


def test_a_good_value_that_comes_too_late_closes_nothing(room: Room) -> None:
    room.sends("190/110", HIGH)
    room.clinic.wait(minutes=16)
    room.sends("138/82", GOOD)
    room.clinic.run()

    assert (room.paged(), room.clinic.one(Escalation).state) == (1, "open")


def test_a_late_value_pages_also_while_the_worker_is_down(room: Room) -> None:
    room.sends("190/110", HIGH)
    room.clinic.clock.advance(minutes=20)  # nobody looks at any timer meanwhile
    room.sends("138/82", GOOD)

    assert (room.state, room.paged()) == ("paged", 1)


def test_a_worker_that_is_killed_or_comes_back_late_loses_nothing(room: Room) -> None:
    room.sends("190/110", HIGH)
    room.clinic.clock.advance(hours=3)
    room.clinic.connect()  # a new worker, with its own handlers
    room.clinic.handlers |= rechecks.timer_handlers(WORDS)

    assert room.paged() == 1
    assert room.asked() == 0, "the text would be too late to be useful"


def test_the_timers_are_kept_with_the_value_or_not_at_all(room: Room) -> None:
    def killed() -> None:
        sid = room.texts("feeling ok")
        told = Told(sid, room.rosa.id, "pt-x", understood(readings=[HIGH]))
        with room.clinic.db.transaction() as session:
            replies.take(session, told, room.rules, now=room.clinic.now, words=WORDS)
            raise RuntimeError("killed before the commit")

    with pytest.raises(RuntimeError):
        killed()
    assert room.clinic.all(Recheck) == []
    assert not [t for t in room.clinic.all(Timer) if t.kind.startswith("recheck")]


def test_rasa_down_the_net_alone_asks_and_pages(room: Room) -> None:
    room.texts("190/110")
    assert (room.asked(), room.paged()) == (1, 0)
    room.clinic.wait(minutes=15)

    assert room.paged() == 1
    assert room.clinic.one(Escalation).cause == "critical_words"


def test_a_reply_before_our_text_was_delivered_counts_and_the_text_stays_unsaid(
    room: Room,
) -> None:
    room.sends("190/110", HIGH)
    room.sends("138/82 now", GOOD)

    assert (room.state, room.asked(), room.paged()) == ("in_range", 0, 0)
