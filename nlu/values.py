"""What stands around a value in a message: by it one learns whether it is hers and of today."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Iterator, Sequence

from nlu.concepts import Concepts
from nlu.pressures import FAR_APART
from nlu.readings import Found, Value
from nlu.situation import Situation

NEAR = 12  # words on either side that can govern a value
CLOSE = 6  # words whose order beside it counts
TOKEN = re.compile(r"[a-z']+|[?!.,;:/]|[^\x00-\x7f]|\d+")
FIGURES = re.compile(r"\d+(?:[.,/:]\d+)*")
ALIKE, OTHER, FIGURE = "xval", "xother", " xnum "  # signs for what else was measured or counted


def surroundings(
    value: Value, found: Found, situation: Situation, concepts: Concepts
) -> Iterator[str]:
    """Tokens: words before and behind by distance, what they are about, and the value's rank."""
    before = _words(found, value, 0, value.claim.start)
    behind = _words(found, value, value.claim.end, len(found.folded))
    yield from _of_side("b", before[::-1])
    yield from _of_side("a", behind)
    yield from _of_order(before, behind)
    yield from (f"bc:{c}" for about in concepts.find(before[-NEAR:]) for c in about)
    yield from (f"ac:{c}" for about in concepts.find(behind[:NEAR]) for c in about)
    yield from (f"w:{word}" for word in (*before, *behind))
    yield from _of_rank(value, found, situation)
    if value.against == FAR_APART:
        yield from (f"i:{word}" for word in _cut(found.folded[value.claim.start : value.claim.end]))
    if not before:
        yield from ("first", f"first|{situation.context}")
    if not behind:
        yield "last" if before else "alone"
    if "?" in found.folded:
        yield "asks behind" if "?" in behind else "asks before"


def _words(found: Found, value: Value, start: int, end: int) -> list[str]:
    """The words of a stretch, other values of the message as signs."""
    words, at = [], start
    for other in sorted(found.values, key=lambda v: v.claim.start):
        if other is value or other.claim.start < start or other.claim.end > end:
            continue
        sign = ALIKE if other.claim.kind == value.claim.kind else OTHER
        words += [*_cut(found.folded[at : other.claim.start]), sign]
        at = other.claim.end
    return [*words, *_cut(found.folded[at:end])]


@lru_cache(maxsize=512)  # the same stretches stand before and behind every value of a message
def _cut(stretch: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(FIGURES.sub(FIGURE, stretch)))


def _of_side(side: str, words: Sequence[str]) -> Iterator[str]:
    for away, word in enumerate(words[:NEAR]):
        yield f"{side}:{word}"
        if away < 4:
            yield f"{side}{away}:{word}"
    for one, next_ in pairwise(words[:NEAR]):
        yield f"{side}{side}:{one}_{next_}"


def _of_order(before: Sequence[str], behind: Sequence[str]) -> Iterator[str]:
    around = [*before[-CLOSE:], "VALUE", *behind[:CLOSE]]
    for size in (2, 3):
        for i in range(len(around) - size + 1):
            yield "_".join(around[i : i + size])


def _of_rank(value: Value, found: Found, situation: Situation) -> Iterator[str]:
    """Which of how many it is, of what kind, and what the grammar holds against it."""
    alike = [v for v in found.values if v.claim.kind == value.claim.kind]
    nth, many = alike.index(value), min(len(alike), 3)
    yield from (f"of {many}", f"{min(nth, 2)} of {many}")
    yield "last alike" if nth == len(alike) - 1 else "more alike"
    yield from (f"kind:{value.claim.kind}", f"{situation.context}|{value.claim.kind}")
    yield from (f"channel:{situation.channel}", "named" if value.claim.indexes else "bare")
    yield from (f"against:{value.against}", "charted" if value.against is None else "left")
