"""Numbers as patients write and say them: digits and words, with their places in the message."""

import re
from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Sequence

from nlu.words import Words, fold

FIRST_SIGN = 0xE000  # Private Use Area: one sign stands for one number in a shape
MOST_NUMBERS = 200  # far beyond any reply; the rest of a 1,600-character paste stays text
NUMBER = "[\ue000-\ue0ff]"
DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
LABELS = ("pressure", "glucose", "weight", "top", "bottom", "pulse", "over_anywhere")

Word = tuple[str, int, int]


@dataclass(frozen=True)
class Number:
    """A number in the message: its value, and where its words stand."""

    value: float
    start: int
    end: int
    raw: str

    @property
    def whole(self) -> bool:
        return self.value == int(self.value)


class Shape:
    """The message with one sign per number, so that patterns speak of numbers, not of digits.

    "la traigo en 138 sobre 82" has the shape "la traigo en N sobre N".
    """

    def __init__(self, text: str, words: Words) -> None:
        self.folded = fold(text)
        found = [*_digits(self.folded, words), *_spoken(self.folded, words)]
        ordered = sorted(found, key=lambda n: n.start)
        self.numbers = _with_points(ordered, self.folded, words)[:MOST_NUMBERS]
        self.text, self.starts = _shaped(self.folded, self.numbers)

    def index(self, sign: str) -> int:
        return ord(sign) - FIRST_SIGN

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the shape stands in the original message."""
        last = self.starts[end - 1]
        sign = self.text[end - 1]
        is_number = FIRST_SIGN <= ord(sign) < FIRST_SIGN + len(self.numbers)
        return self.starts[start], self.numbers[self.index(sign)].end if is_number else last + 1


def _with_points(numbers: Sequence[Number], folded: str, words: Words) -> list[Number]:
    """ "one eighty four point five": a spoken decimal is one number."""
    joined: list[Number] = []
    point = re.compile(rf"\s+{words.any_of('point')}\s+")
    for number in numbers:
        before = joined[-1] if joined else None
        if before and number.value < 10 and point.fullmatch(folded[before.end : number.start]):
            value = before.value + number.value / 10
            raw = folded[before.start : number.end]
            joined[-1] = Number(value, before.start, number.end, raw)
        else:
            joined.append(number)
    return joined


def _shaped(folded: str, numbers: Sequence[Number]) -> tuple[str, list[int]]:
    signs: list[str] = []
    starts: list[int] = []
    at = 0
    for i, number in enumerate(numbers):
        signs += folded[at : number.start]
        starts += range(at, number.start)
        signs.append(chr(FIRST_SIGN + i))
        starts.append(number.start)
        at = number.end
    return "".join([*signs, *folded[at:]]), [*starts, *range(at, len(folded))]


def _digits(folded: str, words: Words) -> Iterator[Number]:
    labels = re.compile(f"(?:{words.any_of(*LABELS)}|x)$")
    for found in DIGITS.finditer(folded):
        glued = re.search(r"[a-z]+$", folded[max(0, found.start() - 20) : found.start()])
        # "a1c", "o2", "e1" and "b12" are names; "bp138", "138x82" and "138sobre82" are readings
        if glued and not labels.search(glued.group()):
            continue
        raw = found.group()
        yield Number(float(raw.replace(",", ".")), found.start(), found.end(), raw)


def _spoken(folded: str, words: Words) -> Iterator[Number]:
    spoken = [(m.group(), m.start(), m.end()) for m in re.finditer(r"[a-z]+", folded)]
    taken: set[int] = set()
    for language in words.languages.values():
        speaker = Speaker(language.get("hears", {}).get("numbers", {}))
        i = 0
        while i < len(spoken):
            value, j = (None, i) if i in taken else speaker.number(spoken, i, folded)
            if value is not None and not _is_adverb(spoken, i, j, folded):
                taken.update(range(i, j))
                start, end = spoken[i][1], spoken[j - 1][2]
                yield Number(value, start, end, folded[start:end])
            i = max(j, i + 1)


def _is_adverb(spoken: Sequence[Word], i: int, j: int, folded: str) -> bool:
    """English "once" is Spanish eleven: a number only as the first of a pair ("once con ocho")."""
    word, _, end = spoken[i]
    return word == "once" and j == i + 1 and not re.match(r"\s+(?:con|sobre|y)\s", folded[end:])


class Speaker:
    """One language's number words up to 999, as people and speech recognisers say them."""

    def __init__(self, numbers: Mapping[str, Any]) -> None:
        self.units: dict[str, int] = numbers.get("units", {})
        self.small = {**numbers.get("teens", {}), **numbers.get("tens", {})}
        self.tens: dict[str, int] = numbers.get("tens", {})
        self.hundreds: dict[str, int] = numbers.get("hundreds", {})
        self.hundred = set(numbers.get("hundred", []))
        self.zero = set(numbers.get("zero", []))
        self.joining = set(numbers.get("and", []))

    def number(self, said: Sequence[Word], i: int, folded: str) -> tuple[float | None, int]:
        """The number that begins at word `i`, and the word after it; None when there is none."""
        run = self._run(said, i, folded)
        for read in (self._with_hundreds, self._short_hundreds, self._spelled, self._below_100):
            value, used = read(run)
            if used:
                return float(value), i + used
        return None, i

    def _run(self, said: Sequence[Word], i: int, folded: str) -> list[str]:
        known = {*self.units, *self.small, *self.hundreds, *self.hundred, *self.zero, *self.joining}
        run: list[str] = []
        last = said[i][1]
        for word, start, end in said[i : i + 6]:
            if word not in known or (run and folded[last:start].strip(" -")):
                break
            run.append(word)
            last = end
        return run

    def _below_100(self, run: Sequence[str]) -> tuple[int, int]:
        match run:
            case [ten, joiner, unit, *_] if (
                ten in self.tens and joiner in self.joining and unit in self.units
            ):
                return self.tens[ten] + self.units[unit], 3
            case [ten, unit, *_] if ten in self.tens and unit in self.units:
                return self.tens[ten] + self.units[unit], 2
            case [word, *_] if word in self.small:
                return self.small[word], 1
            case [word, *_] if word in self.units:
                return self.units[word], 1
        return 0, 0

    def _with_hundreds(self, run: Sequence[str]) -> tuple[int, int]:
        """ "ciento treinta y ocho", "one hundred and thirty eight", "a hundred"."""
        match run:
            case [word, *rest] if word in self.hundreds:
                value, used = self.hundreds[word], 1
            case [unit, word, *rest] if unit in self.units and word in self.hundred:
                value, used = self.units[unit] * 100, 2
            case [word, *rest] if word in self.hundred:
                value, used = 100, 1
            case _:
                return 0, 0
        joined = 1 if rest and rest[0] in self.joining else 0
        more, more_used = self._below_100(rest[joined:])
        return (value + more, used + joined + more_used) if more_used else (value, used)

    def _short_hundreds(self, run: Sequence[str]) -> tuple[int, int]:
        """ "one thirty eight", "one oh five", "dos doce"."""
        match run:
            case [unit, zero, last, *_] if (
                unit in self.units and zero in self.zero and last in self.units
            ):
                return self.units[unit] * 100 + self.units[last], 3
            case [unit, *rest] if unit in self.units and rest and rest[0] in self.small:
                more, used = self._below_100(rest)
                return self.units[unit] * 100 + more, used + 1
        return 0, 0

    def _spelled(self, run: Sequence[str]) -> tuple[int, int]:
        """ "one three eight": digits said one by one."""
        digits = []
        for word in run[:3]:
            if word not in self.units:
                break
            digits.append(str(self.units[word]))
        return (int("".join(digits)), len(digits)) if len(digits) > 1 else (0, 0)
