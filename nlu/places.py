"""Where a number stands in a message: the words of its thought, and of its sentence behind it."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

BEFORE, AFTER = 160, 80  # characters looked at
SENTENCE_END = re.compile(r"(?<=[.!?;\n])\s+|\n")
THOUGHT_END = re.compile(rf"{SENTENCE_END.pattern}|\s+(?:but|pero|although|aunque)\s+")


@lru_cache(maxsize=16)
def _cuts(shape: str, at: re.Pattern[str]) -> tuple[int, ...]:
    """Where pieces begin; "138.82" is never cut because its point touches a number."""
    return (0, *(m.end() for m in at.finditer(shape)), len(shape))


@dataclass(frozen=True)
class Place:
    """A number with the words of its thought before it, and of its sentence behind it."""

    thought: str
    before: str
    after: str
    asks: bool


def place_of(shape: str, start: int, end: int) -> Place:
    since, thought_end = _around(_cuts(shape, THOUGHT_END), start)
    begin, until = _around(_cuts(shape, SENTENCE_END), start)
    sentence = shape[begin:until]
    asks = sentence.rstrip().endswith("?") or "¿" in sentence
    before, after = shape[max(since, start - BEFORE) : start], shape[end : min(until, end + AFTER)]
    return Place(shape[since:thought_end], before, after, asks)


def _around(cuts: tuple[int, ...], at: int) -> tuple[int, int]:
    i = bisect_right(cuts, at) - 1
    return (cuts[i], cuts[i + 1]) if i + 1 < len(cuts) else (cuts[i], cuts[i])
