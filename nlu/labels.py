"""Pressures whose numbers are labelled top and bottom: labels beat the order."""

import re
from collections.abc import Iterator

from nlu.claims import Claim, pressure_claim, typical
from nlu.joints import Joints
from nlu.numbers import NUMBER
from nlu.pulses import FILL, Pulses
from nlu.shape import Shape
from nlu.words import Words

N = f"({NUMBER})"
GAP = r"(?:\s|[a-z']|[:=,(#>&-]|\.\s)"  # what may stand between a label and its number
AND = r"[\s,;&]*(?:(?:and|n|y|i|but|pero|then|luego)\s+){0,2}(?:(?:the|la|el|de|on)\s+){0,2}"
THEN = r"[\s,;.):-]*(?:(?:and|y|i|n|an|&|then)\s+)?(?:(?:the|la|el)\s+)?"

TOPS, BOTTOMS = ("top", "top_letter"), ("bottom", "bottom_letter")
CLOSE = r"[\s:=.#-]{0,3}"


class LabelledPairs:
    """Compiled once for the words of a model."""

    def __init__(self, words: Words, joints: Joints, pulses: Pulses) -> None:
        self.joints, self.pulses = joints, pulses
        top, bottom = words.any_of("top"), words.any_of("bottom")
        self.both = [
            (_after(top, bottom), 1),
            (_after(bottom, top), -1),
            (_around(top, bottom), 1),
            (_around(bottom, top), -1),
            (_before(top, bottom), 1),
            (_before(bottom, top), -1),
        ]
        self.letters = [
            (_letters_before(*(words.any_of(*names) for names in (TOPS, BOTTOMS))), 1),
            (_letters_before(*(words.any_of(*names) for names in (BOTTOMS, TOPS))), -1),
            (_letters_after(*(words.any_of(*names) for names in (TOPS, BOTTOMS))), 1),
        ]
        self.bottom_only = [
            re.compile(rf"{N}{AND}{bottom}{GAP}{{0,14}}?{N}"),
            re.compile(rf"{N}{GAP}{{1,12}}{N}{FILL}{bottom}"),
        ]

    def claims(self, shape: Shape) -> Iterator[Claim]:
        if len(shape.numbers) < 2:
            return
        for pattern, order in self.both:
            for first, second in self._found(pattern, shape):
                pair = (shape.numbers[first].value, shape.numbers[second].value)[::order]
                yield self._claim(shape, first, second, pair)
        for pattern, order in self.letters:
            for first, second in self._found(pattern, shape):
                pair = (shape.numbers[first].value, shape.numbers[second].value)[::order]
                if typical(pair):
                    yield self._claim(shape, first, second, pair)
        for pattern in self.bottom_only:
            for first, second in self._found(pattern, shape):
                pair = (shape.numbers[first].value, shape.numbers[second].value)
                if typical(pair) and not self._in_pairs(shape, first, second):
                    yield self._claim(shape, first, second, pair)

    def _found(self, pattern: re.Pattern[str], shape: Shape) -> Iterator[tuple[int, int]]:
        for found in pattern.finditer(shape.text):
            first, second = (shape.index(sign) for sign in found.groups())
            if second == first + 1 and not _label_of_the_last(shape, found.start()):
                yield first, second

    def _claim(self, shape: Shape, first: int, second: int, pair: tuple[float, float]) -> Claim:
        claim = pressure_claim(shape, [first, second], pair)
        return self.pulses.behind(claim, shape, {}, labelled=True)

    def _in_pairs(self, shape: Shape, first: int, second: int) -> bool:
        """ "147/91, la segunda 139/85": each belongs to a pair of its own."""
        before = first > 0 and self.joints.begins_pair(shape, first - 1)
        return before or self.joints.begins_pair(shape, second)


def _before(one: str, other: str) -> re.Pattern[str]:
    return re.compile(rf"{one}{GAP}{{0,18}}?{N}{GAP}{{0,28}}?{other}{GAP}{{0,18}}?{N}")


def _after(one: str, other: str) -> re.Pattern[str]:
    return re.compile(rf"{N}{FILL}{one}{THEN}{N}{FILL}{other}")


def _around(one: str, other: str) -> re.Pattern[str]:
    """ "138 arriba, abajo 82"."""
    return re.compile(rf"{N}{FILL}{one}{THEN}(?:de\s+)?{other}{GAP}{{0,14}}?{N}")


def _letters_before(one: str, other: str) -> re.Pattern[str]:
    """ "S146 D87": a letter or two stand close to their numbers."""
    return re.compile(rf"{one}{CLOSE}{N}[\s,;/|-]{{0,3}}(?:(?:and|n|y)\s+)?{other}{CLOSE}{N}")


def _letters_after(one: str, other: str) -> re.Pattern[str]:
    return re.compile(rf"{N}\s*{one}[\s,;/|-]{{1,3}}(?:(?:and|n|y)\s+)?{N}\s*{other}")


def _label_of_the_last(shape: Shape, start: int) -> bool:
    """ "128 arriba, 76 abajo": "arriba" belongs to the number before it, not to 76."""
    is_label = shape.index(shape.text[start]) < 0
    return is_label and bool(re.search(rf"{NUMBER}{FILL}$", shape.text[max(0, start - 40) : start]))
