"""A picture holds no words: we say so, in other words the second time, then a person looks."""

import pytest

from gateway.db import Database
from gateway.inbox import Arrived
from gateway.messages.tables import OutboundMessage
from gateway.webhooks.twilio_sms import keep_text
from tests.engine.test_front_desk import PHONE, Desk


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def pictures(desk: Desk, count: int) -> list[str]:
    """So many pictures, one after the other, and what is answered."""
    for number in range(count):
        with desk.db.transaction() as session:
            arrived = Arrived(f"MM{number}", PHONE, "sms", "", 1, {})
            keep_text(session, arrived, now=desk.clock.now())
        desk.screening.drain()
        desk.turns.drain()
        desk.clock.advance(minutes=1)
    with desk.db.reading() as session:
        texts = session.query(OutboundMessage).order_by(OutboundMessage.created_at)
        return [text.body for text in texts]


@pytest.mark.parametrize("kind", ["bp", None])
def test_the_same_words_are_never_said_twice(desk: Desk, kind: str | None) -> None:
    rosa = desk.enroll()
    if kind:
        desk.asks(rosa, kind)
    said = pictures(desk, 3)

    assert len(said) == len(set(said)) == 3
    assert said[0].startswith("We cannot see pictures")
    assert "A person on your care team" in said[2]
