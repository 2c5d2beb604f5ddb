"""A letter that did not go out, and a message that did not go through, for an operator."""

from dataclasses import dataclass
from datetime import datetime

from gateway.console.presenters.times import ago
from gateway.console.presenters.vitals import plain
from gateway.console.presenters.words import visible
from gateway.inbox.tables import InboundMessage
from gateway.outbox.tables import Letter

LANES = {
    "critical": "Pages to PagerDuty",
    "texts": "Texts to patients",
    "wording": "Questions that Rasa words",
    "chart": "Notes to the chart",
}
KINDS = {
    "page": "Page",
    "resolve": "End of a page",
    "sms": "Text",
    "prompt": "Check-in question",
    "note": "Chart note",
}
STATES = {
    "dead": "Given up",
    "unknown": "May have arrived",
    "todo": "Still trying",
}


@dataclass(frozen=True)
class LetterRow:
    """Ids, states and the vendor's last word; no patient is named."""

    id: str
    kind: str
    state: str
    state_words: str
    tries: str
    waiting: str
    reason: str


@dataclass(frozen=True)
class MessageRow:
    """An inbound message the machine gave to a person; its words are on the patient's page."""

    sid: str
    arrived: str
    tries: str
    reason: str


@dataclass(frozen=True)
class Lane:
    name: str
    words: str
    waiting: int
    oldest: str
    rows: tuple[LetterRow, ...]


def letter_row(letter: Letter, *, now: datetime) -> LetterRow:
    return LetterRow(
        id=letter.id,
        kind=KINDS.get(letter.kind, plain(letter.kind)),
        state=letter.state,
        state_words=STATES.get(letter.state, plain(letter.state)),
        tries="tried once" if letter.tries == 1 else f"tried {letter.tries} times",
        waiting=f"posted {ago(letter.created_at, now=now)}",
        reason=visible(letter.last_error or "no reason was kept"),
    )


def message_row(message: InboundMessage, *, now: datetime) -> MessageRow:
    return MessageRow(
        sid=message.sid,
        arrived=ago(message.received_at, now=now),
        tries="tried once" if message.tries == 1 else f"tried {message.tries} times",
        reason=visible(message.last_error or "no reason was kept"),
    )
