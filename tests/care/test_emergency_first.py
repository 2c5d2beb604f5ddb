"""What a patient in danger is told does not wait in a queue of answers."""

from gateway import messages
from gateway.conversation.fixed import say_fixed
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage
from tests.clinic import Clinic


class Words:
    def fixed(self, _language: str, which: str) -> str:
        return which


def test_the_911_text_leaves_before_the_answers_that_wait_for_the_sending_number(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    for number in range(5):
        clinic.do(
            messages.say, phone=rosa.phone, body=f"a{number}", key=f"reply:{number}", kind="reply"
        )
    clinic.clock.advance(minutes=5)
    rules = Rules(protocols=None, words=Words(), carrier_confirms=False)  # type: ignore[arg-type]
    with clinic.db.transaction() as session:
        message = InboundMessage(sid="SM1", phone=rosa.phone, channel="sms")
        say_fixed(session, message, rosa, "emergency", "en", rules, clinic.now)
    clinic.clock.advance(minutes=1)

    clinic.run()
    assert [text.body for text in clinic.texts] == ["emergency", "a0", "a1", "a2", "a3", "a4"]
