"""A question for her own values, and the language her words are clearly in."""

import pytest

from nlu.reader import Reader

NOTHING_OPEN = {"language": "en", "context": "none"}


@pytest.mark.parametrize(
    "text",
    [
        "What did you write down?",
        "¿qué anotó?",
        "que presion me anoto hoy",
        "Hola, ¿qué me anotó? gracias",
        "what was my last bp",
        "cuál fue mi última presión",
    ],
)
@pytest.mark.parametrize("context", ["none", "bp", "adherence"])
def test_a_question_for_her_own_values_is_known(reader: Reader, text: str, context: str) -> None:
    made = reader.interpretation(text, {**NOTHING_OPEN, "context": context})

    assert (made["act"], made["reason"], made["readings"]) == ("med_question", "own_values", [])


@pytest.mark.parametrize(
    "text",
    [
        "lo que anoto en mi libreta",
        "what did you write down and I need a refill of my pills",
        "what was my last dose?",
        "138/82, what did you write down?",
        "what did you write down, was it 138/82?",
        "what did you write down, I have chest pain",
    ],
)
def test_a_message_that_says_more_is_not_only_that_question(reader: Reader, text: str) -> None:
    assert reader.interpretation(text, NOTHING_OPEN)["reason"] != "own_values"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("buenos días, mi presión es 138/82", "es"),
        ("no me siento bien hoy", "es"),
        ("necesito más pastillas por favor", "es"),
        ("I feel a little dizzy today", "en"),
        ("my sugar was 142 this morning", "en"),
    ],
)
def test_a_clear_sentence_tells_its_language(reader: Reader, text: str, language: str) -> None:
    assert reader.interpretation(text, NOTHING_OPEN)["spoken"] == language


@pytest.mark.parametrize(
    "text",
    [
        "138/82",
        "ok",
        "no",
        "gracias",
        "thank you",
        "good morning, 138/82",
        "👍",
        "this is her daughter, her pressure is 138/82",
        "soy su hija, la presión de mi mamá es 138/82",
    ],
)
def test_courtesies_numbers_and_a_caregiver_tell_no_language(reader: Reader, text: str) -> None:
    assert reader.interpretation(text, NOTHING_OPEN)["spoken"] is None
