"""Rasa stays away: the message is tried again and again, then a person reads it."""

import pytest

from gateway.db import Database
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.tasks import Task
from tests.engine.test_front_desk import RULES, Desk


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def wait_for_rasa(desk: Desk, minutes: float) -> None:
    """Rasa stays away; the turn is tried whenever it is due."""
    for _ in range(int(minutes * 2)):
        desk.turns.drain()
        desk.clock.advance(seconds=30)


def test_after_a_quarter_of_an_hour_a_person_has_it_and_the_patient_is_told(desk: Desk) -> None:
    patient = desk.enroll()
    sid = desk.hears("I feel so so today")
    wait_for_rasa(desk, 14)
    assert desk.all(InboundMessage, sid=sid)[0].state == "waiting"

    wait_for_rasa(desk, 3)

    assert desk.all(InboundMessage, sid=sid)[0].state == "person"
    assert desk.all(Task, kind="reply_not_processed", patient_id=patient.id, message_sid=sid)
    [told] = desk.all(OutboundMessage, patient_id=patient.id)
    assert told.body == RULES.words.fixed("en", "not_understood_person")


def test_the_next_text_has_its_turn_once_a_person_has_the_first(desk: Desk) -> None:
    desk.enroll()
    desk.hears("first")
    second = desk.hears("second")
    wait_for_rasa(desk, 14)
    assert desk.all(InboundMessage, sid=second)[0].tries == 0

    wait_for_rasa(desk, 3)
    assert desk.all(InboundMessage, sid=second)[0].tries > 0
