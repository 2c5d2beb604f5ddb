"""One call while a webhook has it in hand: what can be said into it and how it is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import calls, cohort
from gateway.calls import Call
from gateway.cohort.tables import Patient
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage
from gateway.vendors.twiml import HANG_UP, LISTEN, WAIT, Script

NO_PHI = {"[first name]": "given_name", "[care manager]": "care_manager"}
YES_NO_KINDS = frozenset({"adherence", "enrollment"})


@dataclass
class Line:
    """A locked call, the transaction it is locked in, and what the practice wrote.

    Whatever is said is kept with the call first, so that a repeated webhook says it again.
    """

    session: Session
    call: Call
    rules: Rules
    now: datetime

    @property
    def patient(self) -> Patient | None:
        return self.session.get(Patient, self.call.patient_id) if self.call.patient_id else None

    @property
    def language(self) -> str:
        """The language she is answered in; before we know her, that of the call."""
        known = self.patient if self.call.step == "talk" else None
        return cohort.answered_in(known) if known else self.call.language

    def text(self, which: str, patient: Patient | None = None) -> str:
        """A fixed text with her name in it."""
        told, named = self.rules.words.fixed(self.language, which), patient or self.patient
        for mark, field in NO_PHI.items():
            told = told.replace(mark, getattr(named, field) if named else "")
        return told

    def listen(self, *says: str, yes_no: bool = False) -> Script:
        """Say it and wait for keys or words; the next webhook is the next turn."""
        self.call.turn += 1
        calls.end_by(self.session, self.call, now=self.now)
        path = f"/webhooks/twilio/voice/{self.call.id}/{self.call.turn}"
        return self._keep(says, LISTEN, path, yes_no)

    def hang_up(self, *says: str) -> Script:
        """Say it and end the call; what is left to do is done now, not when Twilio says so."""
        script = self._keep(says, HANG_UP)
        calls.over(self.session, self.call, now=self.now)
        return script

    def wait(self, turn: int, waited: int, says: Iterable[str] = ()) -> Script:
        """Nothing to say yet: Twilio asks again in a second. Not kept, it is no answer."""
        path = f"/webhooks/twilio/voice/{self.call.id}/{turn}/wait/{waited}"
        return Script(self._sounding(says), WAIT, self.language, path)

    def last(self) -> Script | None:
        return Script.of(self.call.script) if self.call.script else None

    def heard(self, turn: int) -> str:
        """The id of what was heard at this turn, as a MessageSid is of a text."""
        return f"{self.call.sid}.{turn}"

    def message(self, turn: int) -> InboundMessage | None:
        found = select(InboundMessage).where(InboundMessage.sid == self.heard(turn))
        return self.session.scalar(found.execution_options(populate_existing=True))

    def _keep(self, says: Iterable[str], then: str, path: str = "", yes_no: bool = False) -> Script:
        script = Script(self._sounding(says), then, self.language, path, yes_no)
        facts: dict[str, Any] = script.as_facts()
        self.call.script = facts
        return script

    def _sounding(self, says: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.rules.words.sounding(self.language, text) for text in says if text)
