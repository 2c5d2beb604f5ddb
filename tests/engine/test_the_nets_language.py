"""What the gateway says without a model is in the language she writes in."""

import pytest

from gateway import cohort
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.messages.tables import OutboundMessage
from tests.engine.test_front_desk import RULES, Desk


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def said(desk: Desk) -> list[tuple[str, str]]:
    return [(text.language, text.body) for text in desk.all(OutboundMessage)]


@pytest.mark.parametrize(
    ("agreed", "body", "language"),
    [
        ("en", "me duele mucho el pecho y no puedo respirar", "es"),
        ("es", "I have chest pain and cannot breathe", "en"),
        ("es", "911", "es"),
        ("en", "ya no me manden mensajes por favor", "es"),
        ("en", "ALTO", "en"),  # one word is no evidence
    ],
)
def test_clear_words_of_hers_outrank_what_was_agreed_on(
    desk: Desk, agreed: str, body: str, language: str
) -> None:
    desk.enroll(language=agreed)
    desk.hears(body)

    assert [told for told, _ in said(desk)] == [language]
    assert said(desk)[0][1] in RULES.words.texts[language].values()


def test_without_clear_words_it_is_the_language_she_wrote_last(desk: Desk) -> None:
    rosa = desk.enroll(language="en")
    with desk.db.transaction() as session:
        cohort.listen(session, session.get_one(Patient, rosa.id), "es", now=desk.clock.now())
    desk.hears("STOP")

    assert [language for language, _ in said(desk)] == ["es"]
