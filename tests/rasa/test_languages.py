"""Every language says the same things, and a broken file says where it is broken."""

import re
from pathlib import Path

import pytest

from nlu.languages import LanguageFileError, read_languages, responses

VARIABLE = re.compile(r"\{\w+\}|\[[^\]]+\]")
CARRIER_WORDS = re.compile(r"\b(STOP|END|CANCEL|QUIT|UNSUBSCRIBE)\b")
WHOLE = "language: {code}\nname: X\nsays:\n  utter_a: Hi\nhears:\n  over: [over]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.yml").write_text(WHOLE.format(code="en"))
    return tmp_path


def test_every_language_says_the_same_things() -> None:
    english, *others = read_languages("data/languages").values()

    for other in others:
        assert other["says"].keys() == english["says"].keys()
        for name, text in english["says"].items():
            shown, shown_there = VARIABLE.findall(text), VARIABLE.findall(other["says"][name])
            assert sorted(shown) == sorted(shown_there), name


def test_every_language_hears_the_same_things() -> None:
    english, *others = read_languages("data/languages").values()

    for other in others:
        assert other["hears"].keys() == english["hears"].keys()


def test_no_text_asks_for_a_word_the_carrier_blocks_on() -> None:
    for told in read_languages("data/languages").values():
        for name, text in told["says"].items():
            assert not CARRIER_WORDS.search(text), name


def test_what_is_asked_again_is_asked_in_other_words() -> None:
    for told in read_languages("data/languages").values():
        says = told["says"]
        # in a call the second failure hands to a person: nothing is asked again there
        once = ("_again", "_aloud")
        asked = [n for n in says if n.startswith("utter_ask_back_") and not n.endswith(once)]
        shown_again = {*asked} - {f"utter_ask_back_{n}" for n in ("cmhg", "reversed", "question")}
        for name in shown_again:  # those three are asked again as a proposal
            assert says[f"{name}_again"] != says[name], name


def test_no_two_questions_are_put_in_the_same_words() -> None:
    for told in read_languages("data/languages").values():
        asked = [text for name, text in told["says"].items() if name.startswith("utter_ask_back_")]
        assert len(asked) == len(set(asked))


def test_one_question_a_message() -> None:
    for told in read_languages("data/languages").values():
        for name, text in told["says"].items():
            questions = text.replace("mg/dL)?", "").count("?")
            assert questions <= 1 or name == "utter_ask_back_unit_missing", name


def test_the_default_language_carries_no_condition() -> None:
    for variants in responses(read_languages("data/languages")).values():
        conditions = [v.get("condition", [{"value": "en"}])[0]["value"] for v in variants]
        assert conditions[0] == "en"
        assert len(set(conditions)) == 2
        assert "condition" not in variants[0]


def test_yes_and_no_stay_words() -> None:
    heard = read_languages("data/languages")["en"]["hears"]

    assert "yes" in heard["yes"]
    assert "no" in heard["no"]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("language: es\nname: [unclosed\nsays: {}\n", "es.yml line"),
        ("language: es\nname: X\nhears: {}\n", "`says` is missing"),
        ("- just a list\n", "es.yml line 1"),
        (WHOLE.format(code="fr"), "es.yml line 1: `language` must be es"),
        ("language: es\nname: X\nsays:\n  utter_a: 7\nhears: {}\n", "es.yml line 4: `utter_a`"),
        ("language: es\nname: X\nsays:\n  utter_a:\nhears: {}\n", "es.yml line 4: `utter_a`"),
    ],
)
def test_a_broken_file_is_told_with_its_place(folder: Path, broken: str, told: str) -> None:
    (folder / "es.yml").write_text(broken)

    with pytest.raises(LanguageFileError, match=re.escape(told)):
        read_languages(folder)


def test_the_default_language_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(LanguageFileError, match=r"en\.yml is missing"):
        read_languages(tmp_path)
