"""Numbers that are something else: doses, times, dates, ages, other measurements, changes."""

import re
from typing import Iterator

from nlu.numbers import NUMBER
from nlu.shape import Shape
from nlu.words import Words, alternation

N = f"({NUMBER})"
BETWEEN = r"[\s:=]*"
NEAR = r"(?:[\s:=]+(?:is|was|es|era|de|of|at|a|en|the|la|el|al|to|took|my|mi|hasta))*[\s:=]*"
GREATEST_CHANGE = 48  # "gained 3 pounds"; a weight itself starts at 50


class Lookalikes:
    """Says which numbers of a message are known to be no reading, and what they are instead."""

    def __init__(self, words: Words) -> None:
        any_of = words.any_of
        self.patterns = [
            ("error code", rf"{any_of('error_code')}\s*-?\s*{N}(?!\s*[/\d])"),
            ("dose", rf"{N}\s*(?!{any_of('mgdl')}){any_of('dose')}"),
            ("age", rf"{N}\s*{any_of('age')}|{any_of('age')}{BETWEEN}{N}"),
            ("time", rf"{N}\s*:\s*{N}\s*{any_of('time_units')}"),
            ("time", rf"{N}\s*{self._hours(words)}"),
            ("time", rf"{any_of('at_time')}\s*(?:la\s+|las\s+)?{N}\s*:\s*{N}"),
            ("date", rf"{N}(?:st|nd|rd|th)(?![a-z])"),
            ("date", rf"{any_of('months')}\.?\s*{N}|{N}\s*(?:de\s+|of\s+)?{any_of('months')}"),
            (
                "temperature",
                rf"{any_of('temperature')}{NEAR}{N}|{N}\s*(?:{any_of('temperature')}|°)",
            ),
            ("oxygen", rf"{any_of('oxygen')}{NEAR}{N}"),
            ("oxygen", rf"{N}\s*(?:de\s+)?{any_of('oxygen')}(?!{NEAR}{NUMBER})"),
            ("percent", rf"{N}\s*%"),
            ("a1c", rf"{any_of('a1c')}{NEAR}{N}"),
            ("count", rf"{N}\s*(?:de\s+)?{any_of('steps')}"),
            ("count", rf"(?<![a-z\ue000-\ue0ff])(?<![\ue000-\ue0ff] )x\s*{N}"),
            ("price", rf"{any_of('money')}\s*{N}"),
            ("address", rf"{any_of('number_of')}\s*#?\s*{N}"),
            ("other unit", rf"{N}\s*{any_of('stone')}"),
            ("pulse", rf"{any_of('pulse')}{NEAR}{N}"),
            ("pulse", rf"{N}\s*(?:de\s+)?{any_of('pulse')}(?!{NEAR}{NUMBER})"),
        ]
        self.compiled = [(kind, re.compile(pattern)) for kind, pattern in self.patterns]
        self.target = re.compile(
            rf"{any_of('target')}(?:\s+(?:de|of|is|es|be|to|que|it|a|than|the|la|el))*\s*{N}"
            rf"(?:\s*(?:/|over|sobre|and|y|-|to)\s*{N})?"
        )
        self.change = re.compile(
            rf"{any_of('weight_change')}(?:\s+(?:like|about|como|unas|unos|another|otras|almost))*\s*{N}"
        )

    @staticmethod
    def _hours(words: Words) -> str:
        """Units of time; "138/82 hr 72" is a heart rate, "took it 2 hr ago" are hours."""
        both = {*words.phrases("time_units")} & {*words.phrases("pulse")}
        rate = rf"{alternation(sorted(both))}(?!\s*[:=]?\s*{NUMBER})"
        return rf"(?:{alternation(sorted({*words.phrases('time_units')} - both))}|{rate})"

    def find(self, shape: Shape) -> dict[int, str]:
        """Number index -> what it is, for every number that is certainly no reading."""
        found: dict[int, str] = dict(self._written(shape))
        for kind, pattern in self.compiled:
            for match in pattern.finditer(shape.text):
                for sign in filter(None, match.groups()):
                    found.setdefault(shape.index(sign), kind)
        for match in self.target.finditer(shape.text):
            for sign in filter(None, match.groups()):
                found.setdefault(shape.index(sign), "target")
        for match in self.change.finditer(shape.text):
            i = shape.index(match.group(1))
            if shape.numbers[i].value <= GREATEST_CHANGE:
                found.setdefault(i, "change")
        return found

    def _written(self, shape: Shape) -> Iterator[tuple[int, str]]:
        """What the digits alone give away: phone numbers, full dates, clock times."""
        for i, number in enumerate(shape.numbers):
            if len(number.raw) >= 7 and number.raw.isdigit():
                yield i, "phone"
        for found in re.finditer(rf"{N}[\s).-]*{N}[\s.-]*{N}", shape.text):
            indexes = [shape.index(sign) for sign in found.groups()]
            if [len(shape.numbers[i].raw) for i in indexes] == [3, 3, 4]:
                yield from ((i, "phone") for i in indexes)
        for found in re.finditer(rf"{N}\s*-\s*{N}", shape.text):
            indexes = [shape.index(sign) for sign in found.groups()]
            if [len(shape.numbers[i].raw) for i in indexes] == [3, 4]:
                yield from ((i, "phone") for i in indexes)
        yield from self._dates(shape)
        for found in re.finditer(rf"{N}:{N}(?!\s*{NUMBER})", shape.text):
            hour, minute = (shape.numbers[shape.index(sign)] for sign in found.groups())
            if hour.value < 24 and minute.value < 60 and len(minute.raw) == 2:
                yield from ((shape.index(sign), "time") for sign in found.groups())

    def _dates(self, shape: Shape) -> Iterator[tuple[int, str]]:
        for found in re.finditer(rf"{N}\s*[/-]\s*{N}\s*[/-]\s*{N}", shape.text):
            indexes = [shape.index(sign) for sign in found.groups()]
            first, second, year = (shape.numbers[i].value for i in indexes)
            if max(first, second) <= 31 and (year >= 1900 or year < 100):
                yield from ((i, "date") for i in indexes)
