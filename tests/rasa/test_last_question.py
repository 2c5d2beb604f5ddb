"""What our own question left open is understood in the next message, and never charted before."""

from typing import Any

import pytest

from nlu.reader import Reader

NAMELESS = {"type": "number", "value": 142}
HALF = {"type": "half_pressure", "value": 138}


def told(context: str = "none", *others: str, **more: Any) -> dict[str, Any]:
    asked = [*others, context] if context != "none" else []
    return {"language": "es", "context": context, "open_check_ins": asked, **more}


def pressure(top: int, bottom: int) -> dict[str, Any]:
    return {"type": "blood_pressure", "systolic": top, "diastolic": bottom, "pulse": None}


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("azúcar", {"type": "glucose", "value": 142, "unit": "mg/dL"}),
        ("the glucose one", {"type": "glucose", "value": 142, "unit": "mg/dL"}),
        ("la de mi peso", {"type": "weight", "value": 142, "unit": "lb"}),
        ("kilos", {"type": "weight", "value": 142, "unit": "kg"}),
    ],
)
def test_a_number_we_asked_about_is_charted_once_she_names_it(
    reader: Reader, text: str, reading: dict[str, Any]
) -> None:
    made = reader.interpretation(text, told(pending=NAMELESS))

    assert (made["act"], made["readings"]) == ("accept", [reading])


def test_a_name_that_makes_the_number_impossible_charts_nothing(reader: Reader) -> None:
    tiny = {"type": "number", "value": 9}
    made = reader.interpretation("azucar", told(pending=tiny))

    assert (made["act"], made["readings"], made["reason"]) == ("clarify", [], "implausible")


def test_the_top_number_of_a_pressure_waits_for_its_other_half(reader: Reader) -> None:
    made = reader.interpretation("presión", told(pending=NAMELESS))

    assert (made["reason"], made["proposal"]["type"]) == ("one_number", "half_pressure")


@pytest.mark.parametrize("text", ["82", "82 la de abajo", "la de abajo 82"])
def test_two_halves_in_two_texts_are_proposed_and_not_charted(reader: Reader, text: str) -> None:
    made = reader.interpretation(text, told("bp", pending=HALF))

    assert (made["act"], made["readings"]) == ("clarify", [])
    assert made["proposal"] == pressure(138, 82)


def test_with_nothing_open_the_second_half_is_proposed_too(reader: Reader) -> None:
    made = reader.interpretation("90", told(pending={"type": "half_pressure", "value": 150}))

    assert (made["readings"], made["proposal"]) == ([], pressure(150, 90))


def test_half_a_pressure_is_nothing_to_say_yes_to(reader: Reader) -> None:
    made = reader.interpretation("si", told("bp", pending=HALF))

    assert (made["act"], made["readings"]) == ("clarify", [])


def test_a_whole_reading_counts_whatever_was_left_open(reader: Reader) -> None:
    made = reader.interpretation("145/90", told("bp", pending=HALF))

    assert made["readings"] == [pressure(145, 90)]


def test_a_value_inside_a_question_is_proposed(reader: Reader) -> None:
    made = reader.interpretation("es malo 150/95?", told("bp"))
    assert (made["readings"], made["proposal"]) == ([], pressure(150, 95))

    answer = reader.interpretation("si me la medí ahorita", told("bp", pending=made["proposal"]))
    assert (answer["act"], answer["readings"]) == ("accept", [pressure(150, 95)])


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("la de arriba era 138 no 148", pressure(138, 92)),
        ("the top was 138 not 148", pressure(138, 92)),
        ("perdón, la de abajo era 82", pressure(148, 82)),
    ],
)
def test_one_corrected_figure_is_proposed_with_the_other_of_the_last_reading(
    reader: Reader, text: str, proposed: dict[str, Any]
) -> None:
    made = reader.interpretation(text, told(recent={"blood_pressure": "148/92"}))

    assert (made["act"], made["readings"]) == ("clarify", [])
    assert made["proposal"] == {**proposed, "corrects": pressure(148, 92)}


def test_a_number_in_another_unit_is_proposed_in_it(reader: Reader) -> None:
    kilos = reader.interpretation("83", told("weight", recent={"weight": "184 lb"}))
    mmol = reader.interpretation("5.8", told("glucose"))

    assert kilos["proposal"] == {"type": "weight", "value": 83, "unit": "kg"}
    assert mmol["proposal"] == {"type": "glucose", "value": 5.8, "unit": "mmol/L"}
    assert kilos["readings"] == mmol["readings"] == []


@pytest.mark.parametrize("context", ["glucose", "weight", "none"])
def test_12_8_is_a_pressure_to_ask_about_whatever_was_asked(reader: Reader, context: str) -> None:
    made = reader.interpretation("12/8", told(context))

    assert (made["act"], made["readings"], made["reason"]) == ("clarify", [], "cmhg")


def test_a_short_answer_finds_the_question_it_fits(reader: Reader) -> None:
    pills = reader.interpretation("si", told("bp", "adherence"))
    feeling = reader.interpretation("2", told("glucose", "symptom"))

    assert (pills["act"], pills["answer"]) == ("accept", "yes")
    assert (feeling["act"], feeling["answer"]) == ("symptom", "no")
    assert pills["readings"] == feeling["readings"] == []
