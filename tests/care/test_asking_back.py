"""Asking back what was unclear: with what was read, twice at most, then a person."""

import pytest

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


def test_with_nothing_open_a_third_unclear_message_in_a_row_goes_to_a_person_too(
    clinic: Clinic, rosa: Patient
) -> None:
    outcomes = []
    for act in ("clarify", "chat", "clarify", "clarify", "clarify"):
        outcomes.append(clinic.told(rosa, "hm", act)["outcome"])
        clinic.later(minutes=1)

    assert outcomes == ["ask_back", "chat", "ask_back", "ask_back", "to_person"]


def test_an_implausible_value_from_a_model_is_asked_back_and_not_charted(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(rosa, "500/80", readings=[pressure(500, 80)], conversation=asked.id)

    assert (told["outcome"], told["reason"]) == ("ask_back", "implausible")
    assert told["values"]["read"] == "500/80"
    assert (clinic.readings, clinic.state(asked).asked_back) == ([], 1)
