"""A claim: numbers of a message taken together as one reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.shape import Shape


@dataclass(frozen=True)
class Claim:
    """What was read, where, and why not if it is not to be charted.

    `values` in the order of a reading's parts; `indexes` are the numbers it is made of; `refused`
    names what speaks against it.
    """

    kind: str
    values: tuple[float, ...]
    start: int
    end: int
    indexes: tuple[int, ...]
    unit: str = ""
    pulse: float | None = None
    refused: str | None = None


def pressure_claim(shape: Shape, used: Sequence[int], pair: tuple[float, float]) -> Claim:
    """A pressure made of these numbers of the shape."""
    start = min(shape.numbers[i].start for i in used)
    end = max(shape.numbers[i].end for i in used)
    return Claim("blood_pressure", pair, start, end, tuple(used))


def like_pressure(pair: tuple[float, ...]) -> bool:
    return all(v == int(v) for v in pair) and 50 <= pair[0] <= 300 and 20 <= pair[1] <= 200


def typical(pair: tuple[float, float]) -> bool:
    """As most pressures are: told from a pulse, an oxygen or a weight beside it by this."""
    top, bottom = pair
    return 80 <= top <= 260 and 40 <= bottom <= 120 and top - bottom >= 15
