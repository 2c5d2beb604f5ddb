"""Two values and no choice are shown to her, and her next words settle which it is."""

from typing import Any

import pytest

from nlu.reader import Reader


def pressure(top: int, bottom: int) -> dict[str, Any]:
    return {"type": "blood_pressure", "systolic": top, "diastolic": bottom, "pulse": None}


FIRST, SECOND = pressure(138, 82), pressure(142, 90)
SHOWN = {"type": "candidates", "of": [FIRST, SECOND]}


def told(context: str = "bp", **more: Any) -> dict[str, Any]:
    return {"language": "es", "context": context, "open_check_ins": [context], **more}


@pytest.mark.parametrize("text", ["138/82 o 142/90", "it was 138/82 or maybe 142/90"])
def test_two_pressures_with_an_or_between_them_are_both_shown(reader: Reader, text: str) -> None:
    made = reader.interpretation(text, told())

    assert (made["act"], made["reason"]) == ("clarify", "several_candidates")
    assert (made["readings"], made["proposal"]) == ([], SHOWN)


def test_two_bare_numbers_under_a_question_for_one_are_shown(reader: Reader) -> None:
    made = reader.interpretation("142 o 138", told("glucose"))

    assert made["readings"] == []
    assert [one["value"] for one in made["proposal"]["of"]] == [142, 138]


def test_two_pressures_with_no_or_are_both_recorded(reader: Reader) -> None:
    made = reader.interpretation("138/82 y 142/90", told())

    assert (made["act"], made["readings"]) == ("accept", [FIRST, SECOND])


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("1", [FIRST]),
        ("2", [SECOND]),
        ("dos", [SECOND]),
        ("la segunda", [SECOND]),
        ("the first one", [FIRST]),
        ("la última", [SECOND]),
        ("the lower one", [FIRST]),
        ("la más alta", [SECOND]),
        ("142", [SECOND]),
        ("la de 138", [FIRST]),
        ("142/90", [SECOND]),
        ("both", [FIRST, SECOND]),
        ("las dos", [FIRST, SECOND]),
        ("150/95", [pressure(150, 95)]),
    ],
)
def test_her_choice_is_charted(reader: Reader, text: str, chosen: list[dict[str, Any]]) -> None:
    made = reader.interpretation(text, told(pending=SHOWN))

    assert (made["act"], made["readings"], made["correction"]) == ("accept", chosen, False)


@pytest.mark.parametrize("text", ["140", "yes", "what?", "no la primera", "no sé", "the other"])
def test_what_settles_nothing_charts_nothing(reader: Reader, text: str) -> None:
    made = reader.interpretation(text, told(pending=SHOWN))

    assert (made["act"], made["readings"]) == ("clarify", [])


def test_a_lower_one_that_is_lower_in_one_figure_only_settles_nothing(reader: Reader) -> None:
    mixed = {"type": "candidates", "of": [pressure(138, 95), pressure(142, 90)]}
    made = reader.interpretation("the lower one", told(pending=mixed))

    assert (made["act"], made["readings"]) == ("clarify", [])


@pytest.mark.parametrize("text", ["ninguna", "neither", "no"])
def test_neither_of_them_charts_nothing_and_is_asked_anew(reader: Reader, text: str) -> None:
    made = reader.interpretation(text, told(pending=SHOWN))

    assert (made["act"], made["reason"], made["readings"]) == ("clarify", "declined", [])


@pytest.mark.parametrize(
    ("text", "act"), [("me duele el pecho", "emergency"), ("ya no me manden mensajes", "stop")]
)
def test_danger_and_stop_come_before_the_choice(reader: Reader, text: str, act: str) -> None:
    made = reader.interpretation(f"{text}", told(pending=SHOWN))

    assert (made["act"], made["readings"]) == (act, [])
