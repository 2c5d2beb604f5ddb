"""What patients read keeps its budgets, and the check that says so can fail."""

import pytest

from checks.readability import (
    english_syllables,
    fernandez_huerta,
    flesch_kincaid,
    spanish_syllables,
)
from checks.texts import complaints, texts
from checks.texts_page import texts_page
from tests.house.bilingual import Says

FINE = {"utter_a": "Thank you."}
MORE = {"at_most": 2, "more": [{"texts": ["utter_a"], "at_most": 3, "why": "it must"}]}


def test_every_text_keeps_its_budget_and_is_plain() -> None:
    found = complaints()

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "word " * 62, "utter_a: 3 segments, 2 are allowed"),
        ("es", "presión " * 17, "utter_a: 3 segments, 2 are allowed"),
        ("es", "Hola [first name]. " + "a la casa de mi tía, " * 6, "3 segments, 2 are allowed"),
        ("es", "Por favor, mande el número que ve ahora en la pantalla de su aparato de hoy.",
               "ú cost 1"),
        ("en", "I wrote down {mood}.", "does not say what 'mood' is filled with"),
        ("en", "Individual cardiovascular evaluations necessitate immediate communication with "
               "your physician.", "too hard to read"),
        ("es", "Comuníquese inmediatamente con su especialista para evaluaciones cardiovasculares "
               "complementarias.", "too hard to read"),
    ],
)  # fmt: skip
def test_a_text_that_asks_too_much_is_told(says: Says, language: str, text: str, said: str) -> None:
    told = {"en": FINE, "es": FINE} | {language: {"utter_a": text}}

    found = complaints(says(**told))

    assert any(said in complaint for complaint in found), found
    assert all(f"{language}.yml, utter_a" in complaint for complaint in found)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 61,
        "presión " * 16,
        "Por favor, mande los dos números de su presión en un solo mensaje, gracias.",
        "Señora, ¿qué tal amaneció? ¡Mañana le llamo!",
        "Hola [first name], mande lo que ve: {read}.",
    ],
)
def test_a_text_within_its_budget_is_left_alone(says: Says, text: str) -> None:
    assert complaints(says(FINE, {"utter_a": text})) == []


def test_an_exception_allows_more_and_says_why(says: Says) -> None:
    long = {"utter_a": "Go on now. " * 28}

    assert complaints(says(long, FINE, segments=MORE)) == []


def test_an_exception_that_nobody_needs_is_told(says: Says) -> None:
    assert complaints(says(FINE, FINE, segments=MORE)) == [
        "data/texts.yml, segments: utter_a needs no 3"
    ]


def test_what_the_gateway_says_itself_is_counted_too_but_not_how_the_clinic_is_called() -> None:
    names = {text.name for text in texts()}

    assert {"utter_recorded", "fixed.emergency"} <= names
    assert "fixed.clinic" not in names


def test_the_page_shows_every_text_and_what_a_month_costs() -> None:
    page = texts_page()

    assert all(text.name.removeprefix("utter_") in page for text in texts())
    assert "| bp | es | 2 | $0.0236 |" in page
    assert "| es | common | 60 segments | $0.71 |" in page


@pytest.mark.parametrize(
    ("word", "count"),
    [("one", 1), ("please", 1), ("asked", 1), ("needed", 2), ("number", 2), ("little", 2),
     ("glucose", 2), ("messages", 3), ("emergency", 4), ("BP", 2), ("wakes", 1)],
)  # fmt: skip
def test_english_syllables_are_those_one_hears(word: str, count: int) -> None:
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("presión", 2), ("leído", 3), ("aquí", 2), ("cuidado", 3), ("día", 2), ("quiere", 2),
     ("agua", 2), ("guía", 2), ("muy", 1), ("y", 1), ("ayuda", 3), ("emergencia", 4), ("SÍ", 1)],
)  # fmt: skip
def test_spanish_syllables_are_those_one_hears(word: str, count: int) -> None:
    assert spanish_syllables(word) == count


def test_the_formulas_are_those_of_their_authors() -> None:
    assert flesch_kincaid("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert fernandez_huerta("El sol es de oro. Va y ve.") == pytest.approx(
        206.84 - 60 * 9 / 8 - 1.02 * 4
    )
    assert flesch_kincaid("Reply (e.g., 138/82).") == flesch_kincaid("Reply.")  # no sentence's end
