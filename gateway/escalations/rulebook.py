"""Reading protocols/escalation.yml: who is told what, and who must have it by when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from gateway.errors import BadRules
from gateway.files import read_yaml
from gateway.protocols.calendar import Calendar, load_calendar

UNITS = {"minute": 60, "hour": 3600, "day": 86400}
ENDS = {
    "critical": "a clinician closes it",
    "abnormal": "the next reading in range",
    "trend": "a clinician's note",
    "missing": "a valid response",
    "request": "a person closes it",
}
"""The five tiers, worst first, and how each may end. The program is built on these words: another
word in the file is refused, because nobody would do what it says."""
ROUTES = ("pager, high urgency", "pager, low urgency", "task", "ladder")
CALL = "call the on-call list"
SAID = {
    "press_1": "Press 1 to say that you have it.",
    "thanks": "Thank you. Nobody else is called now. Please open the Promotora console.",
}
TAKEN_WITHIN = "30 minutes"
"""What a file says that is older than the key 1."""
E164 = re.compile(r"\+[1-9]\d{7,14}")


@dataclass(frozen=True)
class Window:
    """Within which time somebody must have it: plain time, business hours or a business day."""

    plain: timedelta | None = None
    business_hours: int | None = None

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        """The moment, UTC, by which somebody must have what began at `start`."""
        if self.plain is not None:
            return start + self.plain
        if self.business_hours is not None:
            return calendar.after_hours(start, self.business_hours)
        return calendar.next_business_day(start)


@dataclass(frozen=True)
class Tier:
    """One line of the table. `calls`: when nobody answers, the on-call list is telephoned."""

    route: str
    window: Window
    calls: bool
    ends: str

    @property
    def acknowledge_within(self) -> timedelta:
        """The window of a tier that is paged; those of tasks depend on the calendar."""
        return self.window.plain if self.window.plain is not None else timedelta.max


@dataclass(frozen=True)
class OnCall:
    """Somebody to be telephoned, E.164."""

    name: str
    phone: str


@dataclass(frozen=True)
class OnCallList:
    """Who is telephoned when a page reaches nobody, in this order, and what they are told.

    `says` is followed by `press_1`; who presses 1 hears `thanks`, nobody else is called, and the
    case must be taken within `taken_within`, or the page goes out anew.
    """

    people: tuple[OnCall, ...]
    next_after: timedelta
    pause_after_round: timedelta
    says: str
    press_1: str
    thanks: str
    taken_within: timedelta


@dataclass(frozen=True)
class EscalationRules:
    """What protocols/escalation.yml says; `version` is written beside what it decided."""

    version: str
    echo_within: timedelta
    daily_test: time
    tiers: Mapping[str, Tier]
    on_call: OnCallList
    calendar: Calendar


def load(folder: Path) -> EscalationRules:
    """Read escalation.yml of the protocols folder.

    Raises:
        BadRules: something is missing or malformed; the message names the file and the entry.
    """
    path = folder / "escalation.yml"
    written = read_yaml(path)
    try:
        return EscalationRules(
            version=f"{written['escalation']}@{written['version']}",
            echo_within=duration(written["echo_within"]),
            daily_test=time.fromisoformat(str(written["daily_test"])),
            tiers={name: _tier(name, written["tiers"][name]) for name in ENDS},
            on_call=_on_call(written["on_call"]),
            calendar=load_calendar(path),
        )
    except KeyError as missing:
        raise BadRules(f"{path} lacks {missing}.") from None
    except (TypeError, ValueError, AttributeError) as wrong:
        raise BadRules(f"{path}: {wrong}") from None


def duration(written: str) -> timedelta:
    """A duration written as "5 minutes", "4 hours" or "1 day"."""
    found = re.fullmatch(r"(\d+) (minute|hour|day)s?", str(written).strip())
    if found is None:
        raise ValueError(f"{written!r} is not a duration such as '5 minutes'")
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def window(written: str) -> Window:
    """A time limit written as a duration, "4 business hours" or "next business day"."""
    words = str(written).strip()
    if words == "next business day":
        return Window()
    if found := re.fullmatch(r"([1-9]\d*) business hours?", words):
        return Window(business_hours=int(found[1]))
    return Window(plain=duration(words))


def _tier(name: str, written: dict[str, Any]) -> Tier:
    route, unanswered, ends = written["route"], written["unanswered"], written["ends"]
    if ends != ENDS[name]:
        raise ValueError(f"{name} ends with {ENDS[name]!r}, not with {ends!r}")
    if route not in ROUTES:
        raise ValueError(f"{name}: the route {route!r} is not one of {'; '.join(ROUTES)}")
    if unanswered not in (CALL, "task"):
        raise ValueError(f"{name}: unanswered is {CALL!r} or 'task', not {unanswered!r}")
    limit = window(written["acknowledge_within"])
    if route.startswith("pager") and limit.plain is None:
        raise ValueError(f"{name}: who is paged has a plain time, such as '5 minutes'")
    return Tier(route, limit, unanswered == CALL, ends)


def _on_call(written: dict[str, Any]) -> OnCallList:
    people = tuple(OnCall(str(one["name"]), str(one["phone"])) for one in written["people"])
    if not people:
        raise ValueError("on_call names nobody: a page nobody answers would end there")
    if wrong := [one.name for one in people if not E164.fullmatch(one.phone)]:
        raise ValueError(f"the phone of {wrong[0]!r} is not written as +15551234567")
    words = {name: str({**SAID, **written}[name]).strip() for name in ("says", *SAID)}
    if silent := [name for name, text in words.items() if not text]:
        raise ValueError(f"on_call has no words for {silent[0]!r}")
    return OnCallList(
        people,
        duration(written["next_after"]),
        duration(written["pause_after_round"]),
        **words,
        taken_within=duration(written.get("taken_within", TAKEN_WITHIN)),
    )
