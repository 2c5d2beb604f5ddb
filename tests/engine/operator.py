"""Somebody on the line with the switchboard; Rasa is scripted, everything else is real."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gateway import calls, protocols, replies, safety_net
from gateway.calls import Call
from gateway.clock import StoppedClock
from gateway.cohort.tables import Patient
from gateway.conversation.rules import Rules
from gateway.db import Database
from gateway.front_desk import FrontDesk
from gateway.readings.tables import Reading
from gateway.replies import Interpretation, Told
from gateway.settings import Settings
from gateway.switchboard import Switchboard
from gateway.tasks import Task
from gateway.timers.advance import advance
from gateway.vendors.delivery import Later
from gateway.vendors.twiml import Script
from tests.engine.panel import NOW, PHONE, Panel

RULES = Rules(
    protocols=protocols.load(Path("protocols"), Path("data/vitals.yml")),
    words=safety_net.read_words(Path("data/languages")),
    carrier_confirms=True,
)


def pressure(top: int, low: int) -> dict[str, Any]:
    return {"type": "blood_pressure", "systolic": top, "diastolic": low, "pulse": None}


@dataclass
class Scripted:
    """Rasa: words -> interpretation; a yes confirms what the metadata says is pending."""

    here: "Operator"
    means: dict[str, dict[str, Any]] = field(default_factory=dict)
    down: bool = False

    def turn(self, conversation: str, text: str, about: dict[str, Any]) -> list[str]:
        if self.down:
            raise Later(None, "Rasa cannot be reached")
        told: dict[str, Any] = {
            "readings": [],
            "answer": None,
            "evidence": [],
            "confidence": 0.9,
            "model": "test",
        }
        meant = self.means.get(text, {"act": "clarify", "reason": "unreadable"})
        if text == "YES" and about["pending"]:
            meant = {"act": "accept", "readings": [about["pending"]]}
        said = Told(about["message_sid"], about["patient_id"], conversation, told | meant)
        with self.here.db.transaction() as session:
            now = self.here.clock.now()
            outcome = replies.take(session, said, RULES.protocols, words=RULES.words, now=now)
        return [outcome["outcome"]]


class Operator(Panel):
    """One call at the switchboard: what is said into it is the script the desk gives."""

    def __init__(self, db: Database) -> None:
        self.db, self.clock = db, StoppedClock(NOW)
        wiring = SimpleNamespace(db=db, clock=self.clock, rules=RULES, settings=Settings())
        self.desk, self.rasa = Switchboard(wiring), Scripted(self)
        desk = FrontDesk(db, self.clock, RULES, self.rasa, "w1", timedelta(seconds=45), 4)  # type: ignore[arg-type]
        self.lanes = desk.lanes()
        self.call_id, self.sid, self.phone = "", "CA1", PHONE

    def rang(self, patient: Patient) -> None:
        """A call of ours to her is ringing."""
        call = Call(
            key=f"call:{self.sid}",
            direction="out",
            phone=patient.phone,
            patient_id=patient.id,
            language=patient.language,
            created_at=NOW,
        )
        with self.db.transaction() as session:
            session.add(call)
        self.call_id = call.id

    def fields(self, **told: str) -> dict[str, str]:
        return {"CallSid": self.sid, "From": self.phone, "CallStatus": "in-progress"} | told

    def answered(self, by: str = "human") -> Script:
        return self.desk.answered(self.call_id, self.fields(AnsweredBy=by))

    def dials_in(self, sender: str = PHONE) -> Script:
        script = self.desk.rings(self.fields(From=sender))
        [self.call_id] = [call.id for call in self.all(Call, sid=self.sid)]
        return script

    def her(self, patient: Patient) -> Script:
        """She is on the line and has said that it is her."""
        self.rang(patient)
        self.answered()
        return self.keys("1")

    @property
    def call(self) -> Call:
        return self.all(Call, id=self.call_id)[0]

    def keys(self, digits: str) -> Script:
        return self._heard(Digits=digits)

    def says(self, words: str) -> Script:
        return self._heard(SpeechResult=words, Confidence="0.9")

    def nothing(self) -> Script:
        return self._heard()

    def posts(self, turn: int, **told: str) -> Script | None:
        """The webhook of a turn, once, whatever the call is waiting for by now."""
        return self.desk.heard(self.call_id, turn, self.fields(**told))

    def _heard(self, **told: str) -> Script:
        turn = self.call.turn
        script = self.posts(turn, **told)
        if script is None:
            self.reads()
            script = self.desk.reply(self.call_id, turn, self.fields())
        return script or self.desk.wait(self.call_id, turn, 0, self.fields())

    def reads(self) -> None:
        """The inbox's lanes do what is due."""
        for lane in self.lanes:
            lane.drain()

    def hangs_up(self, status: str = "completed") -> None:
        self.desk.status(self.call_id, self.fields(CallStatus=status))
        self.later()

    def later(self, **by: float) -> None:
        """Time passes; what became due is done."""
        self.clock.advance(**by)
        self.reads()
        with self.db.transaction() as session:
            handlers = {"call": calls.timer_handlers()["call"]}
            others = dict.fromkeys(("hold", "ladder", "ack_window"), lambda *_: None)
            advance(session, handlers | others, lambda *_: None, now=self.clock.now())

    def act_of(self, sid: str) -> str:
        """The act a message was taken for; empty when nobody has read it."""
        with self.db.reading() as session:
            found = session.get(Interpretation, sid)
            return found.act if found else ""

    @property
    def whys(self) -> list[str]:
        """Why a person was asked, in the order of the tasks."""
        return [task.why for task in self.all(Task)]

    @property
    def charted(self) -> list[str]:
        return [reading.written for reading in self.all(Reading)]

    def all(self, table: Any, **where: Any) -> list[Any]:
        with self.db.reading() as session:
            return list(session.query(table).filter_by(**where).order_by(table.id))
