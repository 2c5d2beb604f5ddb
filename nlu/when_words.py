"""The words for time of every language, as patterns over a message's shape."""

import re
from typing import Any, Mapping

from nlu.lookalikes import N
from nlu.words import Words, alternation, fold


class WhenWords:
    """The `when` sections of the language files, joined and compiled once a model.

    In `length`, `clock` and `span` a number is one sign of the shape: the numbered groups.
    """

    def __init__(self, words: Words) -> None:
        self.sections: list[Mapping[str, Any]] = [
            told["when"] for told in words.languages.values() if told.get("when")
        ]
        self.counts = self._named("counts")
        self.weekdays = self._named("weekdays")
        names = self.sections[0]["parts"]
        self.parts = {
            part: self._pattern([s["parts"].get(part, []) for s in self.sections]) for part in names
        }
        self.length = re.compile(self._length())
        self.clock = re.compile(self._clock())
        self.span = re.compile(self._span())
        self.one_oclock = re.compile(self.any_of("at_one"))

    def any_of(self, *keys: str) -> str:
        return alternation([p for s in self.sections for key in keys for p in s.get(key, [])])

    def heard(self, key: str, folded: str) -> bool:
        return re.search(self.any_of(key), folded) is not None

    def days(self, folded: str) -> list[tuple[str, int]]:
        """Every day that is named: ("days", 1) for tomorrow, ("weekday", 0) for a Monday."""
        found, rest = set(), folded
        for key, days in (("day_after", 2), ("tomorrow", 1), ("today", 0)):
            rest, times = re.subn(self.any_of(key), " ", rest)
            found |= {("days", days)} if times else set()
        named = re.findall(alternation(list(self.weekdays)), rest)
        return sorted(found | {("weekday", self.weekdays[name]) for name in named})

    def _named(self, key: str) -> dict[str, int]:
        joined = {
            fold(str(name)): n for section in self.sections for name, n in section[key].items()
        }
        return {" ".join(name.split()): int(n) for name, n in joined.items()}

    def _pattern(self, phrases: list[list[str]]) -> re.Pattern[str]:
        return re.compile(alternation([phrase for listed in phrases for phrase in listed]))

    def _length(self) -> str:
        """ "in 20 minutes", "an hour and a half", "dentro de dos horas"."""
        counted = rf"(?P<count>{alternation(list(self.counts))})|(?P<halved>{self.any_of('half')})"
        count = rf"(?:{N}|{counted})\s*"
        units = "|".join(f"(?P<{u}>{self.any_of(u)})" for u in ("minutes", "hours", "day_units"))
        half = self.any_of("and_half")
        unit = rf"(?:(?P<fraction>{half})\s+)?(?:{units})(?P<half>\s+{half})?"
        return rf"(?:(?P<ahead>{self.any_of('ahead')})\s+)?(?:{count})?{unit}"

    def _clock(self) -> str:
        """ "at 3", "after 3:30 pm", "a las tres y media"."""
        roles = "|".join(f"(?P<{role}>{self.any_of(role)})" for role in ("from", "until", "at"))
        parts = (("half", "and_half"), ("quarter", "and_quarter"))
        past = "|".join(rf"\s+(?P<{part}>{self.any_of(key)})" for part, key in parts)
        return rf"(?:(?:{roles})\s*)?{N}(?:\s*[:h]\s*{N})?(?:{past})?{self._day_half()}"

    def _span(self) -> str:
        """ "between 2 and 4", "10 - 2 pm", "de 2 a 4 de la tarde"."""
        at = rf"(?:{self.any_of('at')}\s*)?"
        to = rf"\s*(?:-|–|{self.any_of('to')})\s*"
        return rf"(?:(?P<lead>{self.any_of('between')})\s+)?{at}{N}{to}{at}{N}{self._day_half()}"

    def _day_half(self) -> str:
        halves = "|".join(f"(?P<{half}>{self.any_of(half)})" for half in ("am", "pm"))
        return rf"(?:\s*(?P<oclock>{self.any_of('oclock')}))?(?:\s*(?:{halves}))?"
