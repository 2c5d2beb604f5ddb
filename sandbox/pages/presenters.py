"""What a row of the page shows; tested without HTTP."""

from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from sandbox.clock import moment
from sandbox.oracle_health.panel import Person, by_phone, panel
from sandbox.store import Row, Store

LANGUAGES = {"en": "English", "es": "Spanish"}
TICKS = {
    "accepted": "queued", "scheduled": "scheduled", "queued": "queued", "sending": "sending",
    "sent": "✓ sent", "delivered": "✓✓ delivered", "read": "✓✓ read",
    "undelivered": "! undelivered", "failed": "! failed", "canceled": "! canceled",
}  # fmt: skip
WEBHOOK = {
    "waiting": "· reaching the clinic…",
    "delivered": "✓✓ at the clinic",
    "undelivered": "! did not reach the clinic",
}


@dataclass(frozen=True)
class Phone:
    """A line of the list on the left."""

    number: str
    name: str
    about: str
    last: str
    trouble: bool


@dataclass(frozen=True)
class Bubble:
    """One message on a phone, from the phone's side: `mine` is what the patient texted."""

    sid: str
    mine: bool
    words: str
    at: str
    tick: str
    trouble: bool
    resend: bool
    by_twilio: bool


def phones(store: Store) -> list[Phone]:
    """The panel, then every other number that ever texted or was texted."""
    last = {
        row["phone"]: row
        for row in store.all(
            "select * from messages where id in (select max(id) from messages group by phone)"
        )
    }
    lost = {r["phone"] for r in store.all(
        "select distinct phone from messages where webhook_state = 'undelivered'")}  # fmt: skip
    known = [person.phone for person in panel()]
    return [
        _phone(number, by_phone(number), last.get(number), number in lost)
        for number in [*known, *(number for number in last if number not in known)]
    ]


def _phone(number: str, person: Person | None, last: Row | None, lost: bool) -> Phone:
    name, about = readable(number), "Unknown to the chart"
    if person:
        name, about = person.name, f"{LANGUAGES[person.language]} · {place(person)}"
    return Phone(number, name, about, last["words"] if last else "", lost)


def place(person: Person) -> str:
    return person.zone.rpartition("/")[2].replace("_", " ")


def readable(number: str) -> str:
    return phonenumbers.format_number(
        phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def bubble(row: Row, zone: str) -> Bubble:
    mine = row["direction"] == "inbound"
    tick = WEBHOOK[row["webhook_state"]] if mine else TICKS[row["status"]]
    if row["error_code"]:
        tick += f" ({row['error_code']})"
    return Bubble(
        row["sid"], mine, words_of(row), local(row["created"], zone), tick, tick.startswith("!"),
        mine and row["webhook_state"] == "undelivered", bool(row["confirmation"]),
    )  # fmt: skip


def words_of(row: Row) -> str:
    pictures = f"[{row['media']} picture{'s' if row['media'] > 1 else ''}]" if row["media"] else ""
    return f"{row['words']} {pictures}".strip() or "[empty]"


def local(at: float, zone: str) -> str:
    """Sat 21 Nov, 08:00: the patient's wall clock."""
    return _words(moment(at).astimezone(ZoneInfo(zone)))


def _words(at: datetime) -> str:
    return at.strftime("%a %d %b, %H:%M")


def note(shown: dict[str, Any], zone: str) -> dict[str, str]:
    """A chart note as a person reads it."""
    return {
        "id": shown["id"],
        "title": shown["title"] or "Note",
        "at": local(datetime.fromisoformat(shown["date"]).timestamp(), zone),
        "text": plain(shown["text"], shown["content_type"]),
    }


def plain(text: str, content_type: str) -> str:
    """The words of a note without its markup."""
    if "html" not in content_type:
        return text
    reader = _Words()
    reader.feed(text)
    lines = ("".join(reader.parts)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


class _Words(HTMLParser):
    """Keeps words; a block begins a new line."""

    BLOCKS = frozenset({"p", "div", "br", "li", "h1", "h2", "h3", "h4", "tr", "blockquote", "dt"})
    SILENT = frozenset({"title", "style", "script"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in self.SILENT
        if tag in self.BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th", "dd"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = False
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(" ".join(data.split()) if data.strip() else " ")
