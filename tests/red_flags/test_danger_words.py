"""The words around a phrase of danger may leave it in doubt; the list of them is read with care."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import BadRules
from gateway.safety_net import read_words
from red_flags import DangerWords, DangerWordsError, RedFlags, read_danger_words

WORDS = read_words(Path("data/languages"))


@pytest.mark.parametrize(
    "body",
    [
        "chest pain",
        "I can't breathe",
        "me duele el pecho",
        "no puedo respirar",
        "I want to die",
        "quiero morirme",
        "mamá se desmayó y no responde",
        "my lips are swelling up",
        "suicide",
        "sucidal thoughts",
        "someone cut her wrists",
        "cheast pian",
        "chets pain 138/82",
        "dolor depecho",
        "cant breth",
        "slurred speach",
        "feinted twice today",
        "i called 911",
        "911",
        "fell down the stairs",
        "Not today not ever. This is farewell",
    ],
)
def test_plain_danger_is_never_in_doubt(body: str) -> None:
    flag = WORDS.net.find(body)

    assert flag
    assert not flag.doubtful


@pytest.mark.parametrize(
    "body",
    [
        "My chest tightness cleared when the doctor changed the inhaler, ride to the clinic at 9",
        "Doctor says the chest pain was heartburn, do I still come to the appointment",
    ],
)
def test_a_phrase_of_danger_among_harmless_words_is_in_doubt(body: str) -> None:
    flag = WORDS.net.find(body)

    assert flag
    assert flag.doubtful


def test_without_the_list_no_flag_is_in_doubt(net: RedFlags) -> None:
    flag = net.find("Doctor says the chest pain was heartburn, do I still come to the appointment")

    assert flag
    assert not flag.doubtful


@given(st.text(max_size=200))
def test_any_text_is_weighed(text: str) -> None:
    assert WORDS.net.danger_words is not None
    assert isinstance(WORDS.net.danger_words.weigh(text), float)


@given(st.lists(st.sampled_from(["cuff", "gym"]), min_size=1, max_size=8))
def test_a_message_of_words_that_say_nothing_is_judged_by_the_beginning(said: list[str]) -> None:
    assert DangerWords({"chest": 5.0}, -4.0).weigh(" ".join(said)) == -4.0


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["(beginning)\t-4", "chest"], "line 2"),
        (["(beginning)\t-4", "chest\tmuch"], "line 2"),
        (["chest\t3"], "(beginning)"),
    ],
)
def test_a_list_that_cannot_be_used_says_where(lines: list[str], why: str) -> None:
    with pytest.raises(DangerWordsError) as caught:
        read_danger_words(lines)

    assert why in str(caught.value)


def test_the_gateway_does_not_start_without_the_list_and_says_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    for file in Path("data/languages").glob("*.yml"):
        (tmp_path / "languages" / file.name).write_text(file.read_text("utf-8"), "utf-8")

    with pytest.raises(BadRules, match="make danger-words"):
        read_words(tmp_path / "languages")
