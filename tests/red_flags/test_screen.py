"""What the gateway reads straight from the words, without Rasa and without a patient."""

import re
from pathlib import Path

import pytest

from gateway.safety_net import Words, read_words, screen

LANGUAGES = Path("data/languages")


@pytest.fixture(scope="module")
def words() -> Words:
    return read_words(LANGUAGES)


@pytest.mark.parametrize(
    "text",
    ["190/110", "190 / 110", "190 over 110", "190 sobre 110", "Mi presion hoy: 190/110 doctora"],
)
def test_a_pair_is_read_wherever_it_stands(words: Words, text: str) -> None:
    [strict] = screen(text, asked=[], words=words).strict

    assert (strict.said["systolic"], strict.said["diastolic"]) == (190, 110)
    assert text[strict.start : strict.end].startswith("190")


@pytest.mark.parametrize("text", ["11/21", "call 555-201-3344", "190", "12.190/110", "80/120"])
def test_what_is_no_pair_is_not_read_as_one(words: Words, text: str) -> None:
    assert screen(text, asked=["bp"], words=words).strict == ()


@pytest.mark.parametrize(
    ("text", "context", "values"),
    [
        ("48", "glucose", [48]),
        (" 184.5 ", "weight", [184.5]),
        ("48", "bp", []),
        ("48 ok", "glucose", []),
    ],
)
def test_a_bare_number_counts_under_the_check_in_that_asks_for_one(
    words: Words, text: str, context: str, values: list[float]
) -> None:
    found = screen(text, asked=[context], words=words)

    assert [strict.said["value"] for strict in found.strict] == values


def test_a_red_flag_and_a_value_are_both_kept(words: Words) -> None:
    found = screen("190/110 me duele el pecho", asked=["bp"], words=words)

    assert (found.flag.family if found.flag else None, found.keyword) == ("chest", None)
    assert len(found.strict) == 1


@pytest.mark.parametrize(
    ("text", "keyword"),
    [("STOP", "opt_out"), ("iniciar", "opt_in"), ("AYUDA", "help"), ("yes", None), ("sí", None)],
)
def test_a_keyword_is_named(words: Words, text: str, keyword: str | None) -> None:
    assert screen(text, asked=[], words=words).keyword == keyword


def test_no_text_goes_out_with_a_placeholder() -> None:
    named, unnamed = read_words(LANGUAGES, clinic="Clinica Sol"), read_words(LANGUAGES)

    assert named.fixed("es", "stopped").startswith("Clinica Sol: ")
    assert unnamed.fixed("en", "stopped").startswith("Your clinic: ")
    for texts in unnamed.texts.values():
        texted = {key: text for key, text in texts.items() if not key.startswith("call_")}
        assert re.findall(r"\[.*?\]", texted.pop("measure_again")) == ["[minutes]"]
        assert not any("[" in text for text in texted.values())
        said = " ".join(text for key, text in texts.items() if key.startswith("call_"))
        assert set(re.findall(r"\[.*?\]", said)) <= {"[first name]", "[care manager]"}


def test_an_unknown_language_is_answered_in_english(words: Words) -> None:
    assert words.fixed("pt", "emergency") == words.fixed("en", "emergency")
