"""Coming back when it is said twice, beside danger, by a stranger, or while Twilio holds STOP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway import consent, messages
from gateway.db import Database
from gateway.escalations.tables import Escalation
from gateway.front_desk import FrontDesk
from gateway.inbox import InboundMessage
from gateway.outbox import Letter, Moot
from gateway.replies import Interpretation
from gateway.tasks import Task
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
from tests.engine.test_front_desk import PHONE, RULES, STRANGER, DeadRasa, Desk


@pytest.fixture
def desk(db: Database) -> Desk:
    """A Monday, nine in New York; Rasa is down. Twilio's own opt-out handling is off."""
    return Desk(db)


@pytest.fixture
def kept_by_twilio(db: Database) -> Desk:
    """The same where Twilio itself answers STOP and START, and blocks in between."""
    desk = Desk(db)
    rules = replace(RULES, carrier_confirms=True)
    lease = timedelta(seconds=45)
    lanes = FrontDesk(db, desk.clock, rules, DeadRasa(), "w1", lease, 4)  # type: ignore[arg-type]
    desk.screening, desk.turns = lanes.lanes()
    return desk


def test_the_sentence_said_again_is_answered_as_before_and_changes_nothing(desk: Desk) -> None:
    scheduled(desk)
    says(desk, "STOP", BACK[0], BACK[0])

    assert texts(desk)[1:] == [STARTED + BP_TOMORROW] * 2
    with desk.db.reading() as session:
        kept = session.get_one(consent.Consent, PHONE)
    assert (kept.state, kept.source) == ("given", "sentence")


def test_the_same_message_delivered_twice_is_answered_once(desk: Desk) -> None:
    scheduled(desk)
    says(desk, "STOP", BACK[0])
    desk.sids -= 1  # Twilio repeats it under the same MessageSid
    says(desk, BACK[0])

    assert len(texts(desk)) == 2
    assert whys(desk) == ["came_back", "opted_out"]


def test_a_reading_beside_the_wish_still_has_its_turn(desk: Desk) -> None:
    scheduled(desk)
    sid = says(desk, "STOP", "138/82. quiero recibir los mensajes otra vez")

    assert may_text(desk)
    [message] = desk.all(InboundMessage, sid=sid)
    assert message.state == "waiting"


def test_danger_comes_first_and_the_wish_is_kept_in_silence(desk: Desk) -> None:
    desk.enroll()
    sid = says(desk, "STOP", "I have chest pain. please start texting me again")

    assert desk.paged(sid)
    assert texts(desk)[1:] == [RULES.words.fixed("en", "emergency")]
    assert may_text(desk)
    assert "came_back" in whys(desk)


def test_a_dangerous_value_beside_the_wish_is_paged(desk: Desk) -> None:
    desk.enroll()
    sid = says(desk, "STOP", "190/110 I want to get your messages again")

    assert desk.paged(sid)


@pytest.mark.parametrize("words", ["START", BACK[0]])
def test_a_number_nobody_knows_is_promised_no_messages(desk: Desk, words: str) -> None:
    says(desk, "wrong number", words, phone=STRANGER)

    assert may_text(desk, STRANGER)  # as it asked
    assert texts(desk)[-1] == RULES.words.fixed("en", "unknown_number")
    assert len(desk.all(Task, kind="unknown_number")) == 2


def test_a_sentence_from_another_phone_brings_her_own_phone_nothing(desk: Desk) -> None:
    desk.enroll()
    says(desk, "STOP")
    sid = says(desk, "this is Rosa, I want to get your messages again", phone=STRANGER)

    assert not may_text(desk)
    [task] = desk.all(Task, kind="unknown_number")
    assert (task.phone, task.message_sid) == (STRANGER, sid)


def test_a_shared_phone_comes_back_for_both_and_names_nobodys_question(desk: Desk) -> None:
    for name in ("Rosa", "Luis"):
        scheduled(desk, hours=0, given_name=name, fhir_id=name)
    says(desk, "STOP", BACK[0])

    assert may_text(desk)
    assert texts(desk)[-1] == STARTED.strip()
    assert desk.all(Task, why="shared_phone")


# what waits to be sent


def leaves(desk: Desk) -> list[str]:
    """The texts that would leave now, in the order of their letters."""
    kind = messages.sms(ASKING.quiet_hours)
    sent = []
    for letter in sorted(desk.all(Letter, kind="sms"), key=lambda one: one.created_at):
        with desk.db.transaction() as session:
            mine = session.get_one(Letter, letter.id)
            try:
                sent.append(kind.prepare(session, mine, desk.clock.now()).body)
            except Moot:
                continue
    return sent


def test_a_goodbye_that_has_waited_is_not_said_to_who_came_back(desk: Desk) -> None:
    scheduled(desk)
    says(desk, "STOP", BACK[0])

    assert leaves(desk) == [STARTED + BP_TOMORROW]


def test_a_welcome_that_has_waited_is_not_said_to_who_left_again(desk: Desk) -> None:
    scheduled(desk)
    says(desk, "STOP", BACK[0], "stop texting me")

    assert leaves(desk) == [RULES.words.fixed("en", "stopped")] * 2


# Twilio's own layer


def test_a_sentence_cannot_lift_twilios_block_so_a_person_calls(kept_by_twilio: Desk) -> None:
    desk = kept_by_twilio
    scheduled(desk)
    sid = says(desk, "STOP", BACK[0])

    assert not may_text(desk)
    assert texts(desk) == []  # nothing would arrive, and nothing is promised
    [task] = desk.all(Task, why="start_needed")
    assert (task.kind, task.message_sid) == ("request", sid)
    with desk.db.reading() as session:
        meaning = session.get_one(Interpretation, sid)
    assert (meaning.act, meaning.outcome["outcome"]) == ("accept", "start_needed")


@pytest.mark.parametrize("words", ["INICIAR", "Start please"])
def test_a_word_that_twilio_does_not_know_lifts_nothing_either(
    kept_by_twilio: Desk, words: str
) -> None:
    scheduled(kept_by_twilio)
    says(kept_by_twilio, "STOP", words)

    assert not may_text(kept_by_twilio)
    assert "start_needed" in whys(kept_by_twilio)


@pytest.mark.parametrize("words", ["START", " unstop "])
def test_start_lifts_it_and_only_what_comes_next_is_ours_to_say(
    kept_by_twilio: Desk, words: str
) -> None:
    desk = kept_by_twilio
    scheduled(desk)
    says(desk, "STOP", BACK[0], words)

    assert may_text(desk)
    assert texts(desk) == [BP_TOMORROW]


def test_start_spoken_on_the_phone_lifts_nothing_at_twilio(kept_by_twilio: Desk) -> None:
    desk = kept_by_twilio
    scheduled(desk)
    says(desk, "STOP")
    says(desk, "start", channel="voice")

    assert not may_text(desk)
    assert "start_needed" in whys(desk)


def test_a_sentence_undoes_a_sentence_that_twilio_never_saw(kept_by_twilio: Desk) -> None:
    desk = kept_by_twilio
    scheduled(desk)
    says(desk, "please stop texting me", BACK[0])

    assert may_text(desk)
    assert texts(desk)[-1] == STARTED + BP_TOMORROW


def test_stop_after_a_sentence_is_held_by_twilio_too(kept_by_twilio: Desk) -> None:
    desk = kept_by_twilio
    scheduled(desk)
    says(desk, "please stop texting me", "STOP", BACK[0])

    assert not may_text(desk)
    assert "start_needed" in whys(desk)


def test_danger_is_paged_also_when_twilio_blocks(kept_by_twilio: Desk) -> None:
    desk = kept_by_twilio
    desk.enroll()
    sid = says(desk, "STOP", "me duele el pecho, quiero recibir los mensajes otra vez")

    assert desk.all(Escalation, message_sid=sid)
    assert "start_needed" in whys(desk)
    assert not may_text(desk)
