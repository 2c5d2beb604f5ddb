"""A clinic in which the re-check of blood pressures is switched on, with the net and the turn."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway import protocols, rechecks, replies
from gateway.cohort import Patient
from gateway.conversation.rules import Rules
from gateway.conversation.screen import screen
from gateway.inbox import InboundMessage
from gateway.protocols import Rulebook
from gateway.rechecks.tables import Recheck
from gateway.replies import Told
from tests.care.hearing import WORDS, pressure, understood
from tests.clinic import PROTOCOLS, Clinic

VITALS = Path("data/vitals.yml")
SIGNED = '{by: Dr. Example, on: "2026-03-01", source: a test}'
HIGH, GOOD = pressure(190, 110), pressure(138, 82)
TEXT = "rest for 5 minutes"


def switched_on(folder: Path, **instead: str) -> Rulebook:
    shutil.copytree(PROTOCOLS, folder, dirs_exist_ok=True)
    path = folder / "hypertension.yml"
    head, rest = path.read_text().split("\nrecheck:\n")
    rest = rest.replace("active: false", "active: true", 1)
    rest = rest.replace("signed: false", f"signed: {SIGNED}", 1)
    for written, other in instead.items():
        rest = rest.replace(written, other)
    path.write_text(f"{head}\nrecheck:\n{rest}")
    return protocols.load(folder, VITALS)


@dataclass
class Room:
    """The clinic with the safety net and the turn of a message, and the rule switched on."""

    clinic: Clinic
    rules: Rulebook
    rosa: Patient = field(init=False)
    sids: int = 0

    def __post_init__(self) -> None:
        self.clinic.handlers |= rechecks.timer_handlers(WORDS)
        self.rosa = self.clinic.enroll()

    def texts(self, body: str, channel: str = "sms") -> str:
        """Her message arrives and the net reads it; the MessageSid."""
        self.sids += 1
        sid, now = f"SM{self.sids}", self.clinic.now
        with self.clinic.db.transaction() as session:
            message = InboundMessage(
                sid=sid,
                phone=self.rosa.phone,
                patient_id=self.rosa.id,
                channel=channel,
                body=body,
                raw={},
                received_at=now,
                next_at=now,
            )
            session.add(message)
            session.flush()
            screen(session, message, Rules(self.rules, WORDS, carrier_confirms=True), now=now)
        return sid

    def turn(self, sid: str, *said: dict[str, Any], act: str = "accept", **means: Any) -> str:
        """The model has read it; what she is answered."""
        told = Told(sid, self.rosa.id, "pt-x", understood(act, readings=list(said), **means))
        with self.clinic.db.transaction() as session:
            now = self.clinic.now
            return str(replies.take(session, told, self.rules, now=now, words=WORDS)["outcome"])

    def sends(self, body: str, *said: dict[str, Any], **means: Any) -> str:
        return self.turn(self.texts(body), *said, **means)

    @property
    def state(self) -> str:
        return self.clinic.one(Recheck).state

    def paged(self) -> int:
        self.clinic.run()
        return len(self.clinic.pages)

    def asked(self) -> int:
        self.clinic.run()
        return sum(TEXT in sent.body for sent in self.clinic.texts)
