"""Which protocols judge a reading of this patient, and what they say together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from gateway.protocols.drift import Drift
from gateway.protocols.judge import (
    SEVERITIES,
    Band,
    Check,
    Earlier,
    Gain,
    Protocol,
    Rule,
    Values,
    Verdict,
    judge,
)


@dataclass(frozen=True)
class Consulted:
    """A protocol that judges; `only_critical`: it is not hers, and only what it says of everybody.

    Her own target bands then do not count either.
    """

    protocol: Protocol
    only_critical: bool = False

    def binds(self, rule: Rule) -> bool:
        return rule.active and (rule.then == "critical" or not self.only_critical)

    def judge(
        self, values: Values, history: Sequence[Earlier], targets: Mapping[str, Band] | None
    ) -> Verdict:
        verdict = judge(values, history, self.protocol, None if self.only_critical else targets)
        if self.only_critical and verdict.severity != "critical":
            return Verdict("normal")
        return verdict


def judge_by(
    consulted: Sequence[Consulted],
    values: Values,
    history: Sequence[Earlier],
    targets: Mapping[str, Band] | None = None,
) -> Verdict:
    """The worst verdict of all of them; normal by "none" when there is none."""
    verdicts = [one.judge(values, history, targets) for one in consulted]
    worst = min(verdicts, key=lambda v: SEVERITIES.index(v.severity), default=Verdict("normal"))
    same = [verdict.beyond for verdict in verdicts if verdict.severity == worst.severity]
    beyond = {rule: far for held in reversed(same) for rule, far in held.items()}
    return replace(worst, beyond=beyond)


def looks_back(consulted: Sequence[Consulted]) -> timedelta:
    """How far back the rules look, those that are off too; zero when none compares."""
    checks = [rule.check for one in consulted for rule in one.protocol.rules]
    return max((looks(check) for check in checks), default=timedelta(0))


def looks(check: Check) -> timedelta:
    """How far back one rule looks; zero when it judges each value for itself."""
    if isinstance(check, Gain):
        return check.within
    return timedelta(days=check.within) if isinstance(check, Drift) else timedelta(0)
