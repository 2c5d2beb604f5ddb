"""A patient, what she writes, and a nurse who asks why."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from sqlalchemy import select

from gateway import readings
from gateway.cohort.tables import Patient
from gateway.conversation.rules import Rules
from gateway.conversation.screen import screen
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.protocols import Rulebook
from gateway.readings import Reading
from tests.care.hearing import SAMPLE, WORDS
from tests.clinic import Clinic
from tests.console.conftest import Browserless, Console
from tests.console.days import Days


@dataclass
class Story:
    """A patient, what she writes, and a nurse who asks why."""

    room: Console
    clinic: Clinic = field(init=False)
    nurse: Browserless = field(init=False)
    patient: Patient = field(init=False)
    rules: Rulebook = SAMPLE
    sent: int = 9000

    def __post_init__(self) -> None:
        self.clinic = Clinic(self.room.db, self.room.clock)
        everything = {"hypertension": "I10", "heart_failure": "I50.9"}
        self.patient = self.clinic.enroll("Rosa", conditions=everything, timezone="America/Chicago")
        self.nurse = self.room.signed_in()

    def writes(self, body: str, *said: dict[str, Any], **more: Any) -> list[Reading]:
        """One message: read by the safety net, understood, and its readings recorded."""
        now = self.clinic.now
        with self.room.db.transaction() as session:
            days = Days(session, now, panel=())
            days.count = self.sent = self.sent + 1
            patient = session.get_one(Patient, self.patient.id)
            if "replaces" in more:
                more["replaces"] = session.get_one(Reading, more["replaces"].id)
            spans = [(body.split(" ")[0], said[0]["type"])] if said else []
            sid = days.says(patient, body, now, evidence=spans, understood=bool(said))
            message = session.scalars(select(InboundMessage).filter_by(sid=sid)).one()
            screen(session, message, Rules(self.rules, WORDS, False), now=now)
            kept = [
                readings.record(
                    session, patient, one, message_sid=sid, ordinal=number, check_in=None,
                    words=body, rules=self.rules, now=now, **more,
                )
                for number, one in enumerate(said)
            ]  # fmt: skip
        self.clinic.run()
        return kept

    def asks_why(self, about: Reading | Escalation) -> str:
        """The page's text, without its tags."""
        kind = "readings" if isinstance(about, Reading) else "cases"
        answer = self.nurse.get(f"/console/{kind}/{about.id}/why")
        assert answer.status_code == 200, answer.text
        return text_of(answer.text)

    @property
    def case(self) -> Escalation:
        return self.clinic.one(Escalation)


def text_of(html: str) -> str:
    main = html[html.index("<main") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
