"""What a flag says: its place in the patient's own words, its language, which one comes first."""

import pytest

from red_flags import RedFlags


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("190 lb. I CAN’T   BREATHE!!", "CAN’T   BREATHE"),
        ("Ay, me duele el corazón", "duele el corazón"),
        ("👍🏽 se me hinchó la lengua ok", "hinchó la lengua"),
        ("tos con sangre\u0301", "tos con sangre\u0301"),
        ("me desmayé\nayer", "desmayé"),
    ],
)
def test_the_span_is_exact_in_the_original(net: RedFlags, text: str, words: str) -> None:
    flag = net.find(text)

    assert flag is not None
    assert flag.text == text[flag.start : flag.end]
    assert words in flag.text
    assert flag.start == text.index(words)


@pytest.mark.parametrize(
    ("text", "language"),
    [("me duele el pecho", "es"), ("my chest hurts", "en"), ("auxilio", "es"), ("hurry 911", "en")],
)
def test_the_flag_speaks_the_patients_language(net: RedFlags, text: str, language: str) -> None:
    flag = net.find(text)

    assert flag is not None
    assert flag.language == language


def test_a_danger_to_the_body_comes_before_a_wish_to_die(net: RedFlags) -> None:
    text = "I want to die, I took the whole bottle of pills"
    flag = net.find(text)

    assert flag is not None
    assert flag.family == "overdose"
    assert [f.family for f in net.find_all(text)] == ["self_harm", "overdose"]


def test_a_wish_to_die_comes_before_a_plea_for_help(net: RedFlags) -> None:
    flag = net.find("call 911 I want to kill myself")

    assert flag is not None
    assert flag.family == "self_harm"


def test_zero_width_and_control_characters_hide_nothing(net: RedFlags) -> None:
    assert net.find("\u2060/chest pa\x00in") is not None
    assert net.find("ch\u200best pain") is not None


def test_nothing_is_found_in_nothing(net: RedFlags) -> None:
    assert net.find("") is None
    assert net.find_all(" \n…!?¿👍") == []
    assert not net.opt_out("")
    assert not net.opt_in("...")
    assert not net.asks_help("")
