"""Numbers beside a reading that are something else, and neither hide nor replace it."""

import pytest

from nlu.grammar import Grammar
from nlu.readings import read
from nlu.situation import Situation

BESIDE_A_SUGAR = [
    "took 2 metformin 500s",
    "lantus 20",
    "im 78",
    "my birthday, im 81",
    "only got 25 strips",
    "10 points lower than the last",
    "20 less than normal",
    "with 32 gauge needles",
    "heart racing 120",
    "on the libre 3",
    "temp 98.6",
    "95 degrees out",
    "golfing 18 holes",
    "my c-section scar from '79",
    "I shot my Lantus twice, 34 + 34",
    "me quedan 10 tiras",
    "pagué 45",
    "el corazón a 120",
    "tengo 78",
    "10 menos que antes",
    "me puse 20 de lantus",
]


@pytest.mark.parametrize("beside", BESIDE_A_SUGAR)
def test_a_bare_sugar_is_charted_beside_another_number(grammar: Grammar, beside: str) -> None:
    found = read(f"142, {beside}", grammar, Situation("glucose", ("glucose",)))

    assert [r["value"] for r in found.readings] == [142]


@pytest.mark.parametrize(
    "beside",
    [
        "5 lbs less than last month",
        "that's 6 pounds since sunday",
        "2 lbs more",
        "heart going 150",
        "sats on my finger clip 91",
        "dr wants 170",
        "furosemide 80s are gone",
        "im 5'7",
        "dos libras más",
        "mido 1 metro 60",
        "son 6 libras desde el domingo",
    ],
)
def test_a_bare_weight_is_charted_beside_another_number(grammar: Grammar, beside: str) -> None:
    found = read(f"184, {beside}", grammar, Situation("weight", ("weight",)))

    assert [r["value"] for r in found.readings] == [184]


@pytest.mark.parametrize(
    "text",
    [
        "138/82 pill bottle empty",
        "138/82 pills all gone",
        "snowed in April. 138/82",
        "138/82 97 oxygen",
        "138/82 my copay was 45",
        "138/82 in 104 heat",
    ],
)
def test_a_pressure_is_no_dose_date_or_price(grammar: Grammar, text: str) -> None:
    found = read(text, grammar, Situation("bp", ("bp",)))

    assert [(r["systolic"], r["diastolic"], r["pulse"]) for r in found.readings] == [
        (138, 82, None)
    ]


@pytest.mark.parametrize(
    ("context", "text"),
    [
        ("glucose", "32 gauge needles"),
        ("glucose", "agujas calibre 32"),
        ("glucose", "necesito 50 tiras"),
        ("glucose", "it's 12 degrees in here"),
        ("glucose", "me puse la lantus dos veces, 40 y 40"),
        ("glucose", "me inyecté dos veces los 40"),
        ("glucose", "me puse sesenta unidades y eran dieciséis"),
        ("glucose", "el frasco de 70/30"),
        ("none", "i use the 70/30"),
        ("none", "they charged me 142"),
        ("weight", "5 pounds less"),
    ],
)
def test_such_a_number_alone_is_no_reading(grammar: Grammar, context: str, text: str) -> None:
    assert read(text, grammar, Situation(context, (context,))).readings == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7:15 142", 142),
        ("142 with 2 sugars in my coffee", 142),
        ("142, not bad for 84", 142),
        ("142, me toca 20", 142),
        ("la caja de 50 se acabó, 142", 142),
        ("138/82 and the meter 142", 142),
    ],
)
def test_a_sugar_beside_times_counts_and_what_is_due(
    grammar: Grammar, text: str, value: int
) -> None:
    found = read(text, grammar, Situation("glucose", ("glucose",)))

    assert [r["value"] for r in found.readings if r["type"] == "glucose"] == [value]


@pytest.mark.parametrize("text", ["I take 100/25", "tomo losartan 100/25", "want to be 175"])
def test_a_pill_of_two_medicines_and_a_wish_are_no_reading(grammar: Grammar, text: str) -> None:
    for context in ("none", "weight"):
        assert read(text, grammar, Situation(context, (context,))).readings == []


def test_two_meters_that_differ_are_asked_about(grammar: Grammar) -> None:
    found = read("One meter 133 other meter 171", grammar, Situation("glucose", ("glucose",)))

    assert found.readings == []
    assert [said.reason for said, _ in found.doubts] == ["several_candidates"]


def test_a_value_of_a_month_ago_does_not_hide_todays(grammar: Grammar) -> None:
    found = read("en mayo pesaba 212, hoy 207.4", grammar, Situation("weight", ("weight",)))

    assert [r["value"] for r in found.readings] == [207.4]
