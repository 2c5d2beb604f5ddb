"""A claim: numbers of a message taken together as one reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.shape import Shape

POUNDS_A_KILO = 2.20462
SAME = 0.015  # of a weight: people round either figure


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


def in_one_unit(claims: Sequence[Claim]) -> list[Claim]:
    """Without the kilos that only tell the pounds again: "184 lb (83.5 kg)"."""
    pounds = [c.values[0] for c in claims if c.kind == "weight" and c.unit == "lb"]

    def again(claim: Claim) -> bool:
        told = claim.values[0] * POUNDS_A_KILO
        return claim.unit == "kg" and any(abs(told - lb) <= SAME * lb for lb in pounds)

    return [claim for claim in claims if not again(claim)]


def like_pressure(pair: tuple[float, ...]) -> bool:
    return all(v == int(v) for v in pair) and 50 <= pair[0] <= 300 and 20 <= pair[1] <= 200


def typical(pair: tuple[float, float]) -> bool:
    """As most pressures are: told from a pulse, an oxygen or a weight beside it by this."""
    top, bottom = pair
    return 80 <= top <= 260 and 40 <= bottom <= 120 and top - bottom >= 15
