"""Grammar and judge together: what is charted, and what is asked about instead."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.grammar import Grammar
from nlu.languages import read_languages
from nlu.readings import Found, read
from nlu.settling import CHART, LEAVE, NO_CHANCE, OF_SEVERAL, settled
from nlu.situation import Situation
from nlu.words import Words

BP = Situation(context="bp")


GRAMMAR = Grammar(Words(read_languages("data/languages")))


@pytest.fixture
def grammar() -> Grammar:
    return GRAMMAR


def judged(text: str, grammar: Grammar, *chances: float) -> Found:
    """What the grammar found, each of its values with a chance."""
    found = read(text, grammar, BP)
    for value, chance in zip(found.values, chances, strict=True):
        value.chance = chance
    return settled(found)


def pressures(found: Found) -> list[tuple[int, int]]:
    return [(reading["systolic"], reading["diastolic"]) for reading in found.readings]


def test_a_value_that_the_judge_believes_is_charted(grammar: Grammar) -> None:
    assert pressures(judged("138/82", grammar, 0.97)) == [(138, 82)]


def test_a_value_that_nobody_judged_stays_as_it_was_read(grammar: Grammar) -> None:
    assert pressures(settled(read("138/82", grammar, BP))) == [(138, 82)]


@pytest.mark.parametrize("text", ["my pressure 138/82", "mi presión 138/82", "me dio 138/82"])
def test_a_value_plainly_stated_is_charted_whatever_the_judge_thinks(
    grammar: Grammar, text: str
) -> None:
    assert pressures(judged(text, grammar, 0.1)) == [(138, 82)]


@pytest.mark.parametrize("text", ["138/82 y 142/90", "138/82 and 142/90", "138/82\n142/90"])
def test_values_with_no_word_beside_them_are_charted_whatever_the_judge_thinks(
    grammar: Grammar, text: str
) -> None:
    assert pressures(judged(text, grammar, 0.1, 0.1)) == [(138, 82), (142, 90)]


def test_a_value_that_the_judge_doubts_is_asked_about(grammar: Grammar) -> None:
    found = judged("they had me at 138/82", grammar, LEAVE - 0.1)

    assert found.readings == []
    [(doubt, words)] = found.doubts
    assert (doubt.reason, words) == ("question", "138/82")
    assert doubt.proposal is not None
    assert doubt.proposal["systolic"] == 138
    assert [piece["kept"] for piece in found.evidence] == [False]


def test_beside_a_charted_value_a_doubted_one_is_only_left_out(grammar: Grammar) -> None:
    found = judged("cold hands 150/95, then 138/82", grammar, 0.1, 0.9)

    assert pressures(found) == [(138, 82)]


def test_a_value_that_the_grammar_leaves_is_charted_when_the_judge_is_sure(
    grammar: Grammar,
) -> None:
    left = read("yesterday it was 138/82", grammar, BP)
    assert left.readings == []

    found = judged("yesterday it was 138/82", grammar, CHART + 0.1)

    assert pressures(found) == [(138, 82)]
    assert found.doubts == []


@pytest.mark.parametrize("text", ["151/90 or rather 137/81", "150/90 no 137/81"])
def test_of_two_values_the_only_likely_one_is_charted(grammar: Grammar, text: str) -> None:
    assert pressures(judged(text, grammar, NO_CHANCE, OF_SEVERAL)) == [(137, 81)]


@pytest.mark.parametrize("chances", [(NO_CHANCE + 0.1, OF_SEVERAL), (NO_CHANCE, CHART)])
def test_two_values_of_which_either_may_be_meant_are_asked_about(
    grammar: Grammar, chances: tuple[float, float]
) -> None:
    found = judged("151/90 or rather 137/81", grammar, *chances)

    assert found.readings == []
    assert [doubt.reason for doubt, _ in found.doubts] == ["several_candidates"]


FAR_APART = "154 that's the big number, 84 the small one"


def test_the_halves_of_a_pressure_far_apart_are_a_pair_only_if_the_judge_says_so(
    grammar: Grammar,
) -> None:
    assert pressures(judged(FAR_APART, grammar, CHART + 0.1)) == [(154, 84)]

    left = judged(FAR_APART, grammar, CHART - 0.1)
    assert left.readings == []
    assert {doubt.reason for doubt, _ in left.doubts} == {"one_number"}


def test_our_own_example_is_never_charted_however_sure_the_judge_is(grammar: Grammar) -> None:
    asked = read_languages("data/languages")["en"]["says"]["utter_check_in_bp"]

    assert judged(asked, grammar, *[1.0] * len(read(asked, grammar, BP).values)).readings == []


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_nothing_is_charted_that_the_message_does_not_hold(chances: list[float]) -> None:
    found = judged("150/95 yesterday, 138/82 now", GRAMMAR, *chances)

    assert set(pressures(found)) <= {(150, 95), (138, 82)}
