"""Numbers that were written or said in pieces: decimals, fractions, tenths, a hundred apart."""

import re
from collections.abc import Sequence

from nlu.number import Number
from nlu.spoken import Speaker
from nlu.words import Words, alternation

FRACTIONS = {"half": 0.5, "quarter": 0.25, "three_quarters": 0.75}
SAID_TWICE = re.compile(r"[\s(),.:=–-]{1,5}")  # "142 (one forty two)"
TENS_AND_UNITS = range(10, 100)
NEAR = 24  # characters in which a zero and its point stand before a number
LEAST_TWICE = 20  # "one 1" are rather two things


class Mending:
    """Puts the pieces of a number together; built once for the words of a model."""

    def __init__(self, words: Words, speakers: Sequence[Speaker]) -> None:
        zeros = [word for speaker in speakers for word in speaker.zero]
        self.hundred = {word for speaker in speakers for word in speaker.hundred}
        self.ones = {word for speaker in speakers for word, n in speaker.units.items() if n < 4}
        self.unfinished = {word for speaker in speakers for word in speaker.unfinished}
        self.hesitation = re.compile(rf"[\s,.]+(?:{words.any_of('hesitation')}[\s,.]+)+")
        self.point = re.compile(rf"\s+{words.any_of('point')}\s+")
        self.below_one = re.compile(rf"{alternation(zeros)}\s+{words.any_of('point')}\s+$")
        self.nothing = re.compile(rf"\s+{words.any_of('point')}\s+{alternation(zeros)}")
        thing = words.any_of("time_units", "dose", "steps")
        self.fractions = [
            (re.compile(rf"(?:\s|[&-])*{words.any_of(name)}(?!\s*{thing})"), value)
            for name, value in FRACTIONS.items()
        ]
        self.and_so_much = re.compile(r"[\s&-]*(?:(?:and|y|con|with)\s+)?")
        units = [word for speaker in speakers for word in speaker.units]
        self.and_a_unit = re.compile(rf"[\s-](?:and|y)[\s-]+(?:{'|'.join(units)})$")
        self.units = {word: n for speaker in speakers for word, n in speaker.units.items()}
        self.counts_nothing = re.compile(rf"\W*(?:$|\d|{words.any_of('over_anywhere')})")
        self.last = {word: n for speaker in speakers for word, n in speaker.last_units.items()}
        self.last_word = re.compile(rf"\s+({'|'.join(self.last)})\W*$" if self.last else r"(?!)")
        self.tenths = re.compile(rf"\s*{words.any_of('tenths')}")

    def mend(self, numbers: Sequence[Number], folded: str) -> list[Number]:
        """The same numbers in their order, those in pieces as one each."""
        mended = self._with_points(numbers, folded)
        mended = self._with_fractions(mended, folded)
        mended = self._with_tenths(mended, folded)
        mended = self._with_units(self._with_hundreds(mended, folded), folded)
        return _said_once(mended, folded)

    def _with_points(self, numbers: Sequence[Number], folded: str) -> list[Number]:
        """A spoken or a torn decimal is one number: "184 point two five", "184 .5"."""
        joined: list[Number] = []
        for number in numbers:
            before = joined[-1] if joined else None
            between = folded[before.end : number.start] if before else ""
            if before and before.whole and number.raw[0] == "." and between.isspace():
                joined[-1] = _decimal(before, number.raw[1:], number.end, folded)
            elif before and self._points(before, between, number):
                joined[-1] = _decimal(before, f"{number.value:g}", number.end, folded)
            elif number.raw[0] != ".":
                joined.append(self._below_one(number, folded))
        return joined

    def _below_one(self, number: Number, folded: str) -> Number:
        """ "zero point seven" is no seven."""
        zero = self.below_one.search(folded, max(0, number.start - NEAR), number.start)
        if not (zero and number.whole):
            return number
        nothing = Number(0, zero.start(), zero.end(), zero.group())
        return _decimal(nothing, f"{number.value:g}", number.end, folded)

    def _points(self, before: Number, between: str, number: Number) -> bool:
        """ "128 coma 79" are two numbers, "184 coma 5" is one."""
        two = before.in_digits and _like_bottom(number.value)
        return before.whole and number.whole and not two and bool(self.point.fullmatch(between))

    def _with_fractions(self, numbers: Sequence[Number], folded: str) -> list[Number]:
        """ "184 y media", "184 1/2", "ten point oh"; "1/2" is then no number of its own."""
        found: list[Number] = []
        for number in numbers:
            if found and number.start < found[-1].end:
                continue
            end, value = number.end, number.value
            if nothing := self.nothing.match(folded, end):
                end = nothing.end()
            for pattern, part in self.fractions:
                if number.whole and (fraction := pattern.match(folded, end)):
                    end, value = fraction.end(), value + part
                    break
            found.append(Number(value, number.start, end, folded[number.start : end]))
        return found

    def _with_tenths(self, numbers: Sequence[Number], folded: str) -> list[Number]:
        """ "143 and two tenths", "143 2/10"."""
        found: list[Number] = []
        for i, number in enumerate(numbers):
            before = found[-1] if found else None
            if before and number.start < before.end:
                continue
            end = self._end_of_tenths(number, numbers[i + 1 : i + 2], folded)
            joint = self.and_so_much.fullmatch(folded, before.end, number.start) if before else None
            if before and before.whole and joint and end and 1 <= number.value <= 9:
                value = before.value + number.value / 10
                found[-1] = Number(value, before.start, end, folded[before.start : end])
            else:
                found.append(self._and_tenths(number, folded) or number)
        return found

    def _and_tenths(self, number: Number, folded: str) -> Number | None:
        """ "one sixty and three tenths", heard as one run, is no 163."""
        named = self.tenths.match(folded, number.end)
        if not (named and number.whole and self.and_a_unit.search(number.raw)):
            return None
        whole, tenth = number.value // 10 * 10, number.value % 10
        raw = folded[number.start : named.end()]
        return Number(whole + tenth / 10, number.start, named.end(), raw)

    def _end_of_tenths(self, number: Number, behind: Sequence[Number], folded: str) -> int:
        """Where the tenths end that this number begins; 0 when it begins none."""
        if not number.whole:
            return 0
        if named := self.tenths.match(folded, number.end):
            return named.end()
        tenth = behind and behind[0].raw == "10" and folded[number.end : behind[0].start] == "/"
        return behind[0].end if tenth else 0

    def _with_hundreds(self, numbers: Sequence[Number], folded: str) -> list[Number]:
        """ "2 hundred 38" and "one 88.2": a digit, the hundred, and what is over it."""
        found: list[Number] = []
        for number in numbers:
            before = found[-1] if found else None
            value = self._hundreds(before, number, folded) if before else None
            if before and value:
                raw = folded[before.start : number.end]
                found[-1] = Number(value, before.start, number.end, raw)
            else:
                found.append(number)
        return found

    def _with_units(self, numbers: Sequence[Number], folded: str) -> list[Number]:
        """ "136 over 80 three", "140 eight over 79", "over sixty for": a ten and its unit apart."""
        found: list[Number] = []
        for number in numbers:
            before = found[-1] if found else None
            if before and self._is_unit_of(before, number, folded):
                found[-1] = _more(before, number.value, number.end, folded)
            else:
                found.append(number)
        heard = self.last_word.match(folded, found[-1].end) if found else None
        if heard and len(found) > 1 and _full_ten(found[-1]):
            found[-1] = _more(found[-1], self.last[heard[1]], heard.end(1), folded)
        elif heard and found[-1].raw.endswith(" oh"):  # "one oh for"
            digits, end = found[-1].value * 10 + self.last[heard[1]], heard.end(1)
            found[-1] = Number(digits, found[-1].start, end, folded[found[-1].start : end])
        return found

    def _is_unit_of(self, ten: Number, number: Number, folded: str) -> bool:
        """Said as a word and counting nothing: "210 dos horas" are two numbers."""
        apart = ten.in_digits and _full_ten(ten) and number.raw in self.units
        touching = folded[ten.end : number.start] == " "
        return apart and touching and bool(self.counts_nothing.match(folded, number.end))

    def _multiplies(self, digit: Number, number: Number) -> bool:
        hundred = number.raw.split()[0] in self.hundred and number.value < 200
        return hundred and bool(re.fullmatch(r"[1-9]", digit.raw))

    def _hundreds(self, before: Number, number: Number, folded: str) -> float | None:
        between = folded[before.end : number.start]
        if between in ("", " ") and self._multiplies(before, number):
            return before.value * 100 + number.value - 100
        one = before.raw in self.ones or before.raw in ("1", "2", "3")
        if between == " " and one and re.fullmatch(r"\d\d[.,]\d", number.raw):
            return before.value * 100 + number.value
        rest = 1 <= number.value < 100 and number.whole
        last = before.raw.split()[-1]
        digit_first = before.raw[0].isdigit() and last in self.hundred
        if rest and digit_first and between in (" ", " and ", " n ", " y "):
            return before.value + number.value
        thinking = self.hesitation.fullmatch(between)
        if rest and last in self.unfinished and (between in ("", " ") or thinking):
            return before.value + number.value  # "ciento 42"
        if thinking and before.raw in self.ones and number.value in TENS_AND_UNITS:
            return before.value * 100 + number.value  # "one uh fifty five"
        return None


def _full_ten(number: Number) -> bool:
    return number.whole and 20 <= number.value < 400 and number.value % 10 == 0


def _more(number: Number, units: float, end: int, folded: str) -> Number:
    return Number(number.value + units, number.start, end, folded[number.start : end])


def _like_bottom(value: float) -> bool:
    """As the second number of a pressure, and as no decimals of a weight are."""
    return 40 <= value <= 120 and value not in (50, 75)


def _said_once(numbers: Sequence[Number], folded: str) -> list[Number]:
    """ "Ninety six - 96": one number, said and written."""
    found: list[Number] = []
    for number in numbers:
        if found and _same(found[-1], number, folded):
            start = found[-1].start
            found[-1] = Number(number.value, start, number.end, folded[start : number.end])
        else:
            found.append(number)
    return found


def _same(one: Number, other: Number, folded: str) -> bool:
    alike = one.value == other.value >= LEAST_TWICE
    ways = one.raw[0].isdigit() != other.raw[0].isdigit()
    return alike and ways and bool(SAID_TWICE.fullmatch(folded, one.end, other.start))


def _decimal(whole: Number, digits: str, end: int, folded: str) -> Number:
    value = float(f"{int(whole.value)}.{digits}")
    return Number(value, whole.start, end, folded[whole.start : end])
