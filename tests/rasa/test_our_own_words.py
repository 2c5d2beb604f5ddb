"""What our texts ask for is understood when she writes it, and our own words are no answer."""

import re
from typing import Any

import pytest

from nlu.languages import read_languages
from nlu.reader import Reader

TEXTS = {code: told["says"] for code, told in read_languages("data/languages").items()}
EXAMPLES = [
    (code, name)
    for code, says in TEXTS.items()
    for name in says
    if re.match("utter_(check_in|remind)_(bp|weight)$", name)
]
WHYS = ("forgot", "none_left", "harm", "other")


def told(code: str, context: str, **more: Any) -> dict[str, Any]:
    return {"language": code, "context": context, "open_check_ins": [context], **more}


@pytest.mark.parametrize(("code", "name"), EXAMPLES)
def test_the_example_of_our_question_copied_back_is_not_charted(
    reader: Reader, code: str, name: str
) -> None:
    copied = TEXTS[code][name].replace("[first name]", "Rosa")

    made = reader.interpretation(copied, told(code, name.rsplit("_", 1)[1]))

    assert (made["readings"], made["proposal"], made["answer"]) == ([], None, None)
    assert made["act"] != "accept"


@pytest.mark.parametrize("name", ["utter_why_missed", "utter_why_missed_noted"])
@pytest.mark.parametrize("code", TEXTS)
def test_the_words_of_each_reason_we_offer_are_that_reason(
    reader: Reader, code: str, name: str
) -> None:
    offered = re.findall(r"\d ([^,.]+)", TEXTS[code][name])
    asked = {"language": code, "context": "none", "open_check_ins": [], "follow_up": "why_missed"}

    assert [reader.interpretation(words, asked)["why"] for words in offered] == list(WHYS)


@pytest.mark.parametrize("code", TEXTS)
def test_a_number_named_by_the_words_we_offer_is_charted(reader: Reader, code: str) -> None:
    offered = re.findall(r"\b[^\W\d_a-z]{3,}\b", TEXTS[code]["utter_ask_back_unit_missing_again"])
    asked = {"language": code, "context": "none", "open_check_ins": []}

    kinds = [
        reader.interpretation(word, {**asked, "pending": {"type": "number", "value": value}})
        for word, value in zip(offered, (142, 142, 184), strict=True)
    ]

    assert [made["readings"][0]["type"] for made in kinds[1:]] == ["glucose", "weight"]
    assert kinds[0]["reason"] == "one_number"  # a pressure has two


@pytest.mark.parametrize("code", TEXTS)
def test_the_word_for_a_person_asks_for_one(reader: Reader, code: str) -> None:
    [word] = re.findall(r"\b[^\W\d_a-z]{3,}\b", TEXTS[code]["utter_ask_back_none"])

    assert reader.interpretation(word, told(code, "bp"))["act"] == "callback"
