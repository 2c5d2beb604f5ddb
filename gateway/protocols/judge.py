"""Judging a reading: arithmetic on numbers that are handed in, nothing else."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from typing import Protocol as Shape

Values = Mapping[str, float]
"""Numbers by part, in the stored unit of data/vitals.yml."""
Band = tuple[float | None, float | None]
"""A patient's own target: lowest and highest number still inside, None for open ended."""

SEVERITIES = ("critical", "abnormal", "normal")
"""Worst first."""
TREND = "trend"
"""What a rule may lead to beside these: a task for a care manager, whatever the reading is."""
NO_PROTOCOL = "none"
"""The protocol version of a reading that no protocol of the patient covers."""


@dataclass(frozen=True)
class Earlier:
    """A reading of the same vital before the judged one, and how long before.

    `days_ago`: how many midnights of the patient's own calendar lie between the two. Left out, as
    in the examples of a protocol, the judged reading is taken to be of noon.
    """

    values: Values
    ago: timedelta
    days_ago: int | None = None

    @property
    def day(self) -> int:
        if self.days_ago is not None:
            return self.days_ago
        return max(0, math.ceil(self.ago / timedelta(days=1) - 0.5))


class Check(Shape):
    """What a rule asks of a reading."""

    def holds(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> bool: ...

    def beyond(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> float:
        """How far beyond the limit a reading is for which the rule holds, in the rule's unit."""
        ...


@dataclass(frozen=True)
class Limit:
    """ "systolic above 180": `how` is above, below, at least or at most."""

    part: str
    how: str
    number: float

    def holds(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> bool:
        return self.part in values and compare(values[self.part], self.how, self.number)

    def beyond(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> float:
        return abs(values[self.part] - self.number)


@dataclass(frozen=True)
class Gain:
    """ "gain at least 3 within 36 hours", against the lowest number of that time.

    The reference protocol does not say against which earlier weight; the lowest pages earliest.
    Nothing to compare with never holds: silence is not stability, and not a gain either.
    """

    part: str
    how: str
    number: float
    within: timedelta

    def holds(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> bool:
        gained = gain(values, history, part=self.part, within=self.within)
        return gained is not None and compare(gained, self.how, self.number)

    def beyond(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> float:
        gained = gain(values, history, part=self.part, within=self.within)
        return abs((gained or 0.0) - self.number)

    def lowest(self, history: Sequence[Earlier]) -> float | None:
        """The earlier number a gain is counted from; None when there is none."""
        return lowest(history, part=self.part, within=self.within)


@dataclass(frozen=True)
class OutsideTarget:
    """ "systolic outside target": never holds for a patient who has no target of her own."""

    part: str

    def holds(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> bool:
        if self.part not in values or self.part not in targets:
            return False
        low, high = targets[self.part]
        number = values[self.part]
        return (low is not None and number < low) or (high is not None and number > high)

    def beyond(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band]
    ) -> float:
        low, high = targets[self.part]
        number = values[self.part]
        return max(low - number if low is not None else 0, number - high if high is not None else 0)


@dataclass(frozen=True)
class Signature:
    """Who stands for a rule: a clinician, or in plain words that nobody does yet."""

    by: str
    on: str
    source: str


@dataclass(frozen=True)
class Rule:
    """One line of a protocol; a rule that is not active is shown and never judges."""

    when: str
    check: Check
    then: str
    active: bool
    signed: Signature | None


@dataclass(frozen=True)
class Protocol:
    """What the clinicians wrote about one vital, for patients with one of `conditions`.

    `for_others`: its critical rules bind everybody who sends this vital: 210/130 is no less
    dangerous because hypertension is not on a problem list.
    """

    name: str
    version: int
    vital: str
    conditions: tuple[str, ...]
    approved: Signature
    rules: tuple[Rule, ...]
    for_others: bool = False

    @property
    def label(self) -> str:
        """The version every judged reading is stored with, e.g. "hypertension@2"."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class Verdict:
    """How serious a reading is, by which rule of which version; `rule` is empty when none held.

    `beyond`: all rules of this severity that held, and how far the reading is beyond each.
    `grounds`: by what it was judged, as it is kept beside the reading to explain it later.
    """

    severity: str
    rule: str = ""
    protocol_version: str = NO_PROTOCOL
    beyond: Mapping[str, float] = field(default_factory=dict, compare=False)
    grounds: Mapping[str, Any] = field(default_factory=dict, compare=False)


def judge(
    values: Values,
    history: Sequence[Earlier],
    protocol: Protocol,
    targets: Mapping[str, Band] | None = None,
) -> Verdict:
    """The first active rule that holds decides, critical rules before the others."""
    told = (values, history, targets or {})
    judging = [rule for rule in protocol.rules if rule.active and rule.then != TREND]
    held = [rule for rule in judging if rule.check.holds(*told)]
    for severity in SEVERITIES:
        if found := [rule for rule in held if rule.then == severity]:
            beyond = {rule.when: round(rule.check.beyond(*told), 2) for rule in found}
            return Verdict(severity, found[0].when, protocol.label, beyond)
    return Verdict("normal", "", protocol.label)


def trends(values: Values, history: Sequence[Earlier], protocol: Protocol) -> list[Rule]:
    """The active rules of tier trend that hold; they change no reading's severity."""
    no_band: Mapping[str, Band] = {}
    found = [rule for rule in protocol.rules if rule.active and rule.then == TREND]
    return [rule for rule in found if rule.check.holds(values, history, no_band)]


def gain(
    values: Values, history: Sequence[Earlier], *, part: str, within: timedelta
) -> float | None:
    """How much `part` rose above the lowest number of the time `within` before; None: no other."""
    before = lowest(history, part=part, within=within)
    # two decimals: 187.3 - 184.3 is a little less than 3 in binary
    return round(values[part] - before, 2) if before is not None and part in values else None


def lowest(history: Sequence[Earlier], *, part: str, within: timedelta) -> float | None:
    """The lowest `part` of the time `within` before the judged reading; None: nobody told one."""
    before = [
        past.values[part]
        for past in history
        if timedelta(0) < past.ago <= within and part in past.values
    ]
    return min(before, default=None)


def compare(number: float, how: str, limit: float) -> bool:
    """`how` is one of the four words a rule may use."""
    match how:
        case "above":
            return number > limit
        case "below":
            return number < limit
        case "at least":
            return number >= limit
        case _:
            return number <= limit
