"""What never waits to be measured again, and what is no second measurement."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway import consent
from gateway.check_ins import pauses
from gateway.errors import BadRules
from gateway.readings import Reading
from gateway.rechecks.course import COURSE, leads_to
from gateway.rechecks.tables import Recheck
from tests.care.hearing import pressure
from tests.care.rechecking import GOOD, HIGH, SIGNED, Room, switched_on
from tests.clinic import Clinic


@pytest.fixture
def room(clinic: Clinic, tmp_path: Path) -> Room:
    return Room(clinic, switched_on(tmp_path))


@pytest.mark.parametrize(
    ("body", "said"),
    [("200/110", pressure(200, 110)), ("78/50", pressure(78, 50)), ("150/131", pressure(150, 131))],
)
def test_a_value_beyond_the_stated_limit_pages_at_once(
    room: Room, body: str, said: dict[str, Any]
) -> None:
    assert room.sends(body, said) == "critical"
    assert (room.paged(), room.asked()) == (1, 0)


def test_words_of_danger_page_at_once_beside_the_value_and_while_it_waits(room: Room) -> None:
    room.texts("190/110 and I have chest pain")
    assert (room.paged(), room.clinic.all(Recheck)) == (1, [])


def test_words_of_danger_later_page_at_once(room: Room) -> None:
    room.sends("190/110", HIGH)
    room.texts("I have chest pain")
    assert room.paged() == 1
    room.clinic.wait(minutes=15)

    assert room.paged() == 1, "one case: the fall-back joins it"
    assert room.state == "paged"


@pytest.mark.parametrize("act", ["symptom", "callback", "med_question", "emergency", "stop"])
def test_a_number_with_something_else_beside_it_pages_at_once(room: Room, act: str) -> None:
    sid = room.texts("190/110 and more")
    assert room.state == "waiting"
    room.turn(sid, HIGH, act=act)

    assert (room.state, room.paged()) == ("paged", 1)


def test_a_correction_is_no_second_measurement(room: Room) -> None:
    room.sends("190/110", HIGH)
    room.clinic.wait(minutes=1)
    wrong = {"correction": True, "wrong": [HIGH]}
    room.sends("sorry 138/82 not 190/110", GOOD, **wrong)
    assert [reading.written for reading in room.clinic.all(Reading, status="final")] == ["138/82"]
    room.clinic.wait(minutes=14)

    assert (room.state, room.paged()) == ("paged", 1)


@pytest.mark.parametrize("how", ["opts out", "is paused"])
def test_who_opts_out_or_is_paused_meanwhile_is_paged_for_all_the_same(
    room: Room, how: str
) -> None:
    room.sends("190/110", HIGH)
    if how == "opts out":
        room.clinic.do(consent.stop, room.rosa.phone, source="keyword")
    else:
        ends_on = room.clinic.now.date() + timedelta(days=5)
        room.clinic.do(pauses.pause, room.rosa, "hospital", ends_on, by="nurse")
    room.clinic.wait(minutes=15)

    assert room.paged() == 1


def test_who_may_not_be_texted_is_not_asked_and_pages_at_once(room: Room) -> None:
    room.clinic.do(consent.stop, room.rosa.phone, source="keyword")
    room.sends("190/110", HIGH)

    assert (room.paged(), room.clinic.all(Recheck)) == (1, [])


def test_on_the_phone_nothing_waits(room: Room) -> None:
    room.texts("190/110", channel="voice")
    assert room.paged() == 1


def test_the_net_and_the_turn_are_one_and_a_repeated_call_changes_nothing(room: Room) -> None:
    sid = room.texts("190/110")
    for _ in range(2):
        assert room.turn(sid, HIGH) == "silent"
        assert room.asked() == 1
    room.clinic.wait(minutes=15)

    assert (len(room.clinic.all(Recheck)), room.paged()) == (1, 1)


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        (f"signed: {SIGNED}", "signed: false", "nobody signed must say `active: false`"),
        ("after: 5 minutes", "after: 5 hours", "is not like"),
        ("fall_back_after: 15 minutes", "fall_back_after: 5 minutes", "longer than `after`"),
        ("190/110: measure again", "190/110: page at once", "should be page at once, but it is"),
        ("systolic at least 200", "sistolic at least 200", "is not measured here"),
    ],
)
def test_a_rule_that_cannot_be_meant_stops_the_start(
    tmp_path: Path, written: str, instead: str, said: str
) -> None:
    with pytest.raises(BadRules, match="hypertension.yml, recheck") as refused:
        switched_on(tmp_path, **{written: instead})
    assert said in str(refused.value)


def test_whatever_happens_the_wait_ends_in_range_or_with_a_page() -> None:
    ends = {leads_to(state, event) for state, event in COURSE}
    assert ends == {"in_range", "paged"}
    assert leads_to("paged", "in_range") is None, "a page is never taken back"
    assert {event for state, event in COURSE if state == "in_range"} == {"taken_back"}
