"""What the nurse sees beside an answer, and of the help a device got."""

from typing import Any

import pytest

from gateway.clock import machine_now
from gateway.console.presenters.reasons import REASONS
from gateway.console.presenters.understanding import understood
from gateway.readings.tables import Answer
from gateway.replies.tables import Interpretation

NOW = machine_now()


def read(act: str, outcome: str, **said: Any) -> Interpretation:
    return Interpretation(
        message_sid="SM1",
        patient_id="p1",
        conversation_id="",
        act=act,
        model="test",
        confidence=0.9,
        said={"act": act, **said},
        outcome={"outcome": outcome, "values": {}},
        at=NOW,
    )


def no(about: dict[str, Any] | None) -> Answer:
    return Answer(kind="adherence", answer="no", about=about, message_sid="SM1", at=NOW)


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        (None, "No"),
        ({"why": "forgot"}, "No: forgot"),
        ({"why": "none_left"}, "No: has none left"),
        ({"why": "harm"}, "No: they make the patient feel bad"),
        ({"why": "other"}, "No: another reason"),
    ],
)
def test_a_no_shows_the_reason_that_came_with_it_or_later(
    about: dict[str, Any] | None, shown: str
) -> None:
    found = understood(read("accept", "why_missed"), [], [no(about)], "UTC", now=NOW)

    assert found is not None
    assert found.answers == (("Medicines taken?", shown),)
    assert found.outcome == "We asked why"


@pytest.mark.parametrize(
    ("act", "outcome", "shown"),
    [
        ("accept", "why_harm", "Medicines missed: they make the patient feel bad"),
        ("accept", "why_tell", "Medicines missed for another reason; we left room to say which"),
        ("device_problem", "device_step_2", "We suggested something to try: step 2"),
        ("device_problem", "device_person", "Given to the care team to help"),
        ("device_problem", "device_known", "The care team has a task for this device already"),
    ],
)
def test_what_we_did_then_is_said_in_words(act: str, outcome: str, shown: str) -> None:
    found = understood(read(act, outcome), [], [], "UTC", now=NOW)

    assert found is not None
    assert found.outcome == shown


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        ("later_at", "We write again at 3:00 PM"),
        ("later_tomorrow", "We write again tomorrow at 3:00 PM"),
        ("later", ""),
    ],
)
def test_a_promised_time_is_seen(outcome: str, shown: str) -> None:
    later = read("later", outcome)
    later.outcome["values"] = {"when": "3:00 PM"}
    found = understood(later, [], [], "UTC", now=NOW)

    assert found is not None
    assert found.outcome == shown


@pytest.mark.parametrize(
    "code",
    [
        *("device_bp", "device_glucose", "device_weight", "device_missing"),
        *("device_missing_bp", "device_missing_glucose", "device_missing_weight"),
        *("missed_none_left", "missed_harm"),
    ],
)
def test_every_task_of_the_dialogue_says_why_in_words(code: str) -> None:
    assert "_" not in REASONS[code]
