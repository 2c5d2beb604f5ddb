"""What the action server tells the clinic about one message, and what is known around it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from gateway import cohort, tasks
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.tables import CheckIn
from gateway.cohort.tables import Patient
from gateway.inbox.tables import InboundMessage
from gateway.protocols import Rulebook
from gateway.readings.tables import Reading

REQUEST_HOURS = 4
"""Business hours within which a care manager looks (the reference protocol, patient requests)."""
NOTHING_CHARTED = frozenset({"clarify", "other_person", "chat"})
"""Acts beside which no reading and no answer is kept: it was unclear, or not about her."""


@dataclass(frozen=True)
class Told:
    """One message's interpretation, as the clinical API takes it (`interpretation` as stored)."""

    message_sid: str
    patient_id: str
    conversation_id: str
    interpretation: dict[str, Any]

    def as_emergency(self) -> Told:
        """The same message, taken for an emergency by who read it first."""
        return replace(self, interpretation={**self.interpretation, "act": "emergency"})

    @property
    def act(self) -> str:
        return str(self.interpretation["act"])

    @property
    def readings(self) -> list[dict[str, Any]]:
        return [] if self.act in NOTHING_CHARTED else list(self.get("readings") or [])

    @property
    def answer(self) -> str | None:
        """yes or no; "not yet" (act later) is no counted NO."""
        unheard = self.act in NOTHING_CHARTED or self.act in ("later", "stop")
        return None if unheard else self.get("answer")

    @property
    def takes_back(self) -> dict[str, dict[str, Any]]:
        """By vital, the earlier reading that a reading of this message puts right.

        Whole where she names it, else its `type` only; of two readings of one vital nobody knows
        which it is.
        """
        kinds = [str(said.get("type")) for said in self.readings]
        if not self.get("correction"):
            return {}
        named = self.get("wrong") or [{"type": kind} for kind in kinds]
        return {str(wrong["type"]): wrong for wrong in named if kinds.count(wrong["type"]) == 1}

    @property
    def time(self) -> str | None:
        return None if self.act in NOTHING_CHARTED else self.get("time")

    @property
    def why(self) -> str | None:
        """forgot, none_left, harm or other: why her medicines were missed."""
        return None if self.act in NOTHING_CHARTED else self.get("why")

    @property
    def read(self) -> str:
        """The pieces of the message that were taken for something, as they were written."""
        pieces = [str(piece["text"]) for piece in self.get("evidence") or [] if piece.get("text")]
        return ", ".join(dict.fromkeys(pieces))

    def get(self, name: str) -> Any:
        return self.interpretation.get(name)


class FixedWords(Protocol):
    """What gateway.safety_net reads from the language files: texts and pieces of texts that no
    model words, and how many things there are to try with the device of a check-in."""

    def fixed(self, language: str, which: str) -> str: ...

    def phrase(self, language: str, which: str, **values: str) -> str: ...

    def steps(self, kind: str) -> int: ...


@dataclass
class Hearing:
    """One message being turned into care, step by step, inside one transaction.

    `asked`: her open check-ins, oldest first. `closes`: id of each check-in the message answers,
    with the answer. `said`: her readings as they are repeated to her; `changed`: of those that put
    an earlier one right, the wrong and the right value; `known`: readings she only repeats.
    `answered`: the kind of check-in whose yes/no question was answered. `asked_back`: the check-in
    that was unclear. `may_text`: False after STOP. `why`: the reason kept beside a NO. On the phone
    `unconfirmed` are the readings that wait for her yes, as they are repeated to her, `alarming`
    when one would be critical, and `confirms` is the message whose readings her yes is to.
    """

    session: Session
    patient: Patient
    message: InboundMessage
    told: Told
    rules: Rulebook
    now: datetime
    asked: list[CheckIn]
    may_text: bool
    words: FixedWords | None = None
    asking: CheckInRules | None = None
    readings: list[Reading] = field(default_factory=list)
    known: list[Reading] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)
    implausible: bool = False
    answered: str | None = None
    closes: dict[str, str | None] = field(default_factory=dict)
    asked_back: CheckIn | None = None
    why: str | None = None
    unconfirmed: list[str] = field(default_factory=list)
    alarming: bool = False
    confirms: InboundMessage | None = None

    @property
    def source(self) -> InboundMessage:
        """The message that holds the readings: where she says "yes", the one she says it to."""
        return self.confirms or self.message

    @property
    def turn_of(self) -> CheckIn | None:
        """The check-in this message is a turn of; else the one asked last."""
        for check_in in self.asked:
            if check_in.id == self.told.conversation_id:
                return check_in
        return self.asked[-1] if self.asked else None

    @property
    def unanswered(self) -> CheckIn | None:
        """The check-in this message is a turn of, unless the message has answered it."""
        return self.turn_of if self.turn_of and self.turn_of.id not in self.closes else None

    def fitting(self, *kinds: str) -> CheckIn | None:
        """The open check-in of one of these kinds that the message answers, if any."""
        if self.turn_of and self.turn_of.kind in kinds:
            return self.turn_of
        fits = [check_in for check_in in self.asked if check_in.kind in kinds]
        return fits[-1] if fits else None

    @property
    def worst(self) -> str | None:
        """The most serious severity among the readings; None without any."""
        severities = {reading.severity for reading in (*self.readings, *self.known)}
        order = ("critical", "abnormal", "normal")
        return next((severity for severity in order if severity in severities), None)

    def phrase(self, which: str, **values: str) -> str:
        """A piece of a text in the language she is answered in."""
        if self.words is None:
            raise ValueError(f"the phrase {which} must be said and no words were given")
        return self.words.phrase(cohort.answered_in(self.patient), which, **values)

    def queue(self, kind: str, why: str) -> None:
        """Ask a care manager to look, within the practice's four business hours."""
        tasks.add(
            self.session,
            kind,
            why,
            key=f"{kind}:{self.message.sid}",
            patient_id=self.patient.id,
            message_sid=self.message.sid,
            due=self.rules.calendar.after_hours(self.now, REQUEST_HOURS),
            now=self.now,
        )
