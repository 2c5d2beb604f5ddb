"""In a call the text that says how to write gives way to the one that is said."""

import pytest

from actions.clinic import Outcome
from actions.saying import response, texts

BESIDE = {"adherence", "symptom", "review", "enrollment", "none", "bp", "glucose", "weight"}


def outcome(name: str, context: str = "none", reason: str | None = None, **values: str) -> Outcome:
    return Outcome(name, context, "en", reason, values)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (outcome("ask_back", "bp", "unreadable"), "utter_ask_back_bp_aloud"),
        (outcome("ask_back", "bp", "one_number"), "utter_ask_back_bp_aloud"),
        (outcome("ask_back", "bp", "cmhg", proposal="120/80"), "utter_ask_back_proposal_aloud"),
        (outcome("ask_back", "bp", None, first="1", second="2"), "utter_ask_back_choice_aloud"),
        (outcome("help", "bp"), "utter_help_aloud"),
        (outcome("language", "bp"), "utter_language_aloud"),
        (outcome("why_missed", "adherence"), "utter_why_missed_aloud"),
        (outcome("later_at", "bp", when="3:00 PM"), "utter_later_at_aloud"),
        (outcome("read_back", "bp", reading="138/82"), "utter_read_back"),
        (outcome("recorded", "bp", reading="138/82"), "utter_recorded"),
    ],
)
def test_a_spoken_form_comes_first_where_there_is_one(told: Outcome, said: str) -> None:
    found = response(told, "138", aloud=True)
    assert found
    assert found[0] == said


def test_a_text_is_never_the_spoken_form() -> None:
    found = response(outcome("ask_back", "bp", "unreadable"), None)
    assert found
    assert found[0] == "utter_ask_back_bp"


@pytest.mark.parametrize("context", sorted(BESIDE))
def test_whatever_is_asked_about_has_a_spoken_question(context: str) -> None:
    assert f"utter_ask_back_{context}_aloud" in texts()


def test_every_spoken_form_stands_beside_a_text_or_a_whole_kind_of_them() -> None:
    spoken = {name.removesuffix("_aloud") for name in texts() if name.endswith("_aloud")}
    assert not {name for name in spoken if not any(text.startswith(name) for text in texts())}
