"""Who is on the line? Until that is known, no word of health, but danger is heard."""

from datetime import timedelta

import pytest

from gateway.consent import may_text
from gateway.escalations.tables import Escalation
from gateway.inbox import InboundMessage
from gateway.readings.tables import Reading
from tests.engine.operator import NOW, Operator


def test_danger_is_heard_at_the_door_too(operator: Operator) -> None:
    operator.rang(operator.enroll())
    operator.answered()

    said = operator.says("help she is not breathing")

    assert "9 1 1" in said.says[0]
    assert [case.cause for case in operator.all(Escalation)] == ["red_flag"]


@pytest.mark.parametrize("by", ["machine_end_beep", "machine_end_other", "fax"])
def test_a_machine_hears_no_word_of_health(operator: Operator, by: str) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.rang(rosa)

    said = operator.answered(by)

    assert said.then == "hang_up"
    for word in ("pressure", "reading", "health", "care", "check"):
        assert word not in " ".join(said.says).lower()
    assert operator.all(InboundMessage) == []


def test_a_machine_behind_a_human_hello_does_not_get_past_the_door(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.rang(rosa)
    operator.answered("human")

    once = operator.says("you have reached the Lopez family please leave a message")
    tape = operator.posts(2, AnsweredBy="machine_end_beep")

    assert tape is not None
    said = " ".join([*once.says, *tape.says])
    assert ("message from" in tape.says[0], "pressure" in said) == (True, False)
    assert operator.all(InboundMessage) == []


def test_nine_at_the_door_ends_calls_and_texts(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.rang(rosa)
    operator.answered()

    assert operator.keys("9").then == "hang_up"

    with operator.db.reading() as session:
        assert not may_text(session, rosa.phone)
    assert "opted_out" in operator.whys


def test_98_at_the_door_is_no_opt_out(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.rang(rosa)
    operator.answered()

    assert operator.keys("98").then == "listen"
    with operator.db.reading() as session:
        assert may_text(session, rosa.phone)


def test_who_calls_in_from_a_shared_phone_says_who_it_is(operator: Operator) -> None:
    operator.enroll("Rosa")
    luis = operator.enroll("Luis", enrolled_at=NOW + timedelta(minutes=1))
    operator.asks(luis)

    said = operator.dials_in()
    assert "For Luis, press 2" in " ".join(said.says)
    assert "blood pressure" in operator.keys("2").says[0]
    operator.keys("138*82")
    operator.keys("1")

    assert [reading.patient_id for reading in operator.all(Reading)] == [luis.id]


def test_a_stranger_who_speaks_of_danger_is_told_911_and_pages(operator: Operator) -> None:
    operator.dials_in("+13055550177")

    said = operator.says("me duele mucho el pecho")

    assert "9 1 1" in said.says[0]
    [case] = operator.all(Escalation)
    assert (case.patient_id, case.phone) == (None, "+13055550177")
