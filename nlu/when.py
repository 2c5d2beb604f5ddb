"""When: the time a patient names, for her answer later or for a call, as far as it can be read."""

import re
from typing import Any, Optional

from nlu.answers import PHONE_NUMBER
from nlu.clocks import Clock, clocks
from nlu.numbers import NUMBER, Reader
from nlu.shape import Shape
from nlu.when_words import WhenWords
from nlu.words import Words, fold

When = dict[str, Any]
"""`minutes` from now; or `days` from today or `weekday` (Monday 0), with `at`, `from` or `until`
(HH:MM; `either`: before or after noon was not said) or a day's `part`. Only what was said."""
MOST_MINUTES = 24 * 60
MOST_DAYS = 7
BEFORE_NOON = ("morning", "after_breakfast")


class WhenReader:
    """Reads a time from words and digits of every language; None where none is certain."""

    def __init__(self, words: Words) -> None:
        self.numbers, self.when = Reader(words), WhenWords(words)

    def again(self, text: str, *, surely: bool = False) -> Optional[When]:
        """When she says she will answer; `surely`: only what can mean nothing else."""
        shape = self._shape(text)
        if surely and self.when.heard("no_promise", shape.folded):
            return None
        if lengths := self._lengths(shape):
            return self._length(lengths, shape) if lengths[0]["ahead"] or not surely else None
        told = self._day_and_hour(shape, loosely=False)
        later = {"at", "from", "until"} & told.keys() or told.get("days", 0) >= 1
        after = str(told.get("part", "")).startswith("after_")
        return told if told and (later or after or not surely) else None

    def call(self, text: str) -> Optional[When]:
        """When a call suits; None where something is ruled out, which only a person can weigh."""
        shape = self._shape(text)
        limits = re.sub(self.when.any_of("from", "until"), " ", shape.folded)
        if self.when.heard("ruled_out", limits):
            return None
        return self._day_and_hour(shape, loosely=True) or None

    def only_a_clock(self, text: str) -> bool:
        """Whether nothing but a time of the clock is written: "at 9", "9:30"."""
        shape = self._shape(text)
        said, rest = clocks(shape, self.when, loosely=False)
        return bool(said) and not re.search(rf"\w|{NUMBER}", rest)

    def _shape(self, text: str) -> Shape:
        blanked = PHONE_NUMBER.sub(lambda found: " " * len(found.group()), fold(text))
        return Shape(blanked, self.numbers)

    def _lengths(self, shape: Shape) -> list[re.Match[str]]:
        """Every length of time, also "half an hour", which holds "an hour" too."""
        found = list(self.when.length.finditer(shape.text))
        return [
            one for one in found if one.group(2) or one["count"] or one["half"] or one["halved"]
        ]

    def _length(self, lengths: list[re.Match[str]], shape: Shape) -> Optional[When]:
        found = lengths[0]
        if len(lengths) > 1 or (found.group(2) and shape.text[: found.start(2)].endswith("/")):
            return None  # "3 1/2 hours", "an hour or two hours"
        count = 1.0
        if found.group(2):
            count = shape.numbers[shape.index(found.group(2))].value
        elif found["count"]:
            count = self.when.counts[" ".join(found["count"].split())]
        if found["day_units"]:
            return {"days": int(count)} if 1 <= count <= MOST_DAYS else None
        unit = 60 if found["hours"] else 1
        minutes = unit / 2 if found["halved"] else count * unit
        minutes += unit / 2 if found["half"] or found["fraction"] else 0
        return {"minutes": int(minutes)} if 1 <= minutes <= MOST_MINUTES else None

    def _day_and_hour(self, shape: Shape, *, loosely: bool) -> When:
        """What is named once; of two days or two parts of the day neither is certain."""
        said, rest = clocks(shape, self.when, loosely=loosely)
        parts = [part for part, pattern in self.when.parts.items() if pattern.search(rest)]
        for pattern in self.when.parts.values():
            rest = pattern.sub(" ", rest)
        days = self.when.days(rest)
        if len(days) > 1:
            return {}
        return {**dict(days), **_told(said, parts[0] if len(parts) == 1 else "")}


def _told(said: list[Clock], part: str) -> When:
    """The hours, settled by the part of the day where one is named beside them."""
    if part and part != "noon":
        said = [clock.in_half("am" if part in BEFORE_NOON else "pm") for clock in said]
    told: When = {clock.role: clock.wall for clock in said}
    if any(clock.either for clock in said):
        told["either"] = True
    return told if told or not part else {"part": part}
