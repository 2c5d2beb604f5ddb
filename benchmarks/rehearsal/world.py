"""The product on a virtual clock: its own database, timers, inbox and outbox; vendors in memory.

What is not the product here: Twilio, PagerDuty, the chart and Rasa are stand-ins in this process,
and Rasa's reads only the few forms in which the invented patients write.
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select

from benchmarks.rehearsal.line import Telephones
from benchmarks.rehearsal.pager import Pager
from benchmarks.rehearsal.people import CODES, Person, answer, whole_step
from benchmarks.rehearsal.reading import read
from gateway import (
    calls,
    chart,
    check_ins,
    consent,
    escalations,
    messages,
    rechecks,
    replies,
    triage,
)
from gateway.check_ins import CheckIn
from gateway.clock import StoppedClock
from gateway.cohort import Patient
from gateway.front_desk import FrontDesk
from gateway.inbox import Arrived, InboundMessage
from gateway.messages import OutboundMessage
from gateway.outbox.carry import Carrier
from gateway.outbox.tables import Letter
from gateway.post_office import PostOffice
from gateway.timers import Timer
from gateway.timers.advance import advance
from gateway.vendors.delivery import Later, Receipt
from gateway.webhooks.twilio_sms import keep_text
from gateway.wiring import Wiring

LEASE = timedelta(seconds=45)


@dataclass(frozen=True)
class Left:
    """One text that left for a phone."""

    at: datetime
    patient_id: str
    kind: str
    check_in_id: str


@dataclass
class World:
    """A panel in its two weeks. `down` are spans in which no worker runs, `deaf` without Rasa."""

    wiring: Wiring
    people: Mapping[str, Person]
    seed: int
    begun: date
    down: tuple[datetime, datetime]
    deaf: tuple[datetime, datetime]
    texts: list[Left] = field(default_factory=list)
    notes: int = 0
    written: list[str] = field(default_factory=list)
    poisoned: list[str] = field(default_factory=list)
    coming: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    order: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        assert isinstance(self.wiring.clock, StoppedClock)
        self.db, self.clock = self.wiring.db, self.wiring.clock
        self.pager = Pager(self.wiring, self.at)
        self.telephones = Telephones(self.wiring, self.at)
        self.restart()

    def restart(self) -> None:
        """A new worker: nothing is kept in memory."""
        rules = self.wiring.check_in_rules
        self.office = PostOffice(self.db, self.clock, self._carriers(), "worker", LEASE)
        rasa: Any = self
        desk = FrontDesk(self.db, self.clock, self.wiring.rules, rasa, "worker", LEASE, 8)
        self.lanes = [*desk.lanes(), *self.office.lanes()]
        for lane in self.lanes:
            lane.width = 50  # one thread does them in order: fewer looks, the same letters
        self.handlers = {
            **check_ins.timer_handlers(rules),
            **escalations.timer_handlers(self.wiring.escalation_rules),
            **calls.timer_handlers(),
            **triage.timer_handlers(self.wiring.triage_rules),
            **rechecks.timer_handlers(self.wiring.rules.words),
        }

    # time

    def live(self, end: datetime) -> None:
        """From one thing that is due to the next, until `end`."""
        while (at := self._next()) <= end:
            self.clock.at = max(at, self.clock.at)
            self._happen()
            if self.down[0] <= self.clock.at < self.down[1]:
                continue  # webhooks are kept, nobody works
            self._work()
        self.clock.at = end

    def _happen(self) -> None:
        while self.coming and self.coming[0][0] <= self.clock.at:
            heapq.heappop(self.coming)[2]()

    def _work(self) -> None:
        while self._advance() + sum(lane.drain() for lane in self.lanes):
            pass

    def _advance(self) -> int:
        with self.db.transaction() as session:
            return advance(session, self.handlers, self._poison, now=self.clock.at)

    def _poison(self, _session: Any, timer: Timer, _now: datetime) -> None:
        self.poisoned.append(f"{timer.kind}: {timer.last_error}")

    def _next(self) -> datetime:
        """The next moment at which anything is due; while no worker runs, only what comes in."""
        found = [self.coming[0][0]] if self.coming else []
        with self.db.reading() as session:
            found += [
                at
                for at in (
                    session.scalar(select(func.min(Timer.due_at))),
                    session.scalar(
                        select(func.min(Letter.next_at)).where(
                            Letter.state.in_(("todo", "unknown"))
                        )
                    ),
                    session.scalar(
                        select(func.min(InboundMessage.next_at)).where(
                            InboundMessage.state == "waiting"
                        )
                    ),
                )
                if at
            ]
        at = max(min(found), self.clock.at)
        if self.down[0] <= at < self.down[1]:
            first = self.coming[0][0] if self.coming else self.down[1]
            at = min(max(first, at), self.down[1])
        return at if at > self.clock.at else self.clock.at + timedelta(seconds=1)

    def at(self, when: datetime, act: Callable[[], None]) -> None:
        """Something a person or vendor will do."""
        heapq.heappush(self.coming, (max(when, self.clock.at), next(self.order), act))

    # what people do

    def write(self, person: Person, body: str) -> None:
        sid = f"SM{len(self.written):08}"
        self.written.append(sid)
        text = Arrived(sid, person.phone, "sms", body, 0, {"Body": body})
        with self.db.transaction() as session:
            keep_text(session, text, now=self.clock.at)

    def report(self, sid: str, status: str, code: str | None) -> None:
        with self.db.transaction() as session:
            messages.report(session, sid, status, code, now=self.clock.at)

    # the stand-in for Rasa and its action server

    def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[str]:
        self._deaf()
        told = replies.Told(
            metadata["message_sid"], metadata["patient_id"], conversation_id, read(text)
        )
        with self.db.transaction() as session:
            replies.take(
                session,
                told,
                self.wiring.rules.protocols,
                words=self.wiring.rules.words,
                asking=self.wiring.check_in_rules,
                now=self.clock.at,
            )
        return ["Thank you."]

    def _deaf(self) -> None:
        if self.deaf[0] <= self.clock.at < self.deaf[1]:
            raise Later(None, "Rasa is down")

    # the stand-ins for the other vendors

    def _carriers(self) -> dict[str, Carrier]:
        rules = self.wiring.check_in_rules
        return {
            "sms": Carrier(messages.sms(rules.quiet_hours), self._text),
            "prompt": Carrier(check_ins.prompt(rules), self._word),
            **self.pager.carriers(),
            **self.telephones.carriers(),
            "note": Carrier(chart.NOTE, self._note),
        }

    def _word(self, prompt: check_ins.Prompt) -> list[str]:
        self._deaf()
        return [f"Hi [first name]: {prompt.check_in}, {prompt.rung}."]

    def _note(self, _note: Any) -> Receipt:
        self.notes += 1
        return Receipt(f"doc-{self.notes}", "queued")

    def _text(self, text: messages.Text) -> Receipt:
        sid, message_id = f"TW{len(self.texts):08}", text.callback_path.rpartition("/")[2]
        with self.db.reading() as session:
            told = session.get_one(OutboundMessage, message_id)
            asked = session.get(CheckIn, told.check_in_id or "")
            person = self.people[told.patient_id or ""]
        self.texts.append(Left(self.clock.at, person.id, told.kind, told.check_in_id or ""))
        soon = whole_step(self.clock.at + timedelta(seconds=1))
        code = CODES.get(person.habit)
        self.at(soon, lambda: self.report(sid, "undelivered" if code else "delivered", code))
        if asked and told.kind in messages.ASKING:
            self._answers(person, asked, reminder=told.kind == "reminder")
        return Receipt(sid, "queued")

    def _answers(self, person: Person, asked: CheckIn, *, reminder: bool) -> None:
        day = date.fromisoformat(asked.local_date)
        said = answer(person, self.seed, asked.kind, day, self.begun, reminder=reminder)
        if said:
            self.at(whole_step(self.clock.at + said.after), lambda: self.write(person, said.body))


def enroll(world: World, person: Person, given: str) -> None:
    """In the programme, with the practice's schedules."""
    rules = world.wiring.check_in_rules
    with world.db.transaction() as session:
        patient = Patient(
            id=person.id, fhir_id=person.id, given_name=given, family_name="Invented",
            phone=person.phone, language=person.language, timezone=person.timezone,
            conditions=person.conditions, care_manager="Nora Bell", enrolled_at=world.clock.at,
        )  # fmt: skip
        session.add(patient)
        session.flush()
        consent.start(session, person.phone, source="enrollment", now=world.clock.at)
        check_ins.enroll(session, patient, rules, now=world.clock.at)
