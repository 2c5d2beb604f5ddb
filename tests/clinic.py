"""A clinic in memory: a real database, a clock that is moved, and vendors that remember."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import calls, chart, check_ins, escalations, messages, triage
from gateway.clock import StoppedClock
from gateway.cohort import Patient
from gateway.db import Database
from gateway.outbox.carry import Carrier
from gateway.post_office import PostOffice
from gateway.timers import Timer
from gateway.timers.advance import advance
from gateway.vendors.delivery import Receipt

PROTOCOLS = Path(__file__).parents[1] / "protocols"
NOON = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)  # a Tuesday, noon in New York
Found = TypeVar("Found")


@dataclass
class Clinic:
    """Says what a clinic would say; `run` does everything that is due, `wait` moves the clock.

    `texts`, `pages`, `rings` (calls to the on-call), `resolved` and `notes` are what left the
    building. `trouble` holds, by letter kind, what the vendor raises next.
    """

    db: Database
    clock: StoppedClock = field(default_factory=lambda: StoppedClock(NOON))
    texts: list[messages.Text] = field(default_factory=list)
    pages: list[escalations.Page] = field(default_factory=list)
    tests: list[escalations.Page] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    said_to_pager: list[tuple[str, str]] = field(default_factory=list)
    notes: list[chart.Filing] = field(default_factory=list)
    rings: list[escalations.Call] = field(default_factory=list)
    dialled: list[calls.Dial] = field(default_factory=list)
    prompts: list[check_ins.Prompt] = field(default_factory=list)
    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    worded: str = "Hi [first name], time for today's BP reading."

    def __post_init__(self) -> None:
        self.connect()

    def connect(self, *, places_calls: bool = True) -> None:
        """The vendors as the practice has set them up."""
        self.asking = check_ins.load(PROTOCOLS, calls=places_calls)
        self.escalating = escalations.load_rules(PROTOCOLS)
        self.triaging = triage.load_rules(PROTOCOLS)
        lease = timedelta(seconds=45)
        self.office = PostOffice(self.db, self.clock, self._carriers(), "worker", lease)
        self.handlers = {
            **check_ins.timer_handlers(self.asking),
            **escalations.timer_handlers(self.escalating),
            **calls.timer_handlers(),
            **triage.timer_handlers(self.triaging),
        }

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def enroll(self, given: str = "Rosa", **told: Any) -> Patient:
        """A patient of the programme, without any schedule."""
        written = {
            "fhir_id": f"fhir-{given}",
            "given_name": given,
            "family_name": "Vega",
            "phone": "+15005550101",
            "language": "en",
            "timezone": "America/New_York",
            "conditions": {"hypertension": "I10"},
            "care_manager": "Nora Bell",
            "enrolled_at": self.now,
        }
        patient = Patient(**{**written, **told})
        with self.db.transaction() as session:
            session.add(patient)
        return patient

    def do(self, act: Callable[..., Found], *said: Any, **more: Any) -> Found:
        """One act in one transaction at the clinic's time."""
        with self.db.transaction() as session:
            return act(session, *said, **more, now=self.now)

    def look(self, look: Callable[[Session], Found]) -> Found:
        with self.db.reading() as session:
            return look(session)

    def run(self) -> None:
        """Fire every due timer and carry every due letter, until nothing is due."""
        while self._advance() + sum(lane.drain() for lane in self.office.lanes()):
            pass
        failed = self.look(lambda s: s.scalars(select(Timer).where(Timer.tries > 0)).all())
        assert not failed, [(timer.kind, timer.last_error) for timer in failed]

    def wait(self, **by: float) -> None:
        """Let time pass and do what became due, once, at the end of it."""
        self.clock.advance(**by)
        self.run()

    def live_until(self, end: datetime) -> None:
        """Let time pass hour by hour, as a running worker would see it."""
        while self.now < end:
            self.clock.at = min(self.now + timedelta(minutes=30), end)
            self.run()

    def live_for(self, **time: float) -> None:
        """Let time pass half minute by half minute: what waits a minute is seen in time."""
        end = self.now + timedelta(**time)
        while self.now < end:
            self.wait(seconds=30)

    def _advance(self) -> int:
        with self.db.transaction() as session:
            return advance(session, self.handlers, self._poisoned, now=self.now)

    @staticmethod
    def _poisoned(_session: Session, timer: Timer, _now: datetime) -> None:
        raise AssertionError(f"timer {timer.kind} failed: {timer.last_error}")

    def all(self, table: type[Found], **where: Any) -> list[Found]:
        """The rows of a table that match, as they are now."""
        return self.look(lambda s: list(s.scalars(select(table).filter_by(**where))))

    def one(self, table: type[Found], **where: Any) -> Found:
        [row] = self.all(table, **where)
        return row

    def _carriers(self) -> dict[str, Carrier]:
        kinds = {
            "sms": messages.sms(self.asking.quiet_hours),
            "prompt": check_ins.prompt(self.asking),
            "call": calls.dial(self.asking),
            "page": escalations.PAGE,
            "resolve": escalations.RESOLVE,
            "acknowledge": escalations.TAKEN,
            "test_page": escalations.TEST,
            "test_end": escalations.TEST_END,
            "ring": escalations.ring_letter(self.escalating),
            "note": chart.NOTE,
        }
        return {name: Carrier(kind, self._carry(name)) for name, kind in kinds.items()}

    def _carry(self, kind: str) -> Callable[[Any], Any]:
        def carry(parcel: Any) -> Any:
            if problems := self.trouble.get(kind):
                raise problems.pop(0)
            if kind == "prompt":
                self.prompts.append(parcel)
                return [self.worded]
            if kind in ("page", "acknowledge", "resolve"):
                self.said_to_pager.append((kind, parcel.dedup_key))
            if kind in ("resolve", "test_end"):
                self.resolved.append(parcel.dedup_key)
                return Receipt(parcel.dedup_key)
            if kind == "acknowledge":
                return Receipt(parcel.dedup_key)
            bags: dict[str, list[Any]] = {
                "sms": self.texts,
                "page": self.pages,
                "test_page": self.tests,
                "ring": self.rings,
                "call": self.dialled,
                "note": self.notes,
            }
            kept = bags[kind]
            kept.append(parcel)
            return Receipt(f"{kind}-{len(kept)}", "queued")

        return carry
