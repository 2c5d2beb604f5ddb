"""A phrase of danger among harmless words: the model is asked first, not for long."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gateway import replies
from gateway.conversation import doubtful, turn
from gateway.db import Database
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.replies import Told
from gateway.tasks import Task
from gateway.timers import Timer
from gateway.timers.advance import advance
from tests.care.hearing import understood
from tests.engine.test_front_desk import RULES, STRANGER, Desk

IN_DOUBT = "Doctor says the chest pain was heartburn, do I still come to the appointment"
WRISTS = "someone cut her wrists"


class Ward(Desk):
    """The same desk, with the timer of a flag in doubt."""

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)
        with self.db.transaction() as session:
            handlers = defaultdict(lambda: _others, doubtful.timer_handlers(RULES))
            advance(session, handlers, _fail, now=self.clock.now())

    def is_read(self, sid: str, act: str) -> None:
        """Rasa's reading of the message arrives, and the turn ends."""
        now = self.clock.now()
        with self.db.transaction() as session:
            message = session.query(InboundMessage).filter_by(sid=sid).one()
            told = Told(sid, str(message.patient_id), "", understood(act))
            replies.take(session, told, RULES.protocols, now=now, words=RULES.words)
            turn.finish(session, message, ["A word of ours."], now=now)

    def said(self) -> list[str]:
        return [text.key.split(":")[1] for text in self.all(OutboundMessage, kind="fixed")]


def _others(_session: Session, _timer: Timer, _now: datetime) -> None:
    """The page's own watchdog, say: not looked at here."""


def _fail(_session: Session, timer: Timer, _now: datetime) -> Any:
    raise AssertionError(timer.last_error)


@pytest.fixture
def ward(db: Database) -> Ward:
    ward = Ward(db)
    ward.enroll()
    return ward


def test_nobody_is_paged_and_nothing_is_said_before_the_model_was_asked(ward: Ward) -> None:
    sid = ward.hears(IN_DOUBT)
    ward.wait(seconds=14)

    assert not ward.paged(sid)
    assert not ward.said()


def test_when_nothing_has_read_it_in_time_the_flag_counts_as_it_stands(ward: Ward) -> None:
    sid = ward.hears(IN_DOUBT)
    ward.wait(seconds=15)

    assert ward.paged(sid)
    assert ward.said() == ["emergency"]


def test_what_the_model_finds_harmless_too_is_read_by_a_person_and_pages_nobody(ward: Ward) -> None:
    sid = ward.hears(IN_DOUBT)
    ward.is_read(sid, "callback")
    ward.wait(seconds=60)

    assert not ward.paged(sid)
    [task] = ward.all(Task, kind="danger_doubted")
    assert (task.why, task.message_sid) == ("chest", sid)


def test_what_the_model_fears_pages_at_once_and_in_the_words_of_its_family(ward: Ward) -> None:
    sid = ward.hears(WRISTS)
    ward.is_read(sid, "emergency")
    ward.wait(seconds=60)

    assert ward.paged(sid)
    assert ward.said() == ["crisis"]
    assert not ward.all(Task, kind="danger_doubted")


def test_a_reading_that_comes_after_the_alarm_takes_nothing_back_and_repeats_nothing(
    ward: Ward,
) -> None:
    sid = ward.hears(IN_DOUBT)
    ward.wait(seconds=15)
    ward.is_read(sid, "emergency")

    assert ward.paged(sid)
    assert ward.said() == ["emergency"]
    assert not ward.all(Task, kind="danger_doubted")


def test_a_late_harmless_reading_leaves_the_page_to_the_clinician(ward: Ward) -> None:
    sid = ward.hears(IN_DOUBT)
    ward.wait(seconds=15)
    ward.is_read(sid, "callback")

    assert ward.paged(sid)
    assert not ward.all(Task, kind="danger_doubted")


def test_a_number_nobody_knows_has_no_turn_and_is_paged_at_once(ward: Ward) -> None:
    assert ward.paged(ward.hears(IN_DOUBT, STRANGER))


def test_plain_danger_waits_for_nobody(ward: Ward) -> None:
    sid = ward.hears("chest pain and I cant breathe")

    assert ward.paged(sid)
    assert ward.said() == ["emergency"]


def test_a_message_that_went_to_a_person_unread_has_been_paged(ward: Ward) -> None:
    """Rasa stays away for good: the page came long before the task."""
    sid = ward.hears(IN_DOUBT)
    for _ in range(40):
        ward.turns.drain()
        ward.wait(seconds=30)

    assert ward.all(InboundMessage, sid=sid)[0].state == "person"
    assert ward.paged(sid)
