"""The product on a virtual clock: its own database, timers, inbox and outbox; vendors in memory.

What is not the product here: Twilio, PagerDuty, the chart and Rasa are stand-ins in this process,
and Rasa's reads only the few forms in which the invented patients write.
"""

import heapq
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from benchmarks.rehearsal.chart import Chart
from benchmarks.rehearsal.crew import Crew
from benchmarks.rehearsal.line import Telephones
from benchmarks.rehearsal.pager import Pager
from benchmarks.rehearsal.people import ALARMING, Person, answer, whole_step
from benchmarks.rehearsal.phones import THANKS, Left, Phones
from benchmarks.rehearsal.reading import read
from benchmarks.rehearsal.trouble import BACK_AFTER, Kill, Killed, Trouble, refuse_while
from gateway import calls, check_ins, escalations, rechecks, replies, triage
from gateway.clock import StoppedClock
from gateway.glance import Glance
from gateway.inbox import Arrived, InboundMessage
from gateway.outbox import LANES, Letter
from gateway.outbox.carry import Carrier
from gateway.timers import Timer
from gateway.timers.advance import advance
from gateway.webhooks.twilio_sms import keep_text
from gateway.wiring import Wiring

OUTBOX = frozenset(LANES.values())
MAY_REST = OUTBOX | {"turns"}
SECOND = timedelta(seconds=1)


@cache
def _comes(resting: frozenset[str]) -> Select[Any]:
    """When the next timer, letter, ended lease and turn are due, but for the lanes that rest."""
    unsent = Letter.state.in_(("todo", "unknown")), Letter.lane.in_(OUTBOX - resting)
    letters = select(func.min(Letter.next_at)).where(*unsent, Letter.lease_until.is_(None))
    leased = select(func.min(Letter.lease_until)).where(*unsent)
    then = func.coalesce(InboundMessage.lease_until, InboundMessage.next_at)
    turns = select(func.min(then)).where(InboundMessage.state == "waiting")
    looks: list[Select[Any]] = [select(func.min(Timer.due_at)), letters, leased, turns]
    asked: list[Any] = [look.scalar_subquery() for look in looks]
    return select(*(asked[:3] if "turns" in resting else asked))


class VirtualClock(StoppedClock):
    """Leases run by it too, so that a killed worker's end as they would."""

    def machine(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Written:
    """One text a patient wrote; `kind` is the question it answers, empty for STOP."""

    at: datetime
    person: Person
    body: str
    sid: str
    kind: str


@dataclass
class World:
    """A panel in its two weeks, two workers, and what goes wrong."""

    wiring: Wiring
    people: Mapping[str, Person]
    seed: int
    begun: date
    trouble: Trouble
    written: list[Written] = field(default_factory=list)
    poisoned: list[str] = field(default_factory=list)
    killed: list[tuple[Kill, datetime]] = field(default_factory=list)
    coming: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    order: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        assert isinstance(self.wiring.clock, VirtualClock)
        self.db, self.clock = self.wiring.db, self.wiring.clock
        by_number = {person.phone: person for person in self.people.values()}
        self.pager = Pager(self.wiring, self.soon, self.trouble)
        self.telephones = Telephones(self.wiring, self.soon)
        self.phones = Phones(self.wiring, self.soon, by_number, self.arrives)
        self.chart = Chart(self.wiring, self.trouble)
        self._queues = Glance(OUTBOX)
        self.kills = sorted(self.trouble.kills, key=lambda kill: kill.at)
        self.restart()

    def restart(self) -> None:
        """New workers: nothing is kept in memory."""
        self.handlers = {
            **check_ins.timer_handlers(self.wiring.check_in_rules),
            **escalations.timer_handlers(self.wiring.escalation_rules),
            **calls.timer_handlers(),
            **triage.timer_handlers(self.wiring.triage_rules),
            **rechecks.timer_handlers(self.wiring.rules.words),
        }
        self.crews = [self._worker("first"), self._worker("second")]

    def _worker(self, name: str) -> Crew:
        prompts = {"prompt": Carrier(check_ins.prompt(self.wiring.check_in_rules), self._word)}
        vendors = (self.pager, self.telephones, self.phones, self.chart)
        for vendor in vendors:
            prompts |= vendor.carriers()
        return Crew(f"{name}-{next(self.order)}", self.wiring, prompts, self.turn)

    # time

    def live(self, end: datetime) -> None:
        """From one thing that is due to the next, until `end`."""
        while (at := self._next()) <= end:
            self.clock.at = max(at, self.clock.at)
            while self.coming and self.coming[0][0] <= self.clock.at:
                heapq.heappop(self.coming)[2]()
            if not self.trouble.dark.covers(self.clock.at):  # else webhooks are kept, nobody works
                self._work()
        self.clock.at = end

    def _work(self) -> None:
        """The workers take turns until neither finds anything."""
        idle = 0
        while idle < len(self.crews) and (due := self._due()):
            crew = self.crews.pop(0)
            self.crews.append(crew)
            done = self._advance() if "timers" in due else 0
            done += self._until_killed(crew, due)
            idle = 0 if done else idle + 1

    def _due(self) -> set[str]:
        """What has work, in one look for all lanes as the product's own workers look."""
        with self.db.reading() as session:
            due = self._queues.due(session, self.clock.now(), self.clock.machine())
        return {lane for lane in due if not all(crew.rests(lane) for crew in self.crews)}

    def _until_killed(self, crew: Crew, due: Set[str]) -> int:
        if len(self.crews) == 2 and self.kills and self.kills[0].at <= self.clock.at:
            crew.doom = self.kills[0]
        try:
            return crew.work(due)
        except Killed:
            self.killed.append((self.kills.pop(0), self.clock.at))
            self.crews.remove(crew)
            back = self.clock.at + BACK_AFTER
            self.soon(back, lambda: self.crews.append(self._worker("again")))
            for other in self.crews:
                other.doom = None
            return 1

    def _advance(self) -> int:
        with self.db.transaction() as session:
            return advance(session, self.handlers, self._poison, now=self.clock.at)

    def _poison(self, _session: Any, timer: Timer, _now: datetime) -> None:
        self.poisoned.append(f"{timer.kind}: {timer.last_error}")

    def _next(self) -> datetime:
        """The next moment at which anything is due; while no worker runs, only what comes in."""
        found = [self.coming[0][0]] if self.coming else []
        found += [at for crew in self.crews for at in crew.until.values() if at > self.clock.at]
        resting = {lane for lane in MAY_REST if all(c.rests(lane) for c in self.crews)}
        with self.db.reading() as session:
            [row] = session.execute(_comes(frozenset(resting)))
        found += [at for at in row if at]
        at = max(min(found), self.clock.at + SECOND)
        if self.trouble.dark.covers(at):
            first = self.coming[0][0] if self.coming else self.trouble.dark.last
            at = min(max(first, self.clock.at + SECOND), self.trouble.dark.last)
        return at

    def soon(self, when: datetime, act: Callable[[], None]) -> None:
        """Something a person or vendor will do."""
        heapq.heappush(self.coming, (max(when, self.clock.at), next(self.order), act))

    # what people do

    def arrives(self, left: Left) -> None:
        """A question has reached her phone: what she will write, if anything, and when."""
        if left.what not in ("ask", "remind"):
            return
        person, reminder = left.person, left.what == "remind"
        day = left.at.astimezone(ZoneInfo(person.timezone)).date()
        said = answer(person, self.seed, left.kind, day, self.begun, reminder=reminder)
        if said:
            at = whole_step(left.at + said.after)
            alarming = (
                left.kind == "bp" and self.trouble.mute.covers(at) and person.number % 20 == 0
            )
            body = ALARMING if alarming else said.body
            self.soon(at, lambda: self.write(person, body, left.kind))

    def write(self, person: Person, body: str, kind: str = "") -> None:
        text = Written(self.clock.at, person, body, f"SM{len(self.written):08}", kind)
        self.written.append(text)
        kept = Arrived(text.sid, person.phone, "sms", body, 0, {"Body": body})
        with self.db.transaction() as session:
            keep_text(session, kept, now=self.clock.at)

    # the stand-in for Rasa and its action server

    def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[str]:
        refuse_while(self.trouble.deaf.covers(self.clock.at), "Rasa")
        sid, patient_id = metadata["message_sid"], metadata["patient_id"]
        told = replies.Told(sid, patient_id, conversation_id, read(text))
        rules, asking = self.wiring.rules, self.wiring.check_in_rules
        more: Any = {"words": rules.words, "asking": asking, "now": self.clock.at}
        with self.db.transaction() as session:
            replies.take(session, told, rules.protocols, **more)
        return [THANKS]

    def _word(self, prompt: check_ins.Prompt) -> list[str]:
        refuse_while(self.trouble.deaf.covers(self.clock.at), "Rasa")
        return [f"Hi [first name]: {prompt.check_in}, {prompt.rung}."]
