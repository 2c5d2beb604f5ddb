"""A message that puts an earlier one right says so; whatever else it says takes nothing back."""

from typing import Any

import pytest

from nlu.reader import Reader

BLOOD_PRESSURE = {"type": "blood_pressure"}
TODAY = {"recent": {"blood_pressure": "184/92"}, "today": ["blood_pressure"]}
SUGAR = {"recent": {"glucose": "150 mg/dL"}, "today": ["glucose"]}


def pressure(top: int, bottom: int) -> dict[str, Any]:
    return {"type": "blood_pressure", "systolic": top, "diastolic": bottom, "pulse": None}


def glucose(value: int) -> dict[str, Any]:
    return {"type": "glucose", "value": value, "unit": "mg/dL"}


def told(context: str = "none", **more: Any) -> dict[str, Any]:
    return {"language": "es", "context": context, "open_check_ins": [context], **more}


@pytest.mark.parametrize(
    ("text", "now", "wrong"),
    [
        ("me equivoqué, era 142/88", (142, 88), BLOOD_PRESSURE),
        ("Sorry, 148/92 not 184/92", (148, 92), pressure(184, 92)),
        ("Perdón, 148/92 no 184/92", (148, 92), pressure(184, 92)),
        ("no era 184/92, era 148/92", (148, 92), pressure(184, 92)),
        ("184/92 oops I meant 148/92", (148, 92), pressure(184, 92)),
        ("sorry 148/92", (148, 92), BLOOD_PRESSURE),
        ("No, 148/92", (148, 92), BLOOD_PRESSURE),
        ("I typed it wrong, 148/92", (148, 92), BLOOD_PRESSURE),
        ("148/92, me equivoqué antes", (148, 92), BLOOD_PRESSURE),
        ("wrong number, 148/92", (148, 92), BLOOD_PRESSURE),
    ],
)
def test_a_full_value_puts_an_earlier_message_right(
    reader: Reader, text: str, now: tuple[int, int], wrong: dict[str, Any]
) -> None:
    made = reader.interpretation(text, told(**TODAY))

    assert (made["act"], made["readings"]) == ("accept", [pressure(*now)])
    assert (made["correction"], made["wrong"]) == (True, [wrong])


@pytest.mark.parametrize(
    "text",
    [
        "138/82",
        "150/92 oops I meant 148/92",
        "sorry I was asleep 138/82",
        "perdón la tardanza, 138/82",
        "mi presión era 142/88 esta mañana",
        "138/82 y 142/90",
        "184/92 and 142/90, the average is 163/91",
    ],
)
def test_a_value_that_takes_nothing_back_is_simply_a_reading(reader: Reader, text: str) -> None:
    made = reader.interpretation(text, told(**TODAY))

    assert made["act"] == "accept"
    assert (made["correction"], made["wrong"]) == (False, [])


def test_a_no_to_a_question_of_yes_or_no_corrects_nothing(reader: Reader) -> None:
    made = reader.interpretation("No, 148/92", told("adherence", **TODAY))

    assert made["correction"] is False


def test_of_two_vitals_only_the_thought_that_holds_the_mistake_is_a_correction(
    reader: Reader,
) -> None:
    both = reader.interpretation("me equivoqué. Era 128/82 y azúcar 124", told(**TODAY))
    one = reader.interpretation("Sorry, it was 148/92. Sugar is 110", told(**TODAY))

    assert both["wrong"] == [BLOOD_PRESSURE, {"type": "glucose"}]
    assert one["wrong"] == [BLOOD_PRESSURE]
    assert len(one["readings"]) == 2


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("me equivoqué, era 142", {"type": "glucose"}),
        ("142 not 150", glucose(150)),
        ("no, 142", {"type": "glucose"}),
    ],
)
def test_a_bare_number_puts_right_the_only_vital_of_today_it_can_be(
    reader: Reader, text: str, wrong: dict[str, Any]
) -> None:
    made = reader.interpretation(text, told(**SUGAR))

    assert (made["readings"], made["wrong"]) == ([glucose(142)], [wrong])


def test_a_bare_number_that_can_be_two_vitals_is_asked_about_and_then_corrects(
    reader: Reader,
) -> None:
    both = {"recent": TODAY["recent"] | SUGAR["recent"], "today": ["blood_pressure", "glucose"]}  # type: ignore[operator]
    asked = reader.interpretation("me equivoqué, era 142", told(**both))
    named = reader.interpretation("azúcar", told(pending=asked["proposal"], **both))

    assert (asked["act"], asked["reason"], asked["readings"]) == ("clarify", "unit_missing", [])
    assert (named["readings"], named["wrong"]) == ([glucose(142)], [{"type": "glucose"}])


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("the top was 138", pressure(138, 92)),
        ("la de abajo era 82", pressure(184, 82)),
        ("me equivoqué, era 142", pressure(142, 92)),
    ],
)
def test_one_figure_is_proposed_and_a_yes_to_it_is_a_correction(
    reader: Reader, text: str, proposed: dict[str, Any]
) -> None:
    asked = reader.interpretation(text, told(**TODAY))
    agreed = reader.interpretation("sí", told(pending=asked["proposal"], **TODAY))

    assert (asked["act"], asked["readings"], asked["correction"]) == ("clarify", [], False)
    assert asked["proposal"] == {**proposed, "corrects": pressure(184, 92)}
    assert (agreed["readings"], agreed["wrong"]) == ([proposed], [pressure(184, 92)])


def test_one_figure_of_yesterday_is_not_proposed_for_today(reader: Reader) -> None:
    made = reader.interpretation("yesterday the top was 138", told(**TODAY))

    assert (made["readings"], made["proposal"]) == ([], None)
