"""The interpretation beside its context: proposals, several open check-ins, evidence."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.reader import Reader
from nlu.replies import ACTS
from nlu.situation import KINDS

PROPOSED = {"type": "blood_pressure", "systolic": 120, "diastolic": 80, "pulse": None}


def asked(context: str, **more: Any) -> dict[str, Any]:
    return {"language": "en", "context": context, "open_check_ins": [context], **more}


@pytest.mark.parametrize("yes", ["yes", "SI", "sí", "ok", "👍", "that is right", "correct"])
def test_a_yes_charts_what_was_proposed(reader: Reader, yes: str) -> None:
    made = reader.interpretation(yes, asked("bp", pending=PROPOSED))

    assert (made["act"], made["readings"]) == ("accept", [PROPOSED])


def test_a_no_charts_nothing(reader: Reader) -> None:
    made = reader.interpretation("no", asked("bp", pending=PROPOSED))

    assert (made["act"], made["readings"], made["reason"]) == ("clarify", [], "declined")


def test_own_numbers_win_over_the_proposal(reader: Reader) -> None:
    made = reader.interpretation("no 118/76", asked("bp", pending=PROPOSED))

    assert [r["systolic"] for r in made["readings"]] in ([118], [])
    assert PROPOSED not in made["readings"]


def test_without_a_proposal_a_yes_charts_nothing(reader: Reader) -> None:
    assert reader.interpretation("yes", asked("bp"))["readings"] == []


def test_a_bare_number_goes_to_the_only_check_in_it_fits(reader: Reader) -> None:
    both = asked("weight", open_check_ins=["glucose", "weight"], recent={"weight": "184 lb"})

    sugar = reader.interpretation("104", both)
    unclear = reader.interpretation("182", both)

    assert sugar["readings"] == [{"type": "glucose", "value": 104, "unit": "mg/dL"}]
    assert (unclear["act"], unclear["readings"]) == ("clarify", [])


def test_half_a_pressure_never_becomes_a_sugar(reader: Reader) -> None:
    both = asked("bp", open_check_ins=["glucose", "bp"])

    assert reader.interpretation("138", both)["readings"] == []


def test_perhaps_kilograms_is_asked(reader: Reader) -> None:
    made = reader.interpretation("83", asked("weight", recent={"weight": "184 lb"}))

    assert (made["act"], made["reason"]) == ("clarify", "unit_missing")


def test_the_evidence_points_at_the_words(reader: Reader) -> None:
    text = "Tomé 20 mg, presión 138/82"

    made = reader.interpretation(text, asked("bp"))

    noted = {e["as"]: e for e in made["evidence"]}
    assert noted["blood_pressure"]["kept"]
    assert not noted["dose"]["kept"]
    assert all(text[e["start"] : e["end"]] == e["text"] for e in made["evidence"])


@pytest.mark.parametrize("context", ["bp", "glucose", "weight", "adherence", "symptom", "none"])
def test_danger_wins_under_every_check_in(reader: Reader, context: str) -> None:
    made = reader.interpretation("138/82 but I have chest pain, stop texting", asked(context))

    assert made["act"] == "emergency"
    assert made["readings"][0]["systolic"] == 138


def test_the_language_asked_for_is_named(reader: Reader) -> None:
    to_spanish = reader.interpretation("spanish please", asked("bp"))
    to_english = reader.interpretation("en ingles por favor", asked("bp"))

    assert [to_spanish["language"], to_english["language"]] == ["es", "en"]


def test_a_message_without_any_context_is_read_too(reader: Reader) -> None:
    made = reader.interpretation("138/82", {})

    assert made["act"] == "accept"


ODDITIES = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="abcáéíñ0123456789/. \u0000\u200f\u2060٣א😀\n'\"<>;-", max_size=400),
)


LONG = 0.5  # seconds of a processor


def timed(reader: Reader, text: str, context: str) -> tuple[dict[str, Any], float]:
    started = time.process_time()
    made = reader.interpretation(text, asked(context))
    return made, time.process_time() - started


@settings(max_examples=300, deadline=None)
@given(text=ODDITIES, context=st.sampled_from(KINDS))
def test_no_text_raises_or_hangs(reader: Reader, text: str, context: str) -> None:
    made, seconds = timed(reader, text, context)
    if seconds >= LONG:  # the garbage of all tests before may have been collected meanwhile
        made, seconds = timed(reader, text, context)

    assert seconds < LONG
    assert made["act"] in ACTS
    assert 0 <= made["confidence"] <= 1


def test_sixteen_hundred_characters_are_read(reader: Reader) -> None:
    story = "I was at my daughter's house all day and we cooked. " * 30

    made = reader.interpretation(story + " 138/82", asked("bp"))

    assert made["readings"][0]["systolic"] == 138


@pytest.mark.parametrize(
    ("text", "act", "answer"),
    [
        ("I took all of them. Now quit texting me", "stop", "yes"),
        ("sí me las tomé, en español por favor", "language", "yes"),
        ("bp this morning is 129 over 74", "accept", None),
        ("yes and it was 129/74", "accept", "yes"),
    ],
)
def test_an_answer_stands_beside_another_wish_and_only_where_it_was_given(
    reader: Reader, text: str, act: str, answer: str | None
) -> None:
    made = reader.interpretation(text, asked("adherence"))

    assert (made["act"], made["answer"]) == (act, answer)


@pytest.mark.parametrize("text", ["1", "YES", "sí"])
def test_no_model_takes_a_plain_answer_for_danger(reader: Reader, text: str) -> None:
    assert reader.interpretation(text, asked("symptom"))["act"] != "emergency"


@pytest.mark.parametrize("text", ["Not yet, chow first. 155/93", "todavía no, 155/93"])
def test_a_value_beside_not_yet_is_charted_and_the_pills_are_still_owed(
    reader: Reader, text: str
) -> None:
    made = reader.interpretation(text, asked("adherence"))

    assert [r["systolic"] for r in made["readings"]] == [155]
    assert (made["act"], made["answer"]) == ("later", "no")
