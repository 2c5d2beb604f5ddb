"""Out by a word or a sentence in the middle of anything, and back in, told what comes next."""

from datetime import date, timedelta
from typing import Any

import pytest

from gateway import check_ins, protocols, replies
from gateway.check_ins import CheckIn
from gateway.check_ins.tables import Schedule
from gateway.cohort import Patient, moment
from gateway.conversation import turn
from gateway.db import Database
from gateway.inbox import InboundMessage
from gateway.messages.segments import segments
from gateway.replies import Told
from gateway.tasks import Task
from gateway.timers import Timer
from tests.care.hearing import pressure, understood
from tests.clinic import PROTOCOLS
from tests.engine.leaving import (
    ASKING,
    BACK,
    BP_TOMORROW,
    STARTED,
    may_text,
    says,
    scheduled,
    texts,
    whys,
)
from tests.engine.test_front_desk import PHONE, RULES, Desk

VITALS = protocols.load(PROTOCOLS, PROTOCOLS.parent / "data/vitals.yml")
STOPS = ["STOP", "please stop texting me", "ya no me manden mensajes", "PARAR"]
DE_VUELTA = ["quiero recibir los mensajes otra vez", "Vuelvan a escribirme por favor", "INICIAR"]


@pytest.fixture
def desk(db: Database) -> Desk:
    """A Monday, nine in New York; Rasa is down."""
    return Desk(db)


def means(desk: Desk, rosa: Patient, body: str, act: str = "accept", **said: Any) -> str:
    """She writes, and Rasa (alive again for once) tells what it means."""
    sid = says(desk, body)
    [message] = desk.all(InboundMessage, sid=sid)
    with desk.db.transaction() as session:
        prepared = turn.prepare(session, message, now=desk.clock.now())
        told = Told(sid, rosa.id, prepared.conversation_id, understood(act, **said))
        answer = replies.take(
            session, told, VITALS, words=RULES.words, asking=ASKING, now=desk.clock.now()
        )
    return str(answer["outcome"])


def left_open(desk: Desk, rosa: Patient) -> tuple[Any, Any]:
    """What the model would be told of our last question, if she wrote now."""
    now = desk.clock.now()
    message = InboundMessage(
        sid="SM-now",
        patient_id=rosa.id,
        phone=PHONE,
        channel="sms",
        body="1",
        received_at=now,
    )
    with desk.db.reading() as session:
        told = turn.prepare(session, message, now=now).metadata
    return told["pending"], told["follow_up"]


@pytest.mark.parametrize("stop", STOPS)
def test_a_stop_in_the_middle_ends_every_open_question(desk: Desk, stop: str) -> None:
    rosa = desk.enroll()
    bp, pills = desk.asks(rosa, "bp", 60), desk.asks(rosa, "adherence", 30)
    means(desk, rosa, "in an hour", "later", again={"minutes": 60})
    means(desk, rosa, "12/8", "clarify", reason="cmhg", proposal=pressure(120, 80))
    says(desk, stop)

    assert not may_text(desk)
    assert {asked.id: asked.state for asked in desk.all(CheckIn)} == {
        bp.id: "stopped",
        pills.id: "stopped",
    }
    assert [timer for timer in desk.all(Timer) if timer.kind not in ("hold", "triage")] == []
    assert left_open(desk, rosa) == (None, None)
    assert whys(desk) == ["opted_out"]


@pytest.mark.parametrize("words", ["START", *BACK])
def test_who_comes_back_is_welcome_and_told_what_comes_next(desk: Desk, words: str) -> None:
    scheduled(desk)
    says(desk, "STOP", words)

    assert may_text(desk)
    assert texts(desk)[-1] == STARTED + BP_TOMORROW


@pytest.mark.parametrize("words", DE_VUELTA)
def test_she_is_told_in_her_own_language(desk: Desk, words: str) -> None:
    scheduled(desk, "es", conditions={"heart_failure": "I50.9"})
    says(desk, "ALTO", words)

    assert may_text(desk)
    assert "Otra vez le vamos a mandar mensajes." in texts(desk)[-1]
    assert texts(desk)[-1].endswith("Lo que sigue: le vamos a pedir su peso, mañana 6:00 am.")


def test_the_task_shows_a_person_what_else_she_wrote(desk: Desk) -> None:
    desk.enroll()
    says(desk, "please stop texting me")
    sid = says(desk, "I want the messages again and I need more lisinopril")

    [task] = desk.all(Task, why="came_back")
    assert (task.kind, task.message_sid) == ("request", sid)
    [meaning] = desk.all(InboundMessage, sid=sid)
    assert meaning.state == "handled"


def test_a_question_still_to_come_today_is_named(desk: Desk) -> None:
    scheduled(desk, hours=0, timezone="America/Los_Angeles")  # six in the morning
    says(desk, "STOP", "START")

    assert texts(desk)[-1].endswith("blood pressure: today 8:00 AM.")


def test_a_question_of_another_week_is_named_with_its_day(desk: Desk) -> None:
    rosa = desk.enroll()
    with desk.db.transaction() as session:
        at = desk.clock.now() + timedelta(days=6)
        weekly = {"kind": "symptom", "local_time": "09:30", "cadence": "weekly", "on": 6}
        session.add(Schedule(patient_id=rosa.id, next_at=at, active=True, **weekly))
    says(desk, "STOP", "START")

    assert texts(desk)[-1].endswith("Next, we will ask how you feel: March 8, 9:30 AM.")


def test_within_the_minutes_after_the_agreed_hour_no_time_gone_by_is_told(desk: Desk) -> None:
    rosa = desk.enroll()
    with desk.db.transaction() as session:
        daily = {"kind": "bp", "local_time": "09:00", "cadence": "daily"}  # and it is 9:02 now
        at = desk.clock.now() + timedelta(minutes=4)
        session.add(Schedule(patient_id=rosa.id, next_at=at, active=True, **daily))
    says(desk, "STOP", "START")

    assert texts(desk)[-1].endswith("today 9:04 AM.")


def test_without_any_plan_she_is_told_so(desk: Desk) -> None:
    desk.enroll()
    says(desk, "STOP", "START")

    assert texts(desk)[-1] == STARTED + "We will write when your next check-in comes."


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", check_ins.KINDS)
def test_the_welcome_fits_two_segments(desk: Desk, language: str, kind: str) -> None:
    words = RULES.words
    longest = {"en": "September 28, 10:05 AM", "es": "el 28 de septiembre, 10:05 am"}[language]
    next_one = words.phrase(language, f"next_{kind}", time=longest)

    assert next_one != "{otherwise}"
    assert segments(f"{words.fixed(language, 'started')} {next_one}")[0] <= 2


def test_the_next_question_is_asked_at_its_hour_as_she_was_told(desk: Desk) -> None:
    rosa = scheduled(desk)
    says(desk, "ya no me manden mensajes", "quiero los mensajes otra vez")
    with desk.db.reading() as session:
        found = check_ins.coming(session, rosa, now=desk.clock.now())

    tomorrow = moment(date(2026, 3, 3), "08:00", "America/New_York")
    assert found == ("bp", tomorrow)


def test_what_was_proposed_before_she_left_is_no_longer_waiting_for_a_yes(desk: Desk) -> None:
    rosa = scheduled(desk)
    means(desk, rosa, "12/8", "clarify", reason="cmhg", proposal=pressure(120, 80))
    assert left_open(desk, rosa)[0] == pressure(120, 80)
    says(desk, "stop texting me", "I want the messages back")

    assert left_open(desk, rosa) == (None, None)


def test_help_forgets_what_was_proposed(desk: Desk) -> None:
    rosa = desk.enroll()
    desk.asks(rosa, "bp")
    means(desk, rosa, "12/8", "clarify", reason="cmhg", proposal=pressure(120, 80))
    says(desk, "HELP")

    assert left_open(desk, rosa) == (None, None)


# what brings nobody back


@pytest.mark.parametrize("words", ["138/82", "hola, buenos días", "yes", "thank you", "142"])
def test_a_reading_or_small_talk_brings_nobody_back(desk: Desk, words: str) -> None:
    scheduled(desk)
    says(desk, "STOP", words)

    assert not may_text(desk)
    assert len(texts(desk)) == 1  # that she gets no more


@pytest.mark.parametrize("words", ["no quiero volver a recibir mensajes", "never text me again"])
def test_who_refuses_it_stays_out(desk: Desk, words: str) -> None:
    desk.enroll()
    says(desk, "STOP", words)

    assert not may_text(desk)


@pytest.mark.parametrize(
    "words",
    [
        "my mom wants the messages back",  # a caregiver is never believed for consent
        "¿cómo le hago para recibir los mensajes otra vez?",
        "I told you to stop texting me but please start texting me again",
    ],
)
def test_a_person_finds_out_what_is_meant_where_it_is_not_clear(desk: Desk, words: str) -> None:
    desk.enroll()
    sid = says(desk, "STOP", words)

    assert not may_text(desk)
    [task] = desk.all(Task, why="back_in_doubt")
    assert task.message_sid == sid
    [message] = desk.all(InboundMessage, sid=sid)
    assert message.state == "waiting"  # the model reads it too


def test_a_patient_who_never_left_is_read_by_the_model(desk: Desk) -> None:
    desk.enroll()
    sid = says(desk, "please start texting me again tomorrow")

    [message] = desk.all(InboundMessage, sid=sid)
    assert message.state == "waiting"
    assert (desk.all(Task), texts(desk)) == ([], [])
