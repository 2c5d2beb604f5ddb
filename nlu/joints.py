"""What stands between two numbers of one reading: a slash, a small word, a sign, a space."""

import re

from nlu.claims import typical
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
        slash = rf"(?:[/\\]+(?:\s*[/\\]+)?|{words.any_of('over_anywhere')}\W?)\s*"
        self.strong = re.compile(rf"{mmhg}\s*{slash}")
        self.weak = re.compile(rf"{mmhg}\s*(?:x|{sign}|{words.any_of('over')})\s*|\s+")
        filler = rf"{words.any_of('fillers')}[\s,.]*"
        self.strong_and_more = re.compile(rf"{mmhg}[\s,.]*(?:{slash}){{1,2}}(?:{filler}){{0,3}}")
        between = rf"(?:x|{words.any_of('over', 'over_anywhere', 'fillers', 'bottom')}|{sign})\s*"
        self.weak_and_more = re.compile(rf"{mmhg}\s*(?:{between}){{1,4}}")
        self.of_range = re.compile(r"\s*(?:to|a)\s*")

    def of(self, shape: Shape) -> list[str]:
        """How each number is joined to the next: STRONG (anywhere a pair), WEAK or APART."""
        return [self.joint(shape, i) for i in range(len(shape.numbers))]

    def joint(self, shape: Shape, i: int) -> str:
        """With small words more in between only a usual pressure is one: "128 over uh 79"."""
        between = shape.between(i)
        if between is None or len(between) > LONGEST:
            return APART
        usual = typical((shape.numbers[i].value, shape.numbers[i + 1].value))
        if not usual and self.of_range.fullmatch(between):
            return APART  # "change the 92 to 82"
        if self.strong.fullmatch(between):
            return STRONG
        if self.weak.fullmatch(between) or (usual and not between):  # "120ochenta"
            return WEAK
        if usual and self.strong_and_more.fullmatch(between):
            return STRONG
        return WEAK if usual and self.weak_and_more.fullmatch(between) else APART

    def begins_pair(self, shape: Shape, i: int) -> bool:
        """Whether the i-th number is the first of a pair that names itself."""
        return i + 1 < len(shape.numbers) and self.joint(shape, i) == STRONG


def near(shape: Shape, i: int) -> bool:
    """Whether the i-th number and the next stand in one breath."""
    between = shape.between(i)
    return between is not None and len(between) <= NEAR and not re.search(r"[.;!?\n]", between)


def glued(shape: Shape, i: int) -> bool:
    """Whether nothing but a space, a dash or an "and" parts the i-th number from the next."""
    return shape.between(i) in ("", " ", "-", ":", " and ", " n ", " y ")
