"""Blood pressures: two numbers that belong together, and the pulse beside them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from nlu.claims import Claim, like_pressure, pressure_claim, typical
from nlu.joints import STRONG, WEAK, Joints, glued, near
from nlu.labels import LabelledPairs
from nlu.numbers import Number
from nlu.pulses import BEHIND_AND, Others, Pulses
from nlu.shape import Shape
from nlu.words import Words

HUNDREDS = (1, 2, 100, 200)
FAR_APART = "far apart"  # what speaks against such a pair
FARTHEST = 48  # characters between the two numbers of one pressure
# Words that make at least one of two numbers far apart something else.
FOREIGN = (
    *("glucose", "weight", "lb", "kg", "mgdl", "pulse", "pulse_after", "oxygen", "temperature"),
    *("age", "medicine", "dose", "injected", "time_units", "months", "money"),
)
# With one of these between them two numbers are no pair, whatever else stands there.
PARTING = (
    *("either", "instead_of", "correction", "past", "last_night", "weekdays", "daytimes", "today"),
    *("others", "mine", "glucose", "weight", "lb", "kg", "mgdl", "pulse", "pulse_after", "oxygen"),
    *("temperature", "age", "medicine", "dose", "injected", "time_units", "clock", "months"),
    *("weight_change", "target", "or_so", "about", "question", "several", "splits", "money"),
)


class Pressures:
    """Finds pressures in a shape; built once for the words of a model."""

    def __init__(self, words: Words) -> None:
        self.either = re.compile(rf"\s+{words.any_of('either')}\s+")
        self.parting = re.compile(words.any_of(*PARTING))
        self.foreign = re.compile(words.any_of(*FOREIGN))
        self.joints = Joints(words)
        self.pulses = Pulses(words, self.joints)
        self.labelled = LabelledPairs(words, self.joints, self.pulses)

    def claims(self, shape: Shape, others: Others, loose: bool) -> Iterator[Claim]:
        """The surest first; with `loose` any two numbers may be a pair, named by nothing."""
        yield from self.labelled.claims(shape)
        good, poor = self._joined(shape, others, loose)
        yield from good
        if loose:
            yield from self._run_together(shape, others)
            yield from self._by_unknown_word(shape, others)
        yield from poor

    def _joined(self, shape: Shape, others: Others, loose: bool) -> tuple[list[Claim], list[Claim]]:
        """Pairs by what stands between their numbers: the plausible ones, and the others."""
        good: list[Claim] = []
        poor: list[Claim] = []
        joints = self.joints.of(shape)
        i = 0
        while i + 1 < len(joints):
            split = self._split(shape, joints, others, i)
            pair = _with_a_dot(shape, i) if joints[i] == STRONG else None
            claim = pressure_claim(shape, [i, i + 1], pair or _values(shape, i))
            free = others.keys().isdisjoint((i, i + 1))
            free = free and (joints[i] == STRONG or (loose and joints[i] == WEAK))
            i += 1
            if split and (loose or joints[i] == STRONG):
                good.append(split)
                i = max(split.indexes) + 1
            elif free and like_pressure(claim.values) and claim.values[0] > claim.values[1]:
                if taken := self._first_of_three(claim, shape, others, joints):
                    good.append(taken)
                    i = max(taken.indexes) + 1
            elif free and _poorly(claim, loose, joints[i - 1]):
                poor.append(self.pulses.behind(claim, shape, others))
        return good, poor

    def _first_of_three(
        self, claim: Claim, shape: Shape, others: Others, joints: list[str]
    ) -> Claim | None:
        """A pair, unless the next two are joined better: "98 138/82"; a doubt if both can be."""
        first, second = claim.indexes
        pair = (claim.values[0], claim.values[1])
        rivals = joints[first] == WEAK and joints[second] == STRONG and second + 1 not in others
        if rivals and typical(_values(shape, second)):
            torn = replace(pressure_claim(shape, [first, second, second + 1], pair), refused="torn")
            return torn if typical(pair) else None
        if (
            joints[first] == WEAK == joints[second]
            and not typical(pair)
            and (second + 1 not in others and typical(_values(shape, second)))
        ):
            three = [first, second, second + 1]  # "148 138 82"
            return replace(pressure_claim(shape, three, pair), refused="torn")
        whole = self.pulses.behind(claim, shape, others)
        if self._is_range(shape, joints, first):
            return replace(whole, refused="approximate")
        if joints[first] == WEAK and _perhaps_joined(shape, joints, others, first):
            return replace(whole, refused="torn")
        return whole

    def _is_range(self, shape: Shape, joints: list[str], first: int) -> bool:
        """ "140-150 over 80-90", "148/82 o 84"."""
        to_top = shape.between(first - 1) if first else ""
        if (
            first
            and joints[first - 1] == WEAK
            and re.fullmatch(r"\s*(?:-|–|to|a)\s*", to_top or "")
        ):
            return typical((shape.numbers[first - 1].value, shape.numbers[first + 1].value))
        behind = shape.between(first + 1) or ""
        return bool(self.either.fullmatch(behind)) and not self.joints.begins_pair(shape, first + 2)

    def _split(self, shape: Shape, joints: list[str], others: Others, i: int) -> Claim | None:
        """ "1 38 over 82", "ciento 38 con 82": the hundred and the rest as two numbers."""
        used = [i, i + 1, i + 2]
        if i + 2 >= len(joints) or not joints[i + 1] or not others.keys().isdisjoint(used):
            return None
        hundred, rest, bottom = (shape.numbers[n].value for n in used)
        top = _last_digit_apart(shape, i) if joints[i + 1] == STRONG else 0
        if typical((top, bottom)):
            return self.pulses.behind(pressure_claim(shape, used, (top, bottom)), shape, others)
        single = hundred < 10
        tens = rest == int(rest) and 10 <= rest < 100
        sure = glued(shape, i) and (single or joints[i + 1] == STRONG)
        top = hundred * (100 if single else 1) + rest
        if hundred not in HUNDREDS or not (tens and sure and like_pressure((top, bottom))):
            return None
        alone = like_pressure((rest, bottom)) and rest > bottom
        if top <= bottom or (alone and not (single and shape.between(i) == " ")):
            return None
        claim = self.pulses.behind(pressure_claim(shape, used, (top, bottom)), shape, others)
        return replace(claim, refused="torn") if alone else claim

    def _by_unknown_word(self, shape: Shape, others: Others) -> Iterator[Claim]:
        """ "128 den 79": the only two numbers, a usual pressure, and a word or two between."""
        free = [i for i in range(len(shape.numbers)) if i not in others]
        if len(free) != 2 or free[1] != free[0] + 1 or not typical(_values(shape, free[0])):
            return
        between = shape.between(free[0]) or ""
        words = re.fullmatch(r"[\s,]*[a-z']{1,9}(?:\s+[a-z']{1,9})?[\s,]*", between)
        if words and not self.parting.search(between):
            yield pressure_claim(shape, free, _values(shape, free[0]))

    def far_apart(self, shape: Shape, free: list[int]) -> Iterator[Claim]:
        """ "154, that's the big one, and 84 the small": for the judge, never charted unasked."""
        if len(free) != 2 or free[1] != free[0] + 1 or not typical(_values(shape, free[0])):
            return
        between = shape.between(free[0]) or ""
        if len(between) <= FARTHEST and not self.foreign.search(between):
            claim = pressure_claim(shape, free, _values(shape, free[0]))
            yield replace(claim, refused=FAR_APART)

    def _run_together(self, shape: Shape, others: Others) -> Iterator[Claim]:
        """ "13882" and "138.82": two numbers in one, when only one reading is plausible."""
        alone = len(shape.numbers) == 1 and not re.search(r"[a-z]", shape.folded)
        for i, number in enumerate(shape.numbers):
            pairs = [pair for pair in _splits(number) if like_pressure(pair)]
            if i not in others and len(pairs) == 1:
                yield self.pulses.behind(pressure_claim(shape, [i], pairs[0]), shape, others)
            threes = list(_in_three(number)) if alone else []
            if len(threes) == 1:
                top, bottom, pulse = threes[0]
                yield replace(pressure_claim(shape, [i], (top, bottom)), pulse=pulse)


def _values(shape: Shape, i: int) -> tuple[float, float]:
    return shape.numbers[i].value, shape.numbers[i + 1].value


def _with_a_dot(shape: Shape, i: int) -> tuple[float, float] | None:
    """ "1.33/84": a slip in the top number, when only one pressure can be meant."""
    number, bottom = shape.numbers[i], shape.numbers[i + 1].value
    pair = (round(number.value * 100), bottom)
    return pair if re.fullmatch(r"[12][.,·]\d\d", number.raw) and typical(pair) else None


def _last_digit_apart(shape: Shape, i: int) -> float:
    """The top of "13 8 over 82" and "ciento treinta 3 con 84"; 0 when it is whole."""
    first, last = shape.numbers[i], shape.numbers[i + 1]
    if shape.between(i) != " " or not re.fullmatch(r"\d", last.raw):
        return 0
    if re.fullmatch(r"1\d|2\d", first.raw):
        return first.value * 10 + last.value
    return first.value + last.value if 100 <= first.value <= 250 and first.value % 10 == 0 else 0


def _poorly(claim: Claim, loose: bool, joint: str) -> bool:
    """No pressure as it stands, but meant as one: reversed, in centimetres, or a slip."""
    fits = like_pressure(claim.values) or (loose and _like_cmhg(claim.values))
    return fits or (loose and joint == STRONG)


def _perhaps_joined(shape: Shape, joints: list[str], others: Others, i: int) -> bool:
    """ "138 vs 82 72": the number before could be the top of it, by a word nobody knows."""
    if i == 0 or i - 1 in others or joints[i - 1]:
        return False
    return near(shape, i - 1) and typical(_values(shape, i - 1))


def _like_cmhg(pair: tuple[float, ...]) -> bool:
    return 5 <= pair[0] <= 30 and 3 <= pair[1] <= 20


def _splits(number: Number) -> Iterator[tuple[float, float]]:
    if found := re.fullmatch(r"(\d{2,3})[.,·](\d{2,3})", number.raw):
        yield float(found.group(1)), float(found.group(2))
    if number.raw.isdigit() and 4 <= len(number.raw) <= 6:
        for cut in (2, 3):
            top, bottom = number.raw[:cut], number.raw[cut:]
            if 2 <= len(bottom) <= 3 and bottom[0] != "0" and float(top) > float(bottom):
                yield float(top), float(bottom)


def _in_three(number: Number) -> Iterator[tuple[float, float, int]]:
    """ "1469277" alone: top, bottom and pulse."""
    if not number.raw.isdigit() or len(number.raw) not in (7, 8):
        return
    for cut in (2, 3):
        top, bottom, pulse = number.raw[:3], number.raw[3 : 3 + cut], number.raw[3 + cut :]
        whole = len(pulse) in (2, 3) and "0" not in (bottom[0], pulse[0])
        if whole and typical((float(top), float(bottom))) and int(pulse) in BEHIND_AND:
            yield float(top), float(bottom), int(pulse)
