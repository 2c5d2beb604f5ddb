"""A number said on the phone is charted by a yes, whatever repeats or comes twice at once."""

import threading

import pytest

from gateway.escalations.tables import Escalation
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.outbox import Letter
from gateway.readings.tables import Reading
from tests.engine.operator import Operator


def test_a_number_is_charted_by_the_yes_with_the_words_that_held_it(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    assert "blood pressure" in operator.her(rosa).says[0]

    assert operator.keys("138*82").says == ("read_back",)
    assert operator.charted == []

    done = operator.keys("1")
    assert (done.says[0], done.then) == ("recorded", "hang_up")
    [reading] = operator.all(Reading)
    assert (reading.written, reading.words, reading.message_sid) == ("138/82", "138/82", "CA1.2")
    assert [call.step for call in [operator.call]] == ["over"]
    assert operator.all(Letter, kind="sms") == []  # everything was said on the phone
    told = [(one.kind, one.channel, one.status) for one in operator.all(OutboundMessage)]
    assert sorted(told) == [
        ("check_in", "voice", "spoken"),
        ("reply", "voice", "spoken"),
        ("reply", "voice", "spoken"),
    ]


def test_the_same_number_said_again_is_a_yes_and_another_one_is_read_back(
    operator: Operator,
) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    operator.says("138/82")
    assert operator.says("148/92").says == ("read_back",)
    operator.says("148/92")

    assert operator.charted == ["148/92"]


def test_a_webhook_that_repeats_is_told_the_same_and_does_nothing_twice(
    operator: Operator,
) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    first = operator.her(rosa)
    assert operator.posts(1, Digits="1") == first  # the door again, late
    read_back = operator.keys("138*82")

    assert operator.posts(2, Digits="138*82") == read_back
    assert operator.answered() == read_back
    operator.keys("1")
    assert operator.posts(3, Digits="1") == operator.posts(2, Digits="138*82")
    assert operator.charted == ["138/82"]
    assert len(operator.all(InboundMessage)) == 2


def test_one_turn_that_arrives_twice_at_once_is_kept_once(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    both = [
        threading.Thread(target=operator.posts, args=(2,), kwargs={"Digits": "138*82"})
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert [message.body for message in operator.all(InboundMessage)] == ["138/82"]


def test_a_danger_word_is_answered_with_911_in_the_same_breath_without_rasa(
    operator: Operator,
) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)
    operator.rasa.down = True

    said = operator.posts(2, SpeechResult="I have chest pain")

    assert said is not None
    assert "9 1 1" in said.says[0]
    assert said.then == "hang_up"
    [case] = operator.all(Escalation)
    assert (case.tier, case.cause, case.patient_id) == ("critical", "red_flag", rosa.id)


def test_a_critical_number_pages_before_the_read_back_and_the_yes_joins_that_case(
    operator: Operator,
) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)

    assert operator.says("one ninety five over one ten").says == ("read_back_critical",)
    assert len(operator.all(Letter, kind="page")) == 1
    assert operator.charted == []
    assert operator.keys("1").says[0] == "critical"

    assert operator.charted == ["195/110"]
    [case] = operator.all(Escalation)
    assert case.reading_id == operator.all(Reading)[0].id
    assert len(operator.all(Letter, kind="page")) == 1


def test_two_silences_hand_to_a_person(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)

    again = operator.nothing()
    assert (again.then, "blood pressure" in again.says[-1]) == ("listen", True)
    assert operator.nothing().then == "hang_up"
    assert operator.whys == ["call_silent"]


def test_two_unclear_answers_hand_to_a_person(operator: Operator) -> None:
    rosa = operator.enroll()
    operator.asks(rosa)
    operator.her(rosa)

    assert operator.says("the blue one").says == ("ask_back",)
    last = operator.says("the blue one I said")

    assert (last.says[0], last.then) == ("to_person", "hang_up")
    assert "unreadable" in operator.whys


@pytest.mark.parametrize("said", [("", ""), ("138/82", "138/82")])
def test_who_rings_us_and_does_not_get_in_is_called_back_by_a_person(
    operator: Operator, said: tuple[str, str]
) -> None:
    operator.enroll()
    assert "Is this" in operator.dials_in().says[0]
    for words in said:
        last = operator.says(words)

    assert (last.then, "will call you back" in last.says[0]) == ("hang_up", True)
    assert operator.whys == ["call_nobody"]
    assert operator.charted == []


def test_somebody_else_on_her_phone_is_called_back_too(operator: Operator) -> None:
    operator.enroll()
    operator.dials_in()

    assert operator.keys("2").then == "hang_up"
    assert operator.whys == ["call_not_patient"]
