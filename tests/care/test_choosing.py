"""Two values and no choice: both are shown, once more if need be, then a person."""

from typing import Any

import pytest

from gateway import replies
from gateway.cohort.tables import Patient
from gateway.db import Database
from tests.care.hearing import Clinic, glucose, pressure

SHOWN = {"type": "candidates", "of": [pressure(138, 82), pressure(142, 90)]}
VALUES = {"first": "138/82", "second": "142/90"}


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def wavers(clinic: Clinic, rosa: Patient, **more: Any) -> dict[str, Any]:
    """ "138/82 o 142/90"."""
    return clinic.told(
        rosa, "138/82 o 142/90", "clarify", reason="several_candidates", proposal=SHOWN, **more
    )


def test_the_question_shows_both_and_charts_neither(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    told = wavers(clinic, rosa, conversation=asked.id)

    assert (told["outcome"], told["reason"]) == ("ask_back", "several_candidates")
    assert told["values"] == {"read": "138/82 o 142/90", **VALUES}
    assert clinic.readings == []
    assert clinic.state(asked).pending == SHOWN


def test_her_choice_is_recorded_and_answers_the_check_in(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    wavers(clinic, rosa, conversation=asked.id)
    told = clinic.told(rosa, "2", readings=[pressure(142, 90)], conversation=asked.id)

    assert told["values"]["reading"] == "142/90"
    assert (clinic.state(asked).state, clinic.state(asked).pending) == ("answered", None)


def test_anything_else_is_asked_once_more_with_both_then_a_person(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")
    told = [wavers(clinic, rosa, conversation=asked.id)]
    for _ in range(2):
        told.append(clinic.told(rosa, "hm", "clarify", reason="unreadable", conversation=asked.id))

    assert [answer["outcome"] for answer in told] == ["ask_back", "ask_back", "to_person"]
    assert told[1]["values"] == {"read": "hm", "asked": "2", **VALUES}
    assert told[1]["reason"] == "several_candidates"
    assert clinic.state(asked).state == "person"


def test_with_nothing_open_it_is_the_same(clinic: Clinic, rosa: Patient) -> None:
    told = [wavers(clinic, rosa)]
    for _ in range(2):
        clinic.later(minutes=1)
        with clinic.db.reading() as session:
            conversation = "pt-x-2026-03-02"
            assert replies.left_open(session, rosa.id, conversation, now=clinic.now) == SHOWN
        told.append(clinic.told(rosa, "hm", "clarify", reason="unreadable"))

    assert [answer["outcome"] for answer in told] == ["ask_back", "ask_back", "to_person"]
    assert told[1]["values"]["second"] == "142/90"


def test_neither_of_them_is_asked_anew_without_them(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    wavers(clinic, rosa, conversation=asked.id)
    told = clinic.told(rosa, "ninguna", "clarify", reason="declined", conversation=asked.id)

    assert (told["reason"], "second" in told["values"]) == ("declined", False)
    assert clinic.state(asked).pending is None


def test_a_candidate_that_cannot_be_true_is_not_shown(clinic: Clinic, rosa: Patient) -> None:
    mixed = {"type": "candidates", "of": [glucose(142), glucose(9000)]}
    told = clinic.told(rosa, "142 o 9000", "clarify", reason="several_candidates", proposal=mixed)

    assert (told["outcome"], "second" in told["values"]) == ("ask_back", False)


def test_one_figure_of_a_reading_of_another_day_is_not_proposed(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "148/92", readings=[pressure(148, 92)])
    proposal = {**pressure(138, 92), "corrects": pressure(148, 92)}
    today = clinic.told(rosa, "era 138", "clarify", reason="proposal", proposal=proposal)
    clinic.later(days=1)
    tomorrow = clinic.told(rosa, "era 138", "clarify", reason="proposal", proposal=proposal)

    assert today["values"]["proposal"] == "138/92"
    assert (tomorrow["reason"], "proposal" in tomorrow["values"]) == (None, False)


@pytest.mark.parametrize(("act", "state"), [("emergency", "person"), ("stop", "stopped")])
def test_emergency_and_stop_end_every_open_question(
    clinic: Clinic, rosa: Patient, act: str, state: str
) -> None:
    asked, other = clinic.asks(rosa, "bp"), clinic.asks(rosa, "glucose")
    wavers(clinic, rosa, conversation=asked.id)
    clinic.told(rosa, "her words", act, conversation=asked.id)

    for check_in in (asked, other):
        now = clinic.state(check_in)
        assert (now.state, now.pending, now.rung_due_at) == (state, None, None)


@pytest.mark.parametrize("act", ["emergency", "stop"])
def test_with_nothing_open_they_end_what_was_proposed_too(
    clinic: Clinic, rosa: Patient, act: str
) -> None:
    wavers(clinic, rosa)
    clinic.later(minutes=1)
    clinic.told(rosa, "her words", act)

    with clinic.db.reading() as session:
        conversation = "pt-x-2026-03-02"
        assert replies.left_open(session, rosa.id, conversation, now=clinic.now) is None


def test_a_reading_beside_the_emergency_still_answers_its_check_in(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")
    clinic.told(rosa, "138/82, me duele el pecho", "emergency", readings=[pressure(138, 82)])

    assert clinic.state(asked).state == "answered"
