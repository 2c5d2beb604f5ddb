"""Matching by sets of positions: a step takes where a part may begin and gives what lies behind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from red_flags.words import Word


@dataclass
class Line:
    """One text laid out for matching: bit i of a mask stands for "at the i-th word".

    `at` is keyed by word (a misspelling counts as the word meant), by beginning ("suicid*") and by
    span of numbers ("#20-69").
    """

    words: Sequence[Word]
    at: Mapping[str, int]
    closed: int  # positions no gap may cross: sentence breaks and negators
    groups: dict[object, int] = field(default_factory=dict)  # what was looked up once already
    live: dict[object, list["Step"]] = field(default_factory=dict)  # alternatives worth a try
    starts: int = field(init=False)  # positions where a phrase may begin: all but breaks

    def __post_init__(self) -> None:
        self.starts = sum(1 << at for at, word in enumerate(self.words) if not word.is_break)

    @property
    def end(self) -> int:
        return 1 << len(self.words)


Step = Callable[[int, Line], int]  # positions where a part may begin -> positions behind it


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a phrase: how it matches, and the keys of which a text must hold at least one.

    `needs` is None where the part may match nothing at all.
    """

    step: Step
    needs: frozenset[str] | None = None
    is_word: bool = False  # matches exactly one word, any of `needs`


def chain(parts: Sequence[Part]) -> Part:
    """One after the other; a text needs what the rarest part needs."""
    if len(parts) == 1:
        return parts[0]
    steps = [part.step for part in parts]

    def step(mask: int, line: Line) -> int:
        for each in steps:
            if not mask:
                return 0
            mask = each(mask, line)
        return mask

    needed = [part.needs for part in parts if part.needs is not None]
    return Part(step, min(needed, key=_commonness, default=None))


def _commonness(keys: frozenset[str]) -> int:
    return sum(20 if len(key) <= 3 else 1 for key in keys)


def either(parts: Sequence[Part]) -> Part:
    """One of the parts. Single words are looked up together, so a long list costs no more."""
    words = [part.needs for part in parts if part.is_word and part.needs is not None]
    longer = [part for part in parts if not part.is_word]
    tried = [any_of(frozenset[str]().union(*words)), *longer] if words else longer
    if len(tried) == 1:
        return tried[0]
    name = object()

    def step(mask: int, line: Line) -> int:
        if name not in line.live:
            line.live[name] = [each.step for each in tried if _may_be_in(line, each)]
        reached = 0
        for each in line.live[name]:
            reached |= each(mask, line)
        return reached

    joined: frozenset[str] | None = frozenset()
    for part in parts:
        joined = None if joined is None or part.needs is None else joined | part.needs
    return Part(step, joined)


def any_of(keys: frozenset[str]) -> Part:
    """Any one of these words."""
    name = object()

    def step(mask: int, line: Line) -> int:
        if name not in line.groups:
            line.groups[name] = _places(line, keys)
        return (mask & line.groups[name]) << 1

    return Part(step, keys, is_word=True)


def _may_be_in(line: Line, part: Part) -> bool:
    return part.needs is None or not line.at.keys().isdisjoint(part.needs)  # walks the shorter


def _places(line: Line, keys: frozenset[str]) -> int:
    places = 0
    for key in line.at.keys() & keys:
        places |= line.at[key]
    return places


def once_a_line(name: str, inner: Part) -> Part:
    """A named list is looked up once for the whole text before it is tried at a place."""

    if inner.is_word:
        return inner

    def step(mask: int, line: Line) -> int:
        if name not in line.groups:
            line.groups[name] = inner.step(line.end * 2 - 1, line)
        return inner.step(mask, line) if line.groups[name] else 0

    return Part(step, inner.needs)


def maybe(inner: Part) -> Part:
    return Part(lambda mask, line: mask | inner.step(mask, line))


def ahead(inner: Part, *, wanted: bool) -> Part:
    """Stays in place where `inner` follows, or does not; costs one look per place."""

    def step(mask: int, line: Line) -> int:
        kept = 0
        while mask:
            place = mask & -mask
            mask ^= place
            if bool(inner.step(place, line)) == wanted:
                kept |= place
        return kept

    return Part(step)


def exactly(key: str) -> Part:
    return Part(lambda mask, line: (mask & line.at.get(key, 0)) << 1, frozenset((key,)), True)


def gap(most: int) -> Part:
    def step(mask: int, line: Line) -> int:
        for _ in range(most):
            mask |= (mask & ~line.closed) << 1
        return mask & (line.end * 2 - 1)

    return Part(step)


AT_START = Part(lambda mask, line: mask & 1)
AT_END = Part(lambda mask, line: mask & line.end)
NOTHING = Part(lambda mask, line: 0, frozenset())
