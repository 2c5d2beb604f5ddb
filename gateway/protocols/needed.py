"""What would have been needed: how each rule stands to a reading, and the number that meets it."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gateway.protocols.consulted import Consulted
from gateway.protocols.judge import (
    SEVERITIES,
    TREND,
    Band,
    Check,
    Earlier,
    Gain,
    Limit,
    OutsideTarget,
    Protocol,
    Rule,
    Values,
)
from gateway.protocols.vitals import Vital

UPWARD = ("above", "at least")


@dataclass(frozen=True)
class Need:
    """The first number of `part` with which a rule holds, everything else as it was.

    `at`: in the stored unit and the steps in which the vital is written (whole mmHg, tenths of a
    pound); one step nearer to `now` the rule does not hold. `up`: it, or more; else it, or less.
    `limit` is the rule's own number (for a gain: on top of `against`, the earlier number it is
    counted from), and `including` whether the limit itself is enough. `now`: what was told; None
    for a part nobody told. `possible`: False where the catalog would not take such a reading: it
    would be asked again, never charted.
    """

    part: str
    at: float
    up: bool
    now: float | None
    limit: float
    including: bool
    against: float | None
    possible: bool

    @property
    def far(self) -> float:
        """How far the reading was from it, in the stored unit; infinite when it was not told."""
        return math.inf if self.now is None else round(abs(self.at - self.now), 2)


@dataclass(frozen=True)
class Standing:
    """One rule and one reading. `binds`: it could decide: active, and for this patient.

    `beyond`: how far beyond the limit, when it `holds`. `needs`: what would have made it hold, the
    nearest first; empty for a trend, which no single number makes. `lacks` says why there is none:
    target (she has no band of her own), before (no earlier number to compare with).
    """

    protocol: Protocol
    rule: Rule
    binds: bool
    holds: bool
    beyond: float
    needs: tuple[Need, ...]
    lacks: str

    @property
    def order(self) -> tuple[bool, bool, bool, bool, float]:
        """Sorts what decided first, then what was nearest, then trends, then what was off."""
        milder = self.holds and self.rule.then != "critical"
        far = min((need.far for need in self.needs if need.possible), default=math.inf)
        trend, short = self.rule.then == TREND, 0 if self.holds else far
        return (not self.binds, trend, not self.holds, milder, short)


def standings(
    consulted: Sequence[Consulted],
    values: Values,
    history: Sequence[Earlier],
    targets: Mapping[str, Band],
    vital: Vital,
) -> list[Standing]:
    """Every rule of every protocol that judged: the one that decided first, then the nearest."""
    found = []
    for one in consulted:
        bands = {} if one.only_critical else targets
        for rule in one.protocol.rules:
            told = (values, history, bands)
            holds = rule.check.holds(*told)
            needs = () if holds else tuple(_possible_first(_needs(rule.check, *told, vital)))
            beyond = round(rule.check.beyond(*told), 2) if holds else 0.0
            lacks = "" if holds or needs else _lacks(rule.check)
            binds = one.binds(rule)
            found.append(Standing(one.protocol, rule, binds, holds, beyond, needs, lacks))
    return sorted(found, key=lambda standing: standing.order)


def to_page(found: Iterable[Standing], tier: str) -> list[Need]:
    """The numbers that would have been judged `tier` or worse, one a part and direction.

    Each is the first in its direction: one step nearer to what was told is still judged milder.
    Rules that are off count for nothing. Empty when a rule of that tier holds, or none can be met.
    """
    worse = SEVERITIES[: SEVERITIES.index(tier) + 1]
    mine = [one for one in found if one.binds and one.rule.then in worse]
    if any(one.holds for one in mine):
        return []
    nearest: dict[tuple[str, bool], Need] = {}
    for need in (need for one in mine for need in one.needs if need.possible):
        known = nearest.setdefault((need.part, need.up), need)
        if (need.at < known.at) is need.up:
            nearest[(need.part, need.up)] = need
    return sorted(nearest.values(), key=lambda need: need.far)


def _needs(
    check: Check,
    values: Values,
    history: Sequence[Earlier],
    targets: Mapping[str, Band],
    vital: Vital,
) -> Iterable[Need]:
    """One for a limit or a gain, one for each side of a band."""
    for part, limit, up, including, against in _limits(check, history, targets):

        def tried(number: float, part: str = part) -> Values:
            return {**values, part: number}

        def holds(number: float, tried: Callable[[float], Values] = tried) -> bool:
            return check.holds(tried(number), history, targets)

        at = _first(holds, limit, up=up, decimals=vital.paper.decimals)
        possible = vital.takes(tried(at))
        yield Need(part, at, up, values.get(part), limit, including, against, possible)


def _limits(
    check: Check, history: Sequence[Earlier], targets: Mapping[str, Band]
) -> Iterable[tuple[str, float, bool, bool, float | None]]:
    """Part, limit, upward, including the limit itself, and what a gain is counted from."""
    if isinstance(check, Limit):
        including = check.how in ("at least", "at most")
        yield check.part, check.number, check.how in UPWARD, including, None
    elif isinstance(check, Gain):
        if (lowest := check.lowest(history)) is not None:
            limit = round(lowest + check.number, 2)
            yield check.part, limit, True, check.how == "at least", lowest
    elif isinstance(check, OutsideTarget) and check.part in targets:
        low, high = targets[check.part]
        if high is not None:
            yield check.part, high, True, False, None
        if low is not None:
            yield check.part, low, False, False, None


def _first(holds: Callable[[float], bool], near: float, *, up: bool, decimals: int) -> float:
    """The first number of the grid, from the milder side, for which a one-sided check holds."""
    grid, step = 10.0**decimals, 1 if up else -1
    number = round(near * grid)
    while not holds(number / grid):
        number += step
    while holds((number - step) / grid):
        number -= step
    return number / grid


def _possible_first(needs: Iterable[Need]) -> list[Need]:
    return sorted(needs, key=lambda need: (not need.possible, need.far))


def _lacks(check: Check) -> str:
    if isinstance(check, OutsideTarget):
        return "target"
    return "before" if isinstance(check, Gain) else ""
