"""Numbers said in words, and misspellings, as the reader of red flags takes them."""

import pytest

from red_flags import RedFlags


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("forty four", [44]),
        ("two ninety", [290]),
        ("one hundred and five", [105]),
        ("cuarenta y dos", [42]),
        ("cuatrocientos cincuenta", [450]),
        ("treinta", [30]),
        ("48", [48]),
        ("i am fine", []),
    ],
)
def test_a_spoken_number_is_one_number(net: RedFlags, text: str, numbers: list[int]) -> None:
    found = net.line(text).words

    assert [word.number for word in found if word.number is not None] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "one forty over sixty two",
        "ciento veinte sobre sesenta",
        "120 over 62",
        "ciento veinte sesenta",
    ],
)
def test_the_lower_half_of_a_pressure_is_no_low_sugar(net: RedFlags, text: str) -> None:
    assert net.find(f"{text} and shaking") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("breef", "breath"),
        ("chist", "chest"),
        ("hlp", "help"),
        ("cnat", "cant"),
        ("titness", "tightness"),
    ],
)
def test_a_word_is_known_by_its_english_sound_or_without_its_vowels(
    net: RedFlags, written: str, meant: str
) -> None:
    assert meant in net.vocabulary.speller.meant(written)


@pytest.mark.parametrize(
    ("written", "other"),
    [("pasen", "poison"), ("prison", "poison"), ("tardy", "tarry"), ("seated", "sweated")],
)
def test_another_word_that_only_looks_alike_is_no_misspelling(
    net: RedFlags, written: str, other: str
) -> None:
    assert other not in net.vocabulary.speller.meant(written)
