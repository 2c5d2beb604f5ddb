"""What came in is read before anything else, whoever wrote it and whatever fails."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway import inbox, protocols, safety_net
from gateway.check_ins.tables import CheckIn
from gateway.clock import StoppedClock
from gateway.conversation import screen
from gateway.conversation.rules import Rules
from gateway.db import Database
from gateway.escalations.tables import Concern
from gateway.front_desk import FrontDesk
from gateway.inbox import Arrived, InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.tasks import Task
from gateway.vendors.delivery import Later
from gateway.webhooks.twilio_sms import keep_text
from tests.engine.panel import NOW, PHONE, Panel

STRANGER = "+13055550199"
RULES = Rules(
    protocols=protocols.load(Path("protocols"), Path("data/vitals.yml")),
    words=safety_net.read_words(Path("data/languages")),
    carrier_confirms=False,
)


class DeadRasa:
    """Rasa is down: whatever happens now, the gateway does alone."""

    def turn(self, *_said: Any) -> list[str]:
        raise Later(None, "Rasa cannot be reached")


@dataclass
class Desk(Panel):
    """A front desk whose Rasa is down, and what can be seen of its work."""

    db: Database
    clock: StoppedClock = field(default_factory=lambda: StoppedClock(NOW))
    sids: int = 0

    def __post_init__(self) -> None:
        lease = timedelta(seconds=45)
        desk = FrontDesk(self.db, self.clock, RULES, DeadRasa(), "w1", lease, 4)  # type: ignore[arg-type]
        self.screening, self.turns = desk.lanes()

    def hears(self, body: str, phone: str = PHONE, channel: str = "sms") -> str:
        """A text arrives and is screened; its MessageSid."""
        self.sids += 1
        sid = f"SM{self.sids}"
        with self.db.transaction() as session:
            keep_text(session, Arrived(sid, phone, channel, body, 0, {}), now=self.clock.now())
        self.screening.drain()
        return sid

    def all(self, table: Any, **where: Any) -> list[Any]:
        with self.db.reading() as session:
            return list(session.query(table).filter_by(**where).order_by(table.id))

    def paged(self, sid: str) -> bool:
        return bool(self.all(Concern, key=f"critical:{sid}", tier="critical"))


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def test_a_fault_that_passes_does_not_cost_an_emergency_its_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.enroll()
    whole, faults = screen.screen, iter([True, False])

    def sometimes(*said: Any, **more: Any) -> None:
        whole(*said, **more)
        if next(faults, False):
            raise RuntimeError("deadlock detected")

    monkeypatch.setattr(screen, "screen", sometimes)
    sid = desk.hears("I have chest pain and cannot breathe")

    assert desk.paged(sid)
    assert not desk.all(Task, kind="not_screened")


def test_a_message_that_cannot_be_screened_is_a_task_for_now_and_blocks_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosa = desk.enroll()
    whole = screen.screen

    def never_the_stranger(session: Any, message: InboundMessage, *said: Any, **more: Any) -> None:
        if message.phone == STRANGER:
            raise RuntimeError("a fault of ours")
        whole(session, message, *said, **more)

    monkeypatch.setattr(screen, "screen", never_the_stranger)
    lost = desk.hears("hello?", STRANGER)
    hers = desk.hears("138/82")
    desk.turns.drain()

    [task] = desk.all(Task, kind="not_screened")
    assert task.message_sid == lost
    assert task.due_at == NOW
    [unread], [waiting] = desk.all(InboundMessage, sid=lost), desk.all(InboundMessage, sid=hers)
    assert unread.state == "person"
    assert waiting.patient_id == rosa.id
    assert waiting.tries == 1


def test_a_message_whose_turn_cannot_be_prepared_goes_to_a_person_and_the_others_go_on(
    desk: Desk,
) -> None:
    desk.enroll()
    with desk.db.transaction() as session:
        odd = Arrived("SMx", STRANGER, "sms", "hello", 0, {})
        message = inbox.keep(session, odd, patient_id="nobody", now=NOW)
        assert message
        message.screened_at = NOW
    sid = desk.hears("138/82")
    desk.turns.drain()

    [odd_one], [hers] = desk.all(InboundMessage, sid="SMx"), desk.all(InboundMessage, sid=sid)
    assert hers.tries == 1
    assert odd_one.state == "person"
    assert desk.all(Task, kind="reply_not_processed", message_sid="SMx")


@pytest.mark.parametrize(("body", "paged"), [("190/110", True), ("138/82", False)])
def test_a_critical_pressure_is_paged_for_a_number_nobody_knows(
    desk: Desk, body: str, paged: bool
) -> None:
    sid = desk.hears(body, STRANGER)

    assert desk.paged(sid) is paged
    assert desk.all(Task, kind="unknown_number")


def test_a_critical_pressure_of_a_shared_phone_is_paged_and_she_is_not_called_unknown(
    desk: Desk,
) -> None:
    for name in ("Rosa", "Luis"):
        desk.asks(desk.enroll(name), "bp")
    sid = desk.hears("190/110")

    assert desk.paged(sid)
    [task] = desk.all(Task, message_sid=sid)
    assert task.phone == PHONE
    [said] = desk.all(OutboundMessage)
    assert said.body == RULES.words.fixed("en", "not_understood_person")


def test_a_critical_pressure_over_whatsapp_is_paged_and_not_answered(desk: Desk) -> None:
    desk.enroll()
    sid = desk.hears("190/110", channel="whatsapp")

    assert desk.paged(sid)
    assert not desk.all(OutboundMessage)


def test_a_dangerous_number_is_paged_although_another_question_was_asked_since(desk: Desk) -> None:
    rosa = desk.enroll()
    desk.asks(rosa, "glucose", minutes_ago=120)
    desk.asks(rosa, "adherence")

    assert desk.paged(desk.hears("45"))


@pytest.mark.parametrize(
    "body", ["130/80 and then 85/50", "85/50, later 130/80", "190/100 150/125"]
)
def test_of_several_pressures_each_is_judged(desk: Desk, body: str) -> None:
    desk.enroll()

    assert desk.paged(desk.hears(body))


def test_asking_for_help_leaves_no_reply_waiting_to_be_read(desk: Desk) -> None:
    asked = desk.asks(desk.enroll(), "bp")
    desk.hears("HELP")

    [still] = desk.all(CheckIn, id=asked.id)
    assert still.state == "asked"


def test_a_stop_from_a_shared_phone_ends_the_questions_of_both(desk: Desk) -> None:
    for name in ("Rosa", "Luis"):
        desk.asks(desk.enroll(name), "bp")
    desk.hears("STOP")

    assert [asked.state for asked in desk.all(CheckIn)] == ["stopped", "stopped"]


@pytest.mark.parametrize("body", ["STOP", "Rosa passed away, this is her son", "140/80 STOP"])
def test_a_person_learns_who_wants_no_more_texts(desk: Desk, body: str) -> None:
    desk.enroll()
    sid = desk.hears(body)

    [task] = desk.all(Task)
    assert (task.kind, task.why, task.message_sid) == ("request", "opted_out", sid)


def test_ten_texts_in_one_second_are_each_screened_and_taken_one_at_a_time(desk: Desk) -> None:
    desk.asks(desk.enroll(), "bp")
    sids = [desk.hears(f"19{digit}/110") for digit in range(10)]
    desk.turns.drain()

    assert all(desk.paged(sid) for sid in sids)
    assert [message.tries for message in desk.all(InboundMessage)] == [1] + [0] * 9
    assert [one.state for one in desk.all(CheckIn)] == ["held"]
