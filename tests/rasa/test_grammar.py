"""Readings in every supported form, and nothing charted that was not said."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.grammar import Grammar
from nlu.readings import Found, read
from nlu.situation import KINDS, Situation

SEPARATORS = ("/", " / ", " over ", " sobre ", " con ", " por ", "-", ", ", " ", "\n", "\\", "x")
ENGLISH = {
    1: "one",
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    11: "eleven",
    12: "twelve",
    13: "thirteen",
    14: "fourteen",
    15: "fifteen",
    16: "sixteen",
    17: "seventeen",
    18: "eighteen",
    19: "nineteen",
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty",
    60: "sixty",
    70: "seventy",
    80: "eighty",
    90: "ninety",
}
SPANISH_TENS = {
    30: "treinta",
    40: "cuarenta",
    50: "cincuenta",
    60: "sesenta",
    70: "setenta",
    80: "ochenta",
    90: "noventa",
}
SPANISH_UNITS = {
    1: "uno",
    2: "dos",
    3: "tres",
    4: "cuatro",
    5: "cinco",
    6: "seis",
    7: "siete",
    8: "ocho",
    9: "nueve",
}
tops = st.integers(90, 250)
bottoms = st.integers(31, 89)


def english(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    small = ENGLISH.get(rest) or f"{ENGLISH.get(rest - rest % 10, '')} {ENGLISH.get(rest % 10, '')}"
    return f"{ENGLISH[hundreds]} hundred {small if rest else ''}".strip() if hundreds else small


def spanish_below_100(value: int) -> str:
    ten, unit = value - value % 10, value % 10
    return f"{SPANISH_TENS[ten]} y {SPANISH_UNITS[unit]}" if unit else SPANISH_TENS[ten]


def under(context: str, text: str, grammar: Grammar) -> Found:
    return read(text, grammar, Situation(context, (context,)))


def pressure(top: int, bottom: int, pulse: int | None = None) -> dict[str, object]:
    return {"type": "blood_pressure", "systolic": top, "diastolic": bottom, "pulse": pulse}


@given(top=tops, bottom=bottoms, by=st.sampled_from(SEPARATORS))
def test_a_pressure_by_any_separator(grammar: Grammar, top: int, bottom: int, by: str) -> None:
    assert under("bp", f"{top}{by}{bottom}", grammar).readings == [pressure(top, bottom)]


@given(top=tops, bottom=bottoms, pulse=st.integers(40, 180))
def test_the_third_number_is_the_pulse(grammar: Grammar, top: int, bottom: int, pulse: int) -> None:
    for text in (f"{top}/{bottom} {pulse}", f"{top} {bottom} pulso {pulse}"):
        assert under("bp", text, grammar).readings == [pressure(top, bottom, pulse)]


@given(top=tops, bottom=bottoms)
def test_labels_beat_the_order(grammar: Grammar, top: int, bottom: int) -> None:
    for text in (
        f"bottom {bottom} top {top}",
        f"la baja {bottom} y la alta {top}",
        f"top number {top}, bottom number {bottom}",
        f"arriba {top} abajo {bottom}",
    ):
        assert under("none", text, grammar).readings == [pressure(top, bottom)], text


@given(top=tops, bottom=bottoms)
def test_english_number_words(grammar: Grammar, top: int, bottom: int) -> None:
    text = f"{english(top)} over {english(bottom)}"

    assert under("bp", text, grammar).readings == [pressure(top, bottom)]


@given(top=st.integers(130, 199), bottom=st.integers(31, 89))
def test_spanish_number_words(grammar: Grammar, top: int, bottom: int) -> None:
    text = f"ciento {spanish_below_100(top - 100)} sobre {spanish_below_100(bottom)}"

    assert under("bp", text, grammar).readings == [pressure(top, bottom)]


@given(value=st.integers(20, 600))
def test_sugar_with_its_name_or_unit_under_any_check_in(grammar: Grammar, value: int) -> None:
    for text in (f"sugar {value}", f"mi azucar salio en {value}", f"{value} mg/dl"):
        for context in ("bp", "weight", "none"):
            found = under(context, text, grammar).readings
            assert found == [{"type": "glucose", "value": value, "unit": "mg/dL"}], text


@given(value=st.integers(60, 450), half=st.booleans())
def test_weights_with_halves_and_units(grammar: Grammar, value: int, half: bool) -> None:
    expected = value + 0.5 if half else value
    for text in (
        f"{value}{'.5' if half else ''} lbs",
        f"peso {value}{',5' if half else ''} libras",
    ):
        [found] = under("none", text, grammar).readings
        assert (found["value"], found["unit"]) == (expected, "lb")


@pytest.mark.parametrize(
    ("context", "text", "taken"),
    [
        ("glucose", "10 units of insulin", "dose"),
        ("glucose", "500 mg metformin at 8am", "dose"),
        ("bp", "at 8:30 am", "time"),
        ("weight", "tengo 72 años", "age"),
        ("bp", "my number is 555-867-5309", "phone"),
        ("glucose", "a1c 72", "a1c"),
        ("bp", "oxygen 94", "oxygen"),
        ("weight", "temp 101", "temperature"),
        ("weight", "I gained 12 pounds", "change"),
        ("glucose", "keep it under 140", "target"),
        ("glucose", "el 14 de marzo", "date"),
        ("weight", "6000 steps", "count"),
        ("bp", "pulse 88", "pulse"),
        ("weight", "cuesta $120", "price"),
    ],
)
def test_what_looks_like_a_reading_and_is_none(
    grammar: Grammar, context: str, text: str, taken: str
) -> None:
    found = under(context, text, grammar)

    assert found.readings == []
    assert taken in {e["as"] for e in found.evidence}


texts = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                "138",
                "/",
                "82",
                "sobre",
                "my",
                "sugar",
                "12",
                ".",
                "5",
                "lbs",
                "mg",
                "ayer",
                "no",
                "one",
                "thirty",
                "eight",
                "ciento",
                "y",
                "pulse",
                "top",
                "abajo",
                "?",
                "HI",
                "½",
                "kg",
                "esposo",
                "\n",
                "٣",
                "👍",
                "at",
                "am",
                "not",
                ",",
            ]
        ),
        max_size=30,
    ).map(" ".join),
)


@settings(max_examples=400)
@given(text=texts, context=st.sampled_from(KINDS))
def test_no_text_raises_or_charts_a_number_it_does_not_hold(
    grammar: Grammar, text: str, context: str
) -> None:
    found = under(context, text, grammar)

    kept = " ".join(e["text"] for e in found.evidence if e["kept"])
    assert bool(found.readings) == any(e["kept"] for e in found.evidence)
    for reading in found.readings:
        if re.fullmatch(r"[\x00-\x7f]*", kept) and not re.search(r"[a-z]", kept, re.IGNORECASE):
            digits = re.sub(r"\D", "", kept)
            for part in ("systolic", "diastolic", "value"):
                whole = str(int(reading.get(part) or 0))
                assert whole in digits or not reading.get(part)


@pytest.mark.parametrize("piece", ["1 ", "top ", "sugar a ", "a", "138/82 ", "uno ", "no no 12 "])
def test_the_longest_text_is_read_in_time(grammar: Grammar, piece: str) -> None:
    text = (piece * 1600)[:1600]
    started = time.process_time()

    under("bp", text, grammar)

    assert time.process_time() - started < 1
