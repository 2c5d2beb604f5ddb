"""A message with one sign per number, so that patterns speak of numbers, not of digits."""

import re
from collections.abc import Sequence

from nlu.numbers import FIRST_SIGN, NUMBER, Number, Reader
from nlu.words import fold

SIGNS = re.compile(NUMBER)


class Shape:
    """ "la traigo en 138 sobre 82" has the shape "la traigo en N sobre N"."""

    def __init__(self, text: str, reader: Reader) -> None:
        self.folded = fold(text)
        self.numbers = reader.numbers(self.folded)
        self.text, self.starts = _shaped(self.folded, self.numbers)
        signs = SIGNS.finditer(self.text) if self.numbers else ()
        self.places = {self.index(sign.group()): sign.start() for sign in signs}

    def index(self, sign: str) -> int:
        """Which number a sign stands for; negative for a sign that is none."""
        i = ord(sign) - FIRST_SIGN
        return i if 0 <= i < len(self.numbers) else -1

    def place(self, i: int) -> int:
        """Where the i-th number stands in the shape."""
        return self.places[i]

    def between(self, i: int) -> str | None:
        """What stands between the i-th number and the next; None when there is no next."""
        if i + 1 >= len(self.numbers):
            return None
        return self.text[self.places[i] + 1 : self.places[i + 1]]

    def after(self, i: int) -> str:
        """What stands behind the i-th number."""
        return self.text[self.places[i] + 1 :]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the shape stands in the original message."""
        last = self.starts[end - 1]
        i = self.index(self.text[end - 1])
        return self.starts[start], self.numbers[i].end if i >= 0 else last + 1


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
