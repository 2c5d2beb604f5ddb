"""How patients write readings: pairs, labelled values, units, in both languages."""

import re
from dataclasses import dataclass
from typing import Iterator

from nlu.lookalikes import Lookalikes
from nlu.numbers import NUMBER, Number, Shape
from nlu.patterns import Patterns
from nlu.whose import Governors
from nlu.words import Words

# "142 mg" answers the glucose check-in when nothing but these words stands before it: with any
# other word it is a dose.
ALONE = re.compile(
    r"(?:\W|\b(?:its?|it's|was|is|at|got|i|my|today|hoy|es|fue|salio|en|me|amaneci|esta|dio)\b)*"
)
PAIR_ALONE = re.compile(rf"\s*{NUMBER}\s*/\s*{NUMBER}[\s.!]*")  # "12/8": a pressure, or a date
MEASURED = ("none", "glucose", "weight")  # where it is no date
PULSE_RANGE = range(30, 221)
SYSTOLIC_FLOOR = 50
# What a label beside a number says it is; a pressure written as one outranks the label.
BY_NEIGHBOUR = ("age", "oxygen", "pulse", "count", "address", "temperature", "percent")


@dataclass(frozen=True)
class Claim:
    """Numbers taken together as one thing: what, where, and why not if it is not to be charted."""

    kind: str
    values: tuple[float, ...]
    start: int
    end: int
    indexes: tuple[int, ...]
    unit: str = ""
    pulse: float | None = None
    refused: str | None = None


class Grammar:
    """Reads one message. Context-free: what names itself is found under any check-in."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lookalikes = Lookalikes(words)
        self.governors = Governors(words)
        self.patterns = Patterns(words)

    def read(self, text: str, context: str) -> tuple[Shape, list[Claim], dict[int, str]]:
        """Every claim in the message, and what its other numbers are.

        In the pressure check-in any two numbers may be a pair; elsewhere only a pair that names
        itself by a slash, a word like "over", or a label.
        """
        shape = Shape(text, self.words)
        others = self._unless_paired(shape, self.lookalikes.find(shape))
        about_pressure = (
            context == "bp"
            or bool(self.patterns.speaks_of_pressure.search(shape.text))
            or (context in MEASURED and bool(PAIR_ALONE.fullmatch(shape.text)))
        )
        taken: set[int] = set()
        claims: list[Claim] = []
        for claim in self._candidates(shape, others, about_pressure, context):
            if taken.isdisjoint(claim.indexes):
                taken.update(claim.indexes)
                claims.append(self._governed(claim, shape))
        others = {i: kind for i, kind in others.items() if i not in taken}
        return shape, sorted(claims, key=lambda c: c.start), others

    def _unless_paired(self, shape: Shape, others: dict[int, str]) -> dict[int, str]:
        """ "138/82 sat 94": a pair that names itself is no oxygen, age or count by a neighbour."""
        paired = {
            shape.index(sign)
            for found in self.patterns.strong.finditer(shape.text)
            if _like_pressure(
                tuple(shape.numbers[shape.index(s)].value for s in found.groups()[:2])
            )
            for sign in found.groups()[:2]
        }
        return {i: kind for i, kind in others.items() if not (i in paired and kind in BY_NEIGHBOUR)}

    def _governed(self, claim: Claim, shape: Shape) -> Claim:
        first = shape.text.index(chr(0xE000 + min(claim.indexes)))
        last = shape.text.index(chr(0xE000 + max(claim.indexes))) + 1
        return Claim(**{**claim.__dict__, "refused": self.governors.judge(shape.text, first, last)})

    def _candidates(
        self, shape: Shape, others: dict[int, str], about_pressure: bool, context: str
    ) -> Iterator[Claim]:
        yield from self._pairs(shape, others, about_pressure)
        yield from self._sugars(shape, others, context)
        yield from self._weights(shape, others)

    def _pairs(self, shape: Shape, others: dict[int, str], loose: bool) -> Iterator[Claim]:
        for pattern, order in self.patterns.labels:
            for found in pattern.finditer(shape.text):
                yield self._pair(shape, found, others, order)
        for pattern in (self.patterns.strong, self.patterns.weak)[: 2 if loose else 1]:
            at = 0
            while found := pattern.search(shape.text, at):
                claim = self._pair(shape, found, others, 1)
                loosely = pattern is self.patterns.weak
                fits = _like_pressure(claim.values) or (loose and _like_cmhg(claim.values))
                if (fits or (loose and not loosely)) and others.keys().isdisjoint(
                    claim.indexes[:2]
                ):
                    yield claim
                # an unused third number may begin the next pair: "138/82 y 142/90"
                at = found.end(2) if fits else found.start() + 1
        if loose:
            yield from self._run_together(shape, others)

    def _pair(
        self, shape: Shape, found: re.Match[str], others: dict[int, str], order: int
    ) -> Claim:
        [first, second, *third] = [shape.index(sign) for sign in found.groups() if sign]
        top, bottom = [shape.numbers[i].value for i in (first, second)][::order]
        used = [first, second]
        if joined := _split_by_a_recogniser(shape, first, top, bottom):
            top, used = joined, [first - 1, *used]
        pulse = None
        for i in third:
            fits = int(shape.numbers[i].value) in PULSE_RANGE
            own_pair = re.match(r"\s*/\s*\d", shape.folded[shape.numbers[i].end :])
            if fits and not own_pair and others.get(i) in (None, "pulse"):
                pulse, used = shape.numbers[i].value, [*used, i]
        start = min(shape.numbers[i].start for i in used)
        end = max(shape.numbers[i].end for i in used)
        return Claim("blood_pressure", (top, bottom), start, end, tuple(used), pulse=pulse)

    def _run_together(self, shape: Shape, others: dict[int, str]) -> Iterator[Claim]:
        """ "13882" and "138.82": two numbers in one, when only one reading is plausible."""
        for i, number in enumerate(shape.numbers):
            pairs = [p for p in _splits(number) if _like_pressure(p)]
            if i not in others and len(pairs) == 1:
                yield Claim("blood_pressure", pairs[0], number.start, number.end, (i,))

    def _sugars(self, shape: Shape, others: dict[int, str], context: str) -> Iterator[Claim]:
        for pattern in self.patterns.sugar:
            for found in pattern.finditer(shape.text):
                sign = next(s for s in found.groups() if s and re.fullmatch(NUMBER, s))
                i = shape.index(sign)
                unit = "mmol/L" if found.groupdict().get("mmol") else "mg/dL"
                if others.get(i) in (None, "dose"):
                    number = shape.numbers[i]
                    yield Claim("glucose", (number.value,), number.start, number.end, (i,), unit)
        for i, number in enumerate(shape.numbers):
            before, after = shape.folded[: number.start], shape.folded[number.end :]
            alone = ALONE.fullmatch(before) and re.match(r"\s*mgs?\b\W*$", after)
            if context == "glucose" and others.get(i) == "dose" and alone:
                yield Claim("glucose", (number.value,), number.start, number.end, (i,), "mg/dL")

    def _weights(self, shape: Shape, others: dict[int, str]) -> Iterator[Claim]:
        for pattern in self.patterns.pounds:
            for found in pattern.finditer(shape.text):
                i = shape.index(found.group(1))
                parts = found.groupdict()
                value = shape.numbers[i].value
                if parts.get("half") or parts.get("later_half"):
                    value += 0.5
                start, end = shape.span(found.start(1), found.end())
                unit = "kg" if parts.get("kg") else "lb"
                if i not in others:
                    yield Claim("weight", (value,), start, end, (i,), unit)


def _split_by_a_recogniser(shape: Shape, first: int, top: float, bottom: float) -> float | None:
    """ "1 38 over 82": the hundred and the rest as two numbers, when alone they are no pressure."""
    if top >= bottom or first == 0 or not 10 <= top < 100:
        return None
    hundred, rest = shape.numbers[first - 1], shape.numbers[first]
    touching = shape.folded[hundred.end : rest.start] in (" ", "-")
    is_hundred = hundred.raw == "1" or (hundred.raw == "2" and top < SYSTOLIC_FLOOR)
    return hundred.value * 100 + top if touching and is_hundred else None


def _like_pressure(pair: tuple[float, ...]) -> bool:
    return all(v == int(v) for v in pair) and 50 <= pair[0] <= 300 and 20 <= pair[1] <= 200


def _like_cmhg(pair: tuple[float, ...]) -> bool:
    return 5 <= pair[0] <= 30 and 3 <= pair[1] <= 20


def _splits(number: Number) -> Iterator[tuple[float, float]]:
    if found := re.fullmatch(r"(\d{2,3})[.,](\d{2,3})", number.raw):
        yield float(found.group(1)), float(found.group(2))
    if number.raw.isdigit() and 4 <= len(number.raw) <= 6:
        for cut in (2, 3):
            top, bottom = number.raw[:cut], number.raw[cut:]
            if 2 <= len(bottom) <= 3 and bottom[0] != "0" and float(top) > float(bottom):
                yield float(top), float(bottom)
