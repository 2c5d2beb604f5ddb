"""Both languages tell and ask the same, nobody in danger is left alone, and the check can fail."""

import pytest

from checks.pairs import complaints
from tests.house.bilingual import Says

PAIR = ("I read {read}. Is it {proposal}? Reply YES or NO.", "Leí {read}. ¿Es {proposal}? SÍ o NO.")


def test_every_text_is_a_fair_pair() -> None:
    found = complaints()

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("en", "es"),
    [
        PAIR,
        ("Please send it. To talk to a person, write NURSE. For an emergency, call 911.",
         "Mande eso. Para hablar con alguien, escriba ENFERMERA. En una emergencia, llame al 911."),
        ("How are you? Reply 1 or 2.", "¿Qué tal? Responda 1 o 2."),
        ("Reply with TOP/BOTTOM (e.g., 138/82).", "Mande ARRIBA/ABAJO (ej. 138/82)."),
        ("Reply HELP for help, STOP to end.", "Responda AYUDA si la necesita, ALTO si ya no."),
    ],
)  # fmt: skip
def test_a_fair_pair_is_left_alone(says: Says, en: str, es: str) -> None:
    assert complaints(says({"utter_a": en}, {"utter_a": es})) == []


@pytest.mark.parametrize(
    ("en", "es", "said"),
    [
        (PAIR[0], "Leí {read}. ¿Es {reading}? SÍ o NO.", "English shows other variables"),
        (PAIR[0], "Leí {read}. ¿Es {proposal}? ¿SÍ o NO?", "another number of questions"),
        ("Good? Reply YES or NO.", "¿Bien? Responda SÍ.", "asks for other words"),
        ("Reply 1 or 2.", "Responda 1 o 3.", "English names other numbers"),
        ("Reply YES or NO. Thank you.", "Gracias. Responda SÍ o NO.", "English ends in another"),
        ("If you are ill, call 911.", "Si se siente mal, llame a su doctor.", "other numbers"),
        ("Fine.", "Puedes mandar otro.", "'puedes' is not how we address"),
        ("Reply with TOP/BOTTOM.", "Responda con ALTA/BAJA.", "does not say what ALTA is"),
        ("Is it good? Fine.", "¿Es bueno? ¿Bien.", "opens with ¿ and closes with ?"),
    ],
)
def test_an_unfair_pair_is_told(says: Says, en: str, es: str, said: str) -> None:
    found = complaints(says({"utter_a": en}, {"utter_a": es}))

    assert any(said in complaint for complaint in found), found


@pytest.mark.parametrize("name", ["utter_critical", "utter_help_bp", "fixed.no_words"])
def test_a_text_that_danger_may_stand_behind_must_say_911(says: Says, name: str) -> None:
    found = complaints(says({name: "Thank you."}, {name: "Gracias."}))

    assert [complaint.split(": ")[1] for complaint in found] == [
        "danger may stand behind it, and it does not say 911"
    ] * 2


def test_a_text_that_only_one_language_says_is_told(says: Says) -> None:
    assert any("does not say it" in told for told in complaints(says({}, {"utter_a": "Gracias."})))


def test_a_word_we_ask_for_must_be_no_other_wish(says: Says) -> None:
    """A patient who answers "TOP/BOTTOM" with one of the two words must not be opted in by it."""
    asked = [{"en": ["TOP"], "es": ["ALTA"]}, {"en": ["END"], "es": ["FIN"], "means": "help"}]

    assert complaints(says({}, {}, asked_for=asked)) == [
        "data/texts.yml, asked_for: END is opt_out to en",
        "data/texts.yml, asked_for: ALTA is opt_in to es",
        "data/texts.yml, asked_for: FIN is opt_out to es",
    ]


def test_languages_may_differ_where_it_is_said_why(says: Says) -> None:
    en, es = {"utter_a": "Call 988 now."}, {"utter_a": "Llame al 988 y oprima 2."}
    differ = [{"texts": ["utter_a"], "why": "988 has a key of its own for Spanish"}]

    assert complaints(says(en, es, differ=differ)) == []
    assert complaints(says(en, es)) != []
