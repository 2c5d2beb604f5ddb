"""Whatever happens in a call, in any order: nothing unconfirmed is charted, nothing is left."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from gateway.calls import Call
from gateway.db import Database
from gateway.escalations.tables import Escalation
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.outbox import Letter
from gateway.readings.tables import Reading
from gateway.replies import Interpretation
from gateway.tasks import Task
from gateway.timers import Timer
from tests.engine.operator import Operator, pressure

STORIES = 40
SAID: dict[str, dict[str, Any]] = {
    "138/82": {"act": "accept", "readings": [pressure(138, 82)]},
    "195/110": {"act": "accept", "readings": [pressure(195, 110)]},
    "NO": {"act": "clarify", "reason": "declined"},
    "call me": {"act": "callback"},
}
EVENTS: dict[str, Callable[[Operator], object]] = {
    "keys one": lambda o: o.posts(o.call.turn, Digits="1"),
    "keys two": lambda o: o.posts(o.call.turn, Digits="2"),
    "keys a pressure": lambda o: o.posts(o.call.turn, Digits="138*82"),
    "says a critical one": lambda o: o.posts(o.call.turn, SpeechResult="195/110"),
    "asks for a person": lambda o: o.posts(o.call.turn, SpeechResult="call me"),
    "mumbles": lambda o: o.posts(o.call.turn, SpeechResult="hm the blue one"),
    "speaks of danger": lambda o: o.posts(o.call.turn, SpeechResult="me duele el pecho"),
    "is silent": lambda o: o.posts(o.call.turn),
    "repeats an old turn": lambda o: o.posts(max(0, o.call.turn - 1), Digits="1"),
    "a turn of the future": lambda o: o.posts(o.call.turn + 3, Digits="1"),
    "is picked up again": lambda o: o.answered(),
    "a machine is heard": lambda o: o.posts(o.call.turn, AnsweredBy="machine_end_beep"),
    "waits": lambda o: o.desk.wait(o.call_id, o.call.turn, 99, o.fields()),
    "looks for the answer": lambda o: o.desk.reply(o.call_id, o.call.turn, o.fields()),
    "rasa reads": lambda o: o.reads(),
    "rasa goes": lambda o: setattr(o.rasa, "down", True),
    "rasa comes": lambda o: setattr(o.rasa, "down", False),
    "hangs up": lambda o: o.hangs_up(),
    "no answer, late": lambda o: o.hangs_up("no-answer"),
    "time passes": lambda o: o.later(minutes=1),
}
LOOKS = ["rasa reads", "looks for the answer"]
ALL_GOES_WELL = ["keys one", "keys a pressure", *LOOKS, "keys one", *LOOKS]


def mishaps(dice: random.Random) -> list[str]:
    """A call that goes well, with things left out and others coming between."""
    events = []
    for event in ALL_GOES_WELL:
        events += [event] * (dice.random() > 0.08)
        events += [dice.choice(list(EVENTS))] * (dice.random() < 0.35)
    return events


def one_story(db: Database, seed: int) -> tuple[Operator, list[str]]:
    """A patient, a call, and what chance makes of it; at last nothing more happens."""
    dice = random.Random(seed)
    operator = Operator(db)
    operator.rasa.means = dict(SAID)
    operator.sid, operator.phone = f"CA{seed}", f"+1305555{seed:04d}"
    patient = operator.enroll(f"Rosa{seed}", phone=operator.phone)
    operator.asks(patient)
    operator.rang(patient)
    operator.answered()
    happened = mishaps(dice)
    for event in happened:
        EVENTS[event](operator)
    operator.rasa.down = False
    for _ in range(5):
        operator.later(minutes=10)
    return operator, happened


@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_events_charts_what_was_not_confirmed_or_leaves_a_call_open(
    db: Database, seed: int
) -> None:
    for number in range(seed * STORIES // 4, (seed + 1) * STORIES // 4):
        operator, happened = one_story(db, number)
        for complaint in complaints(operator):
            raise AssertionError(f"story {number} {happened}: {complaint}")


def complaints(operator: Operator) -> list[str]:
    """What must never be so when all is over."""
    [call] = operator.all(Call, id=operator.call_id)
    heard = [m for m in operator.all(InboundMessage) if m.sid.startswith(f"{operator.sid}.")]
    found = [] if call.step == "over" else [f"the call is still {call.step}"]
    found += [f"{m.sid} waits" for m in heard if m.state == "waiting"]
    found += [f"{o.key} is still to be spoken" for o in operator.all(OutboundMessage)
              if o.status == "to_speak"]  # fmt: skip
    found += [f"timer {t.key}" for t in operator.all(Timer) if t.subject_id == call.id]
    for reading in operator.all(Reading, patient_id=call.patient_id):
        if not _confirmed(operator, reading, heard):
            found.append(f"{reading.written} was charted without a yes")
    for message in heard:
        if "pecho" in message.body and not _paged(operator, message.sid):
            found.append(f"{message.sid} spoke of danger and paged nobody")
        if message.body == "195/110" and not _paged(operator, message.sid):
            found.append(f"{message.sid} was critical and paged nobody")
    return found + _unseen(operator, heard)


def _confirmed(operator: Operator, reading: Reading, heard: list[InboundMessage]) -> bool:
    """After the message that held it came another in the same call, and both were interpreted."""
    later = [m for m in heard if m.id > min(x.id for x in heard if x.sid == reading.message_sid)]
    return any(operator.act_of(m.sid) == "accept" for m in later)


def _paged(operator: Operator, sid: str) -> bool:
    cases = operator.all(Escalation, dedup_key=f"promotora:critical:{sid}")
    return bool(cases) and bool(operator.all(Letter, kind="page", subject_id=cases[0].id))


def _unseen(operator: Operator, heard: list[InboundMessage]) -> list[str]:
    """A last number that nobody confirmed must lie with a person."""
    if not heard:
        return []
    last = max(heard, key=lambda message: message.id)
    with operator.db.reading() as session:
        said = session.get(Interpretation, last.sid)
    if said is None or not str(said.outcome["outcome"]).startswith("read_back"):
        return []
    asked = operator.all(Task, key=f"unconfirmed:{last.sid}")
    return [] if asked else [f"{last.body} was left unconfirmed and nobody was asked"]
