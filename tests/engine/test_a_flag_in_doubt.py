"""A phrase of danger among harmless words: the model is asked first, not for long."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gateway import escalations, replies
from gateway.conversation import doubtful, turn
from gateway.db import Database
from gateway.escalations import Escalation
from gateway.escalations.tables import Concern
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.outbox import Letter
from gateway.replies import Told
from gateway.tasks import Task
from gateway.timers import Timer
from gateway.timers.advance import advance
from tests.care.hearing import understood
from tests.engine.test_front_desk import RULES, STRANGER, Desk

IN_DOUBT = "Doctor says the chest pain was heartburn, do I still come to the appointment"


class Ward(Desk):
    """The same desk, with the timer of a flag in doubt."""

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)
        with self.db.transaction() as session:
            handlers = defaultdict(lambda: _others, doubtful.timer_handlers(RULES))
            advance(session, handlers, _fail, now=self.clock.now())

    def is_kept(self, sid: str, act: str) -> InboundMessage:
        """Rasa's reading of the message arrives."""
        with self.db.transaction() as session:
            message = session.query(InboundMessage).filter_by(sid=sid).one()
            told = Told(sid, str(message.patient_id), "", understood(act))
            now = self.clock.now()
            replies.take(session, told, RULES.protocols, now=now, words=RULES.words)
        return message

    def is_read(self, sid: str, act: str) -> None:
        """It arrives, and the turn ends."""
        self.is_kept(sid, act)
        with self.db.transaction() as session:
            message = session.query(InboundMessage).filter_by(sid=sid).one()
            turn.finish(session, message, ["A word of ours."], now=self.clock.now())

    def acknowledged(self) -> None:
        with self.db.transaction() as session:
            [case] = session.query(Escalation).all()
            escalations.acknowledge(session, case, "Dr. Osei", self.clock.now())

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


def test_what_the_model_fears_pages_at_once(ward: Ward) -> None:
    sid = ward.hears(IN_DOUBT)
    ward.is_read(sid, "emergency")
    ward.wait(seconds=60)

    assert ward.paged(sid)
    assert ward.said() == ["emergency"]
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


def test_a_reading_kept_before_its_answer_was_posted_is_seen_by_a_person_all_the_same(
    ward: Ward,
) -> None:
    """The worker is killed between the two, and its successor comes after the fifteen seconds."""
    sid = ward.hears(IN_DOUBT)
    ward.is_kept(sid, "callback")
    ward.wait(seconds=40)

    assert not ward.paged(sid)
    assert ward.all(Task, kind="danger_doubted", message_sid=sid)


def test_after_the_alarm_no_answer_talks_over_it(ward: Ward) -> None:
    sid = ward.hears(IN_DOUBT)
    ward.wait(seconds=15)
    ward.is_read(sid, "chat")

    assert not ward.all(OutboundMessage, kind="reply")


def test_a_critical_number_beside_it_leaves_no_doubt(ward: Ward) -> None:
    sid = ward.hears(f"{IN_DOUBT} 190/110")

    assert ward.said() == ["emergency"]
    assert {c.cause for c in ward.all(Concern, message_sid=sid)} == {"red_flag"}


def test_on_the_phone_no_flag_waits(ward: Ward) -> None:
    assert ward.paged(ward.hears(IN_DOUBT, channel="voice"))


def test_danger_that_only_the_model_sees_beside_an_old_number_wakes_the_clinician_again(
    ward: Ward,
) -> None:
    first = ward.hears("190/110")
    ward.is_read(first, "accept")
    ward.acknowledged()
    again = ward.hears("190/110 and everything tilts")
    pages = len(ward.all(Letter, kind="page"))
    ward.is_read(again, "emergency")

    assert "red_flag" in {c.cause for c in ward.all(Concern, message_sid=again)}
    assert len(ward.all(Letter, kind="page")) == pages + 1


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
