"""How patients write readings: pairs, labelled values, units, in both languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from nlu.claims import Claim, like_pressure, typical
from nlu.lookalikes import Lookalikes
from nlu.mending import FRACTIONS
from nlu.numbers import NUMBER, Number, Reader
from nlu.patterns import Patterns
from nlu.pressures import Pressures
from nlu.shape import Shape
from nlu.whose import Governors
from nlu.words import Words

# "142 mg" answers the glucose check-in when nothing but these words stands before it: with any
# other word it is a dose.
ALONE = re.compile(
    r"(?:\W|\b(?:its?|it's|was|is|at|got|i|my|today|hoy|es|fue|salio|en|me|amaneci|esta|dio)\b)*"
)
PAIR_ALONE = re.compile(rf"\s*{NUMBER}\s*/\s*{NUMBER}[\s.!]*")  # "12/8": a pressure, or a date
LEAST_SUGAR = 10  # mg/dL
MEASURED = ("none", "glucose", "weight")  # where it is no date
# What a label beside a number says it is; a pressure written as one outranks the label.
BY_NEIGHBOUR = (
    *("age", "oxygen", "pulse", "count", "address", "temperature", "percent", "time", "degrees"),
    *("weather", "difference", "price"),
)


class Grammar:
    """Reads one message. Context-free: what names itself is found under any check-in."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lookalikes = Lookalikes(words)
        self.governors = Governors(words)
        self.patterns = Patterns(words)
        self.pressures = Pressures(words)
        self.reader = Reader(words)
        self.plainly = re.compile(words.any_of("joins", "stated"))  # beside a value, no news

    def read(self, text: str, context: str) -> tuple[Shape, list[Claim], dict[int, str]]:
        """Every claim in the message, and what its other numbers are.

        In the pressure check-in any two numbers may be a pair; elsewhere only a pair that names
        itself by a slash, a word like "over", or a label.
        """
        shape = Shape(text, self.reader)
        if not shape.numbers:
            return shape, [], {}
        others = self._unless_paired(shape, self.lookalikes.find(shape))
        taken: set[int] = set()
        claims: list[Claim] = []
        for claim in self._candidates(shape, others, context):
            if taken.isdisjoint(claim.indexes):
                taken.update(claim.indexes)
                claims.append(self._governed(claim, shape, context))
        claims = self.pressures.pulses.elsewhere(claims, shape, others)
        taken = {i for claim in claims for i in claim.indexes}
        others = {i: kind for i, kind in others.items() if i not in taken}
        return shape, sorted(claims, key=lambda c: c.start), others

    def _about_pressure(self, shape: Shape, others: Mapping[int, str], context: str) -> bool:
        """Whether any two numbers may be a pair, not only one that names itself."""
        if context == "bp" or self.patterns.speaks_of_pressure.search(shape.text):
            return True
        if context in MEASURED and PAIR_ALONE.fullmatch(shape.text):
            return True
        if context not in ("glucose", "weight") and self._written_pair(shape):
            return True  # "she has 170/95 and I one thirty two eighty one"
        free = [n.value for i, n in enumerate(shape.numbers) if i not in others]
        if context == "symptom" and free[:1] in ([1], [2]):
            free = free[1:]  # "uno me siento bien ciento treinta y tres ochenta"
        return (
            context not in ("glucose", "weight") and len(free) == 2 and typical((free[0], free[1]))
        )

    def _written_pair(self, shape: Shape) -> bool:
        for found in self.patterns.slash.finditer(shape.text):
            top, bottom = (shape.numbers[shape.index(sign)].value for sign in found.groups())
            if typical((top, bottom)):
                return True
        return False

    def _unless_paired(self, shape: Shape, others: dict[int, str]) -> dict[int, str]:
        """ "138/82 sat 94": a pair that names itself is no oxygen, age or count by a neighbour.

        A usual pressure is no dose either: "138/82 pills all gone".
        """
        kept = dict(others)
        for found in self.patterns.slash.finditer(shape.text):
            first, second = (shape.index(sign) for sign in found.groups())
            pair = shape.numbers[first].value, shape.numbers[second].value
            kinds = BY_NEIGHBOUR if like_pressure(pair) else ()
            kinds = (*kinds, "dose") if typical(pair) else kinds
            kept = {i: k for i, k in kept.items() if i not in (first, second) or k not in kinds}
        return kept

    def _governed(self, claim: Claim, shape: Shape, context: str) -> Claim:
        if claim.refused:
            return claim
        return replace(claim, refused=self.refused(shape, claim.start, claim.end, context))

    def refused(self, shape: Shape, start: int, end: int, context: str) -> str | None:
        """Why what stands there may not be charted; None when nothing speaks against it."""
        return self.governors.judge(shape.text, *_within(shape, start, end), context)

    def is_of_today(self, shape: Shape, said: Claim | Number) -> bool:
        """Whether her words say so."""
        return self.governors.is_of_today(shape.text, *_within(shape, said.start, said.end))

    def _candidates(self, shape: Shape, others: Mapping[int, str], context: str) -> Iterator[Claim]:
        loose = self._about_pressure(shape, others, context)
        yield from self.pressures.claims(shape, others, loose)
        yield from self._sugars(shape, others, context)
        yield from self._weights(shape, others, context)

    def _sugars(self, shape: Shape, others: Mapping[int, str], context: str) -> Iterator[Claim]:
        for pattern in self.patterns.sugar:
            for found in pattern.finditer(shape.text):
                i = shape.index(found["value"])
                unit = "mmol/L" if found.groupdict().get("mmol") else "mg/dL"
                if unit == "mg/dL" and shape.numbers[i].value < LEAST_SUGAR:
                    continue  # "coffee with 2 sugars"
                if context == "weight" and self._only_fasting(found, shape.numbers[i]):
                    continue
                if self._of_two(shape, others, context) and self.patterns.by_meter.search(
                    found.group()
                ):
                    continue  # "Libre 128, finger 121": bare values, of which she may choose one
                if others.get(i) in (None, "dose") and self._belongs(found, shape):
                    yield _sugar(shape.numbers[i], i, unit)
        for i, number in enumerate(shape.numbers):
            before, after = shape.folded[: number.start], shape.folded[number.end :]
            alone = ALONE.fullmatch(before) and self.patterns.only_mg.match(after)
            if context == "glucose" and others.get(i) == "dose" and alone:
                yield _sugar(number, i, "mg/dL")

    def _of_two(self, shape: Shape, others: Mapping[int, str], context: str) -> bool:
        """Whether two numbers answer the question for a sugar."""
        free = [n for i, n in enumerate(shape.numbers) if i not in others]
        return context == "glucose" and sum(n.value >= LEAST_SUGAR for n in free) == 2

    def _only_fasting(self, found: re.Match[str], number: Number) -> bool:
        """ "233.8 en ayunas": weighed before breakfast."""
        parts = found.groupdict()
        label = self.patterns.fasting.search(found.group())
        return not parts.get("mmol") and (bool(label) or not number.whole)

    def _belongs(self, found: re.Match[str], shape: Shape) -> bool:
        """ "125 fasting, weight 210" and "151. sugar. im 81": a label of another number."""
        gap = found.groupdict().get("gap")
        if gap is None:
            return True
        of_the_last = re.search(rf"{NUMBER}\W{{0,2}}$", shape.text[: found.start()])
        ends = re.match(r"\s*[.,;!\n]", gap)
        return not (of_the_last and ends) and not self.patterns.another.search(gap)

    def _weights(self, shape: Shape, others: Mapping[int, str], context: str) -> Iterator[Claim]:
        for pattern in self.patterns.pounds:
            for found in pattern.finditer(shape.text):
                i = shape.index(found.group(1))
                parts = found.groupdict()
                value = _with_rest(shape, i, parts)
                start, end = shape.span(found.start(1), found.end())
                unit = "lb" if parts.get("kg") is None else "kg"
                # "nine eight pound" at the end of a call: the key that ends what is said
                key = context in ("glucose", "bp") and self.patterns.hash.search(found.group())
                if i not in others and not (key and found.end() == len(shape.text)):
                    yield Claim("weight", (value,), start, end, (i,), unit)


def _with_rest(shape: Shape, i: int, parts: Mapping[str, str | None]) -> float:
    """The weight with what is told behind its unit: "83 kilos y medio", "68 kilos 400"."""
    value = shape.numbers[i].value
    if not shape.numbers[i].whole:
        return value
    grams, ounces = (shape.index(parts.get(part) or "\0") for part in ("grams", "ounces"))
    if grams >= 0 and 50 <= shape.numbers[grams].value < 1000:
        return round(value + shape.numbers[grams].value / 1000, 2)
    if ounces >= 0 and shape.numbers[ounces].value < 16:
        return round(value + shape.numbers[ounces].value / 16, 2)
    return value + sum(part for name, part in FRACTIONS.items() if parts.get(name))


def _within(shape: Shape, start: int, end: int) -> tuple[int, int]:
    """The places in the shape of the numbers from `start` to `end` in the message."""
    within = [i for i, n in enumerate(shape.numbers) if start <= n.start and n.end <= end]
    return shape.place(within[0]), shape.place(within[-1]) + 1


def _sugar(number: Number, i: int, unit: str) -> Claim:
    return Claim("glucose", (number.value,), number.start, number.end, (i,), unit)
