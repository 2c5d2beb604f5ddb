"""What stands between two numbers of one reading: a slash, a small word, a sign, a space."""

import re

from nlu.shape import Shape
from nlu.words import Words

STRONG, WEAK, APART = "strong", "weak", ""
LONGEST = 24  # characters between two numbers of one reading
NEAR = 8  # characters; a number so near may belong to the next by a word nobody knows


class Joints:
    """Compiled once for the words of a model."""

    def __init__(self, words: Words) -> None:
        mmhg = rf"(?:\s*{words.any_of('mmhg')})?"
        sign = r"(?:[^\w\s?$%°\ue000-\uf8ff]|_){1,3}"
        self.strong = re.compile(rf"{mmhg}\s*(?:[/\\]+|{words.any_of('over_anywhere')}\W?)\s*")
        self.weak = re.compile(rf"{mmhg}\s*(?:x|{sign}|{words.any_of('over')})\s*|\s+")

    def of(self, shape: Shape) -> list[str]:
        """How each number is joined to the next: STRONG (anywhere a pair), WEAK or APART."""
        return [self.joint(shape, i) for i in range(len(shape.numbers))]

    def joint(self, shape: Shape, i: int) -> str:
        between = shape.between(i)
        if between is None or len(between) > LONGEST:
            return APART
        if self.strong.fullmatch(between):
            return STRONG
        return WEAK if self.weak.fullmatch(between) else APART

    def begins_pair(self, shape: Shape, i: int) -> bool:
        """Whether the i-th number is the first of a pair that names itself."""
        return i + 1 < len(shape.numbers) and self.joint(shape, i) == STRONG


def near(shape: Shape, i: int) -> bool:
    """Whether the i-th number and the next stand in one breath."""
    between = shape.between(i)
    return between is not None and len(between) <= NEAR and not re.search(r"[.;!?\n]", between)


def glued(shape: Shape, i: int) -> bool:
    """Whether nothing but a space, a dash or an "and" parts the i-th number from the next."""
    return shape.between(i) in ("", " ", "-", " and ", " y ")
