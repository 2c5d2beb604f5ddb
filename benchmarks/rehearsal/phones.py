"""The stand-in for Twilio's messages: what has left, for whom, and what the carrier says of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.rehearsal.people import CODES, Person, whole_step
from benchmarks.rehearsal.trouble import Soon
from gateway import messages
from gateway.outbox.carry import Carrier
from gateway.vendors.delivery import Receipt
from gateway.wiring import Wiring

THANKS = "Thank you."


@dataclass(frozen=True)
class Left:
    """One text that left for a phone, as the phone shows it.

    `what`: ask or remind, with the `kind` of question; reply to what was written; or fixed.
    """

    at: datetime
    person: Person
    body: str
    sid: str

    @property
    def what(self) -> str:
        if self.body.startswith("Hi "):
            return self.body.rpartition(" ")[2].rstrip(".")
        return "reply" if self.body == THANKS else "fixed"

    @property
    def kind(self) -> str:
        return self.body.split(" ")[2].rstrip(",") if self.body.startswith("Hi ") else ""


@dataclass
class Phones:
    """`texts` have left; `arrived` is told of each that reaches its phone."""

    wiring: Wiring
    soon: Soon
    by_number: Mapping[str, Person]
    arrived: Callable[[Left], None]
    texts: list[Left] = field(default_factory=list)
    untold: dict[datetime, list[tuple[str, str, str | None, str]]] = field(default_factory=dict)
    sids: dict[tuple[str, str], list[Left]] = field(default_factory=dict)

    def carriers(self) -> dict[str, Carrier]:
        kind = messages.sms(self.wiring.check_in_rules.quiet_hours)
        return {"sms": Carrier(kind, self._text, self._find)}

    def _text(self, text: messages.Text) -> Receipt:
        now, message_id = self.wiring.clock.now(), text.callback_path.rpartition("/")[2]
        left = Left(now, self.by_number[text.phone], text.body, f"TW{len(self.texts):08}")
        self.texts.append(left)
        self.sids.setdefault((text.phone, text.body), []).append(left)
        code = CODES.get(left.person.habit)
        status = "undelivered" if code else "delivered"
        self._tell(whole_step(now + timedelta(seconds=1)), (message_id, status, code, left.sid))
        if not code:
            self.arrived(left)
        return Receipt(left.sid, "queued")

    def _find(self, text: messages.Text, since: datetime) -> Receipt | None:
        """As Twilio's list of messages would show it to who does not know whether it left."""
        for left in self.sids.get((text.phone, text.body), ()):
            if left.at >= since and left.sid not in text.known:
                return Receipt(left.sid, "queued")
        return None

    def _tell(self, when: datetime, said: tuple[str, str, str | None, str]) -> None:
        """The carrier says of all texts of the last minutes at once what became of them."""
        if when not in self.untold:
            self.untold[when] = []
            self.soon(when, lambda: self._report(when))
        self.untold[when].append(said)

    def _report(self, when: datetime) -> None:
        now = self.wiring.clock.now()
        with self.wiring.db.transaction() as session:
            for message_id, status, code, sid in self.untold.pop(when):
                messages.report(session, message_id, status, code, now=now, sid=sid)
