"""Clock times as said: "at 3", "tres y media", "between 2 and 4 pm"."""

import re
from dataclasses import dataclass, replace
from typing import Optional

from nlu.numbers import Number
from nlu.shape import Shape
from nlu.when_words import WhenWords

HOUR, NOON, DAY = 60, 12 * 60, 24 * 60
ROLES = ("from", "until", "at")


@dataclass(frozen=True)
class Clock:
    """A clock time: minutes after midnight, whether its half of the day is open, what it limits."""

    minutes: int
    either: bool
    role: str = "at"

    @property
    def wall(self) -> str:
        return f"{self.minutes // HOUR:02d}:{self.minutes % HOUR:02d}"

    def in_half(self, half: str) -> "Clock":
        """Now that am or pm is known."""
        if not self.either:
            return self
        morning = self.minutes % NOON
        return replace(self, minutes=morning + (NOON if half == "pm" else 0), either=False)


def clocks(shape: Shape, words: WhenWords, *, loosely: bool) -> tuple[list[Clock], str]:
    """The times of a message, none, one or a span, and the shape without them.

    `loosely`: a bare "3" is a time too. Several times that are no span are none.
    """
    for found in words.span.finditer(shape.text):
        sure = loosely or found["lead"] or found["am"] or found["pm"]
        both = _span(found, shape)
        if both and sure:
            return both, _without(shape.text, found)
    each = [(found, _clock(found, shape, loosely)) for found in words.clock.finditer(shape.text)]
    each += [(found, Clock(HOUR, True)) for found in words.one_oclock.finditer(shape.text)]
    known = [(found, clock) for found, clock in each if clock]
    if len(known) != 1:
        return [], shape.text
    [(found, clock)] = known
    return [clock], _without(shape.text, found)


def _without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]


def _clock(found: re.Match[str], shape: Shape, loosely: bool) -> Optional[Clock]:
    first, second = (found.group(g) for g in _numbered(found))
    minutes = _minutes(shape, first, second)
    if _number(shape, first).raw.isdigit() and _number(shape, first).value >= 100:
        return None  # "at 138" is a pressure, "at three thirty" a time
    role = next((role for role in ROLES if found[role]), "")
    half = next((half for half in ("am", "pm") if found[half]), "")
    if minutes is None or not (loosely or role or half or second or found["oclock"]):
        return None
    minutes += 30 if found["half"] else 15 if found["quarter"] else 0
    return _halved(minutes, half, _raw(shape, first), role or "at")


def _span(found: re.Match[str], shape: Shape) -> Optional[list[Clock]]:
    first, second = (_minutes(shape, found.group(g), None) for g in _numbered(found))
    half = next((half for half in ("am", "pm") if found[half]), "")
    if first is None or second is None:
        return None
    last = _halved(second, half, "", "until")
    begins = _halved(first, "", "", "from")
    if begins.either and not last.either:
        late = begins.in_half("pm")
        begins = late if late.minutes < last.minutes else begins.in_half("am")
    return [begins, last] if begins.either or begins.minutes < last.minutes else None


def _numbered(found: re.Match[str]) -> list[int]:
    """The groups without a name: the signs of numbers."""
    named = set(found.re.groupindex.values())
    return [group for group in range(1, found.re.groups + 1) if group not in named]


def _minutes(shape: Shape, hour: str, minute: Optional[str]) -> Optional[int]:
    """Minutes after midnight of "3", "3:30", "3.30" or "three thirty" (said as 330)."""
    said = _number(shape, hour)
    hours, minutes = said.value, _number(shape, minute).value if minute else 0.0
    if parts := re.fullmatch(r"(\d{1,2})[.](\d\d)", said.raw):
        hours, minutes = float(parts[1]), float(parts[2])
    elif said.whole and 100 <= hours <= 2359 and not minute:
        hours, minutes = divmod(hours, 100)
    elif not said.whole and re.search(r"[a-z/½]", said.raw):
        hours, minutes = said.value // 1, said.value % 1 * HOUR  # "tres y media"
    fits = hours == int(hours) and 0 <= hours < 24 and 0 <= minutes < 60
    return int(hours) * HOUR + int(minutes) if fits else None


def _number(shape: Shape, sign: str) -> Number:
    return shape.numbers[shape.index(sign)]


def _raw(shape: Shape, sign: str) -> str:
    return _number(shape, sign).raw


def _halved(minutes: int, half: str, raw: str, role: str) -> Clock:
    """Without am or pm the half of the day stays open, unless 15:00 or 08:00 says it."""
    clock = Clock(minutes, True, role)
    if minutes >= NOON + HOUR or minutes < HOUR or raw.startswith("0"):
        return replace(clock, either=False)
    return clock.in_half(half) if half else clock
