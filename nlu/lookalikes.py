"""Numbers that are something else: doses, times, dates, ages, other measurements, changes."""

import re
from collections.abc import Callable, Iterator

from nlu.numbers import NUMBER
from nlu.shape import Shape
from nlu.spare import Spare
from nlu.words import Words, alternation

N = f"({NUMBER})"
Told = Iterator[tuple[str, str]]  # kind, or kind:rule of FITS, and a pattern
THE = r"(?:(?:the|my|la|el|mi)\s+)?"
BETWEEN = r"[\s:=]*"
NEAR = r"(?:[\s:=]+(?:is|was|es|era|de|of|at|a|en|the|la|el|al|to|took|my|mi|hasta))*[\s:=]*"
DOSES = (2, 2.5, 5, 6.25, 10, 12.5, 15, 20, 25, 30, 40, 50, 75, 80, 81, 100, 160, 200, 300, 320)
MOST_UNITS = 100  # of insulin at once
SECOND_DOSES = (12.5, 25)  # of two medicines in one pill: "losartan 100/25"
MIXES = ((70, 30), (75, 25), (50, 50))  # of insulin
FITS: dict[str, Callable[[float], bool]] = {  # what a number must be to be of that kind
    "change": lambda value: value <= 48,  # "gained 3 pounds"; a weight itself starts at 50
    "date:month": lambda value: value <= 31 or 1900 <= value <= 2100,
    "difference": lambda value: value <= 60,
    "index": lambda value: value <= 5,
    "model": lambda value: value <= 20,
    "temperature": lambda value: 34 <= value <= 43 or 90 <= value <= 110,
    "height": lambda value: value <= 12,
    "oxygen": lambda value: 50 <= value <= 100,
    "time:hour": lambda value: value <= 12,
    "date:day": lambda value: value <= 31,
    "dose:usual": lambda value: value in DOSES or value >= 500,
}


class Lookalikes:
    """Says which numbers of a message are known to be no reading, and what they are instead."""

    def __init__(self, words: Words) -> None:
        told = (_of_medicine, _of_time, _of_other_measurements, _of_places, _of_wishes)
        self.compiled = [
            (kind, re.compile(pattern)) for part in told for kind, pattern in part(words)
        ]
        self.of_medicine = re.compile(words.any_of("medicine", "injected", "dose"))
        joined = rf"(?:\s|[+&,]|{words.any_of('again', 'fillers')})+"
        self.doubled = re.compile(rf"{N}{joined}(?={N})")
        self.spare = Spare(words)

    def find(self, shape: Shape) -> dict[int, str]:
        """Number index -> what it is, for every number that is certainly no reading."""
        found = self._certain(shape)
        if self.of_medicine.search(shape.text):
            found = {**dict.fromkeys(self._doses_again(shape, found), "dose"), **found}
        return {**self.spare.find(shape, found), **found}

    def _doses_again(self, shape: Shape, found: dict[int, str]) -> Iterator[int]:
        """ "30 then 30 again", "50 of the fast instead of 5. Fifty!": the dose a second time."""
        doses = {shape.numbers[i].value for i, kind in found.items() if kind == "dose"}
        yield from (i for i, number in enumerate(shape.numbers) if number.value in doses)
        for match in self.doubled.finditer(shape.text):
            first, second = (shape.index(sign) for sign in match.groups())
            if shape.numbers[first].value == shape.numbers[second].value <= MOST_UNITS:
                yield from (first, second)

    def _certain(self, shape: Shape) -> dict[int, str]:
        found: dict[int, str] = dict(self._written(shape))
        for kind, pattern in self.compiled:
            for match in pattern.finditer(shape.text):
                for sign in filter(None, match.groups()):
                    i = shape.index(sign)
                    if kind not in FITS or FITS[kind](shape.numbers[i].value):
                        found.setdefault(i, kind.partition(":")[0])
        return found

    def _written(self, shape: Shape) -> Iterator[tuple[int, str]]:
        """What the digits alone give away: phone numbers, full dates, clock times."""
        for i, number in enumerate(shape.numbers):
            if len(number.raw) >= 7 and number.raw.isdigit():
                yield i, "phone"
            if re.fullmatch(r"0\d{3}", number.raw):  # "at 0600"
                yield i, "time"
        for found in re.finditer(rf"{N}[\s).-]*{N}[\s.-]*{N}", shape.text):
            indexes = [shape.index(sign) for sign in found.groups()]
            if [len(shape.numbers[i].raw) for i in indexes] == [3, 3, 4]:
                yield from ((i, "phone") for i in indexes)
        for found in re.finditer(rf"{N}\s*-\s*{N}", shape.text):
            indexes = [shape.index(sign) for sign in found.groups()]
            if [len(shape.numbers[i].raw) for i in indexes] == [3, 4]:
                yield from ((i, "phone") for i in indexes)
        for found in re.finditer(rf"(?:[a-z]\W+){N}\s*/\s*{N}", shape.text):
            indexes = [shape.index(sign) for sign in found.groups()]
            pair = shape.numbers[indexes[0]].value, shape.numbers[indexes[1]].value
            if pair in MIXES or (pair[0] in DOSES and pair[1] in SECOND_DOSES):
                yield from ((i, "medicine") for i in indexes)
        yield from self._dates(shape)
        for found in re.finditer(rf"{N}:{N}(?P<more>\s*/?\s*{NUMBER}(?!\s*/))?", shape.text):
            signs = found.group(1), found.group(2)
            hour, minute = (shape.numbers[shape.index(sign)] for sign in signs)
            a_hundred = found["more"] and hour.value <= 2  # "1:33 84"
            if hour.value < 24 and minute.value < 60 and len(minute.raw) == 2 and not a_hundred:
                yield from ((shape.index(sign), "time") for sign in signs)

    def _dates(self, shape: Shape) -> Iterator[tuple[int, str]]:
        for found in re.finditer(rf"{N}\s*[/-]\s*{N}\s*[/-]\s*{N}", shape.text):
            indexes = [shape.index(sign) for sign in found.groups()]
            first, second, year = (shape.numbers[i].value for i in indexes)
            if max(first, second) <= 31 and (year >= 1900 or year < 100):
                yield from ((i, "date") for i in indexes)


def _of_medicine(words: Words) -> Told:
    any_of, medicine = words.any_of, words.any_of("medicine")
    yield "error code", rf"{any_of('error_code')}\s*-?\s*{N}(?!\s*[/\d])"
    yield (
        "dose",
        rf"{N}\s*(?!{any_of('mgdl')}){any_of('dose')}(?!\s+{any_of('bottles')})|{N}u(?![a-z])",
    )
    yield "dose", rf"{N}\s*(?:of|de|del)\s+{THE}{medicine}|{N}\s*u[\s.]+(?:de\s+|of\s+)?{medicine}"
    again = (
        rf"(?:(?:{NUMBER}\s+)?{any_of('again')}\s+)?(?:(?:the|my|los|las|otras|otros|another)\s+)?"
    )
    yield "dose", rf"{any_of('injected')}\s+{again}{N}(?!\s*[/])"
    yield "dose", rf"{N}\s*{any_of('dose')}\W+(?:[a-z']+\W+){{0,3}}?{any_of('dose_meant')}\s+{N}"
    yield "dose:usual", rf"{N}\s+{medicine}|{medicine}\s+{N}\s*/\s*{N}"


def _of_time(words: Words) -> Told:
    any_of, months = words.any_of, words.any_of("months")
    yield "age", rf"{N}\s*{any_of('age')}|{any_of('age')}{BETWEEN}{N}"
    yield "time", rf"{N}\s*:\s*{N}\s*{any_of('time_units')}"
    yield "time", rf"{N}\s*{_hours(words)}"
    yield "time", rf"{any_of('at_time')}\s*(?:la\s+|las\s+)?{N}\s*:\s*{N}"
    yield "time:hour", rf"{any_of('clock')}\s+{N}(?!\s*[/:])"
    yield "date", rf"{N}(?:st|nd|rd|th)(?![a-z])"
    yield "date:month", rf"{months}\.?\s*{N}|{N}\s*(?:de\s+|of\s+)?{months}"
    yield "date", rf"(?:in|since|from|de|del|en|desde)\s+'{N}"
    yield "date:day", rf"{any_of('until_day')}\s+{N}(?!\s*[/])"


def _of_other_measurements(words: Words) -> Told:
    any_of = words.any_of
    temperature, oxygen, pulse = map(any_of, ("temperature", "oxygen", "pulse"))
    yield "temperature", rf"{temperature}{NEAR}{N}|{N}\s*(?:(?:de|of)\s+)?(?:{temperature}|°)"
    yield "degrees", rf"{N}\s*(?:{any_of('degrees')}|°)"
    yield "oxygen", rf"{oxygen}{NEAR}{N}"
    yield "oxygen", rf"{N}\s*(?:de\s+)?{oxygen}(?!{NEAR}{NUMBER}|\s+{any_of('oxygen_worn')})"
    yield "percent", rf"{N}\s*%"
    yield "a1c", rf"{any_of('a1c')}{NEAR}{N}"
    yield "height", rf"{N}\s*(?:ft|foot|feet|pies|')\s*(?:con\s+|y\s+)?{N}"
    yield "tall", rf"{any_of('height')}\s+{N}(?:\s*(?:metros?|mts?|m|con|y)\s*{N})?"
    yield "other unit", rf"{N}\s*{any_of('stone')}"
    yield "pulse", rf"{pulse}{NEAR}{N}"
    judged = any_of("pulse_judged")
    yield "pulse", rf"{N}\s*(?:de\s+)?{pulse}(?!{NEAR}{NUMBER}|\s+{judged})"
    yield "pulse", rf"{N}\s*{any_of('pulse_unit')}"


def _of_places(words: Words) -> Told:
    any_of = words.any_of
    yield "count", rf"{N}\s*(?:de\s+)?{any_of('steps')}|{any_of('bottles')}\s+(?:of|de)\s+{N}"
    named = any_of("weight", "reading", "glucose", "pressure")
    says = r"(?:[:=)-]|(?:says?|said|was|is|read|dice|dijo|dio|marco|fue)\s)"
    yield "index", rf"{named}\s*#?\s*{N}\s*{says}\s*{NUMBER}"
    yield "count", rf"(?<![a-z\ue000-\ue0ff])(?<![\ue000-\ue0ff] )x\s*{N}"
    yield "price", rf"{any_of('money')}\s*{N}"
    yield (
        "price",
        rf"{any_of('paid')}(?:\s+(?:me|us|was|is|like|about|como|a))*\s+{N}(?!\s*/|\s+{NUMBER})",
    )
    yield "gauge", rf"{N}\s*{any_of('gauge')}|{any_of('gauge')}\s*{N}"
    yield "model", rf"{any_of('models')}\s+{N}(?!\s*[/])"
    yield "address", rf"{any_of('number_of')}\s*#?\s*{N}"
    yield "address", rf"{N}\s+(?:[a-z]+\s+){{0,2}}?{any_of('streets', 'flats')}"
    yield "address", rf"{any_of('streets_before')}\s+(?:[a-z]+\s+){{1,2}}{N}"


def _of_wishes(words: Words) -> Told:
    """What she should have, and how a weight has moved."""
    any_of = words.any_of
    small = r"(?:de|of|is|es|be|to|que|it|a|than|the|la|el|at|en|about|como|los|las|was|era)"
    like = r"(?:like|about|como|unas|unos|another|otras|almost)"
    second = rf"(?:\s*(?:/|over|sobre|and|y|-|to)\s*{N})?"
    but_not = rf"(?!\W*(?:was|is|of|era|es|de|:)?\s*{NUMBER})"
    moved = any_of("weight_change")
    yield "change", rf"{N}\s*{any_of('lb', 'kg')}\s+{any_of('less_more')}"
    yield "difference", rf"{N}\s*{any_of('points')}"
    yield "target", rf"{any_of('target')}(?:\s+{small})*\s*{N}{second}"
    yield (
        "target",
        rf"{N}(?:\s*/\s*{N})?\W*(?:[a-z']+\W+){{0,3}}?{any_of('target_behind')}{but_not}",
    )
    yield "change:from", rf"{moved}\W+(?:from|de)\s*{N}"
    yield "change", rf"{moved}(?:\s+{like})*\s*{N}"


def _hours(words: Words) -> str:
    """Units of time; "138/82 hr 72" is a heart rate, "took it 2 hr ago" are hours."""
    both = {*words.phrases("time_units")} & {*words.phrases("pulse")}
    rate = rf"{alternation(sorted(both))}(?!\s*[:=]?\s*{NUMBER})"
    return rf"(?:{alternation(sorted({*words.phrases('time_units')} - both))}|{rate})"
