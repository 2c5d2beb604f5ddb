"""Asking back what was unclear: with what was read, twice at most, then a person."""

from typing import Any

import pytest

from gateway import replies
from gateway.cohort.tables import Patient
from gateway.db import Database
from tests.care.hearing import Clinic, pressure, read_as


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def test_an_unclear_reply_is_asked_back_with_what_was_read(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(
        rosa,
        "12/8",
        "clarify",
        reason="cmhg",
        proposal=pressure(120, 80),
        evidence=[read_as("12/8", "blood_pressure")],
        conversation=asked.id,
    )

    assert told == {
        "outcome": "ask_back",
        "context": "bp",
        "language": "es",
        "reason": "cmhg",
        "values": {"read": "12/8", "proposal": "120/80"},
    }
    now = clinic.state(asked)
    assert (now.state, now.asked_back, now.pending) == ("asked", 1, pressure(120, 80))
    assert clinic.readings == []


def test_any_other_reply_forgets_what_was_proposed(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    clinic.told(rosa, "12/8", "clarify", proposal=pressure(120, 80), conversation=asked.id)
    clinic.told(rosa, "who is this?", "help", conversation=asked.id)

    assert clinic.state(asked).pending is None


def test_a_yes_after_a_change_of_language_confirms_nothing(clinic: Clinic, rosa: Patient) -> None:
    """She is asked for her reading anew: a "yes" is no answer to a proposal she could not read."""
    asked = clinic.asks(rosa, "bp")
    clinic.told(rosa, "12/8", "clarify", proposal=pressure(120, 80), conversation=asked.id)
    clinic.told(rosa, "english please", "language", language="en", conversation=asked.id)

    assert clinic.state(asked).pending is None


def test_with_nothing_open_a_person_has_the_third_message_and_what_follows(
    clinic: Clinic, rosa: Patient
) -> None:
    outcomes = []
    for _ in range(4):
        outcomes.append(clinic.told(rosa, "hm", "clarify")["outcome"])
        clinic.later(minutes=1)

    assert outcomes == ["ask_back", "ask_back", "to_person", "person_reads"]


def test_an_implausible_proposal_is_not_proposed(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(rosa, "82/138", "clarify", reason="reversed", proposal=pressure(82, 138))

    assert (told["reason"], "proposal" in told["values"]) == (None, False)
    assert clinic.state(asked).pending is None


def test_asked_back_twice_a_person_reads_the_third_unclear_reply(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")
    outcomes = [
        clinic.told(rosa, "hm", "clarify", conversation=asked.id)["outcome"] for _ in range(3)
    ]

    assert outcomes == ["ask_back", "ask_back", "to_person"]
    assert clinic.tasks == [("unclear_reply", "unclear")]
    assert clinic.state(asked).state == "person"


def test_with_nothing_open_a_third_unclear_message_goes_to_a_person_whatever_lay_between(
    clinic: Clinic, rosa: Patient
) -> None:
    outcomes = []
    for act in ("clarify", "chat", "clarify", "clarify", "clarify"):
        outcomes.append(clinic.told(rosa, "hm", act)["outcome"])
        clinic.later(minutes=1)

    assert outcomes == ["ask_back", "chat", "ask_back", "to_person", "person_reads"]


def test_what_was_understood_begins_the_count_anew(clinic: Clinic, rosa: Patient) -> None:
    outcomes = []
    for act in ("clarify", "clarify", "accept", "clarify"):
        outcomes.append(clinic.told(rosa, "hm", act, readings=[pressure(120, 80)])["outcome"])
        clinic.later(minutes=1)

    assert outcomes == ["ask_back", "ask_back", "recorded", "ask_back"]


def test_the_second_question_says_that_it_is_the_second(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    values = [clinic.told(rosa, "hm", "clarify", conversation=asked.id)["values"] for _ in range(2)]

    assert values == [{"read": "hm"}, {"read": "hm", "asked": "2"}]


def test_half_a_reading_waits_for_the_rest_and_is_shown_to_nobody(
    clinic: Clinic, rosa: Patient
) -> None:
    asked, half = clinic.asks(rosa, "bp"), {"type": "half_pressure", "value": 138}
    told = clinic.told(
        rosa, "138", "clarify", reason="one_number", proposal=half, conversation=asked.id
    )

    assert (told["reason"], told["values"]) == ("one_number", {"read": "138"})
    assert clinic.state(asked).pending == half


def left_open(clinic: Clinic, patient: Patient) -> Any:
    with clinic.db.reading() as session:
        return replies.left_open(session, patient.id, "pt-x-2026-03-02", now=clinic.now)


def test_with_nothing_open_our_last_question_is_remembered_for_two_hours(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "12/8", "clarify", reason="cmhg", proposal=pressure(120, 80))
    assert left_open(clinic, rosa) == pressure(120, 80)

    clinic.later(hours=3)
    assert left_open(clinic, rosa) is None


def test_another_message_ends_what_was_proposed(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "12/8", "clarify", reason="cmhg", proposal=pressure(120, 80))
    clinic.later(minutes=1)
    clinic.told(rosa, "thanks", "chat")

    assert left_open(clinic, rosa) is None


def test_with_nothing_open_an_unclear_message_starts_anew_after_two_hours(
    clinic: Clinic, rosa: Patient
) -> None:
    for _ in range(2):
        clinic.told(rosa, "hm", "clarify")
        clinic.later(minutes=1)
    clinic.later(hours=3)

    assert clinic.told(rosa, "hm", "clarify")["outcome"] == "ask_back"


def test_once_a_person_has_taken_over_nothing_more_is_asked(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "adherence")
    for _ in range(3):
        clinic.told(rosa, "hm", "clarify", conversation=asked.id)
    clinic.later(minutes=5)

    told = clinic.told(rosa, "yes", "clarify", reason="unreadable")

    assert told["outcome"] == "person_reads"
    assert [kind for kind, _ in clinic.tasks] == ["unclear_reply", "unclear_reply"]
    assert clinic.told(rosa, "142", "clarify")["outcome"] == "person_reads"
    half = {"type": "number", "value": 142}
    again = clinic.told(rosa, "142", "clarify", reason="unit_missing", proposal=half)
    assert again["outcome"] == "ask_back"


def test_an_implausible_value_from_a_model_is_asked_back_and_not_charted(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(rosa, "500/80", readings=[pressure(500, 80)], conversation=asked.id)

    assert (told["outcome"], told["reason"]) == ("ask_back", "implausible")
    assert told["values"]["read"] == "500/80"
    assert (clinic.readings, clinic.state(asked).asked_back) == ([], 1)
