"""She is answered in the language she writes in; what she asked for stays kept beside it."""

import pytest

from gateway import check_ins, cohort
from gateway.check_ins import Prompt
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.journal import JournalLine
from tests import clinic as whole
from tests.care.hearing import Clinic, pressure


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def evelyn(clinic: Clinic) -> Patient:
    return clinic.enroll("Evelyn", language="en")


def kept(clinic: Clinic) -> Patient:
    return clinic.one(Patient)


def test_a_clear_spanish_sentence_is_answered_in_spanish_until_she_writes_english(
    clinic: Clinic, evelyn: Patient
) -> None:
    said = [
        ("mi presión es 138/82", "es"),
        ("138/82", None),
        ("ok", None),
        ("it was 138 over 82 today", "en"),
        ("138/82", None),
    ]
    languages = [
        clinic.told(evelyn, body, "chat", spoken=spoken)["language"] for body, spoken in said
    ]

    assert languages == ["es", "es", "es", "en", "en"]
    assert (kept(clinic).language, kept(clinic).language_from) == ("en", "chart")
    followed = clinic.all(JournalLine, event="language_followed")
    assert [line.detail for line in followed] == [
        {"before": "en", "after": "es"},
        {"before": "es", "after": "en"},
    ]


def test_an_emergency_in_spanish_is_answered_in_spanish(clinic: Clinic, evelyn: Patient) -> None:
    clinic.told(evelyn, "me duele mucho el pecho", "emergency", spoken="es")

    assert [text.body for text in clinic.texts] == ["emergency in es"]


def test_what_is_changed_and_told_is_worded_in_it_too(clinic: Clinic, evelyn: Patient) -> None:
    clinic.told(evelyn, "mi presión es 128/82", readings=[pressure(128, 82)], spoken="es")
    told = clinic.told(
        evelyn,
        "perdón, 184/92, necesito pastillas",
        "refill",
        readings=[pressure(142, 84)],
        correction=True,
    )

    assert told["values"] == {"reading": "142/84 en lugar de 128/82"}


def test_a_wish_of_hers_is_newer_than_what_she_wrote_before(
    clinic: Clinic, evelyn: Patient
) -> None:
    clinic.told(evelyn, "mi presión es 138/82", "chat", spoken="es")
    asked = clinic.told(evelyn, "english please", "language", language="en", spoken="en")

    assert asked["language"] == "en"
    assert (kept(clinic).language, kept(clinic).language_from) == ("en", "patient")
    assert kept(clinic).spoken is None
    assert clinic.told(evelyn, "138/82", "chat")["language"] == "en"


def test_a_wish_survives_what_she_writes_later(clinic: Clinic, evelyn: Patient) -> None:
    clinic.told(evelyn, "english please", "language", language="en")
    told = clinic.told(evelyn, "mi presión es 138/82", "chat", spoken="es")

    assert told["language"] == "es"
    assert (kept(clinic).language, kept(clinic).language_from) == ("en", "patient")


def test_the_same_message_again_is_answered_as_it_was(clinic: Clinic, evelyn: Patient) -> None:
    sid = clinic.writes(evelyn, "mi presión es 138/82")
    first = clinic.told(evelyn, "", "chat", sid=sid, spoken="es")
    clinic.told(evelyn, "it was fine today", "chat", spoken="en")

    assert clinic.told(evelyn, "", "chat", sid=sid, spoken="es") == first
    assert kept(clinic).spoken == "en"


# The questions we begin: by tests.clinic, where they are really sent.


def prompts(clinic: whole.Clinic, patient: Patient) -> list[Prompt]:
    """A check-in that is asked and, four hours later, asked again."""
    clinic.prompts.clear()
    clinic.do(check_ins.ask_now, patient, "bp", by="nora")
    clinic.run()
    clinic.wait(hours=4)
    return clinic.prompts


@pytest.mark.parametrize(
    ("wish", "first", "reminder"),
    [
        (None, "es", "en"),  # unanswered: perhaps somebody else wrote that sentence for her
        ("en", "en", "en"),  # she asked for English herself
    ],
)
def test_a_question_follows_her_words_unless_she_asked_for_a_language(
    db: Database, wish: str | None, first: str, reminder: str
) -> None:
    clinic = whole.Clinic(db)
    patient = clinic.enroll("Evelyn")
    if wish:
        clinic.do(lambda s, now: cohort.speak(s, s.get(Patient, patient.id), wish, by="patient",
                                              now=now))  # fmt: skip
    clinic.do(lambda s, now: cohort.listen(s, s.get(Patient, patient.id), "es", now=now))
    clinic.clock.advance(minutes=30)

    assert [prompt.language for prompt in prompts(clinic, patient)] == [first, reminder]
    assert [text.language for text in clinic.all(whole.messages.OutboundMessage)] == [
        first,
        reminder,
    ]


def test_a_reminder_follows_what_she_wrote_since_the_question(db: Database) -> None:
    clinic = whole.Clinic(db)
    patient = clinic.enroll("Evelyn")
    clinic.do(check_ins.ask_now, patient, "bp", by="nora")
    clinic.run()
    clinic.clock.advance(minutes=5)
    clinic.do(lambda s, now: cohort.listen(s, s.get(Patient, patient.id), "es", now=now))
    clinic.wait(hours=4)

    assert [prompt.language for prompt in clinic.prompts] == ["en", "es"]
