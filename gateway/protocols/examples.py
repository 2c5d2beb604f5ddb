"""Proving a protocol by its own examples, e.g. `"187 after 184 25 hours before": critical`."""

import re
from datetime import timedelta

from gateway.protocols.judge import TREND, Band, Earlier, Protocol, judge, trends
from gateway.protocols.vitals import Vital

PAST = re.compile(r"(?P<value>\S+) (?P<span>\d+(?:\.\d+)?) (?P<unit>minute|hour|day)s? before")
BAND = re.compile(r"(?P<part>\w+) (?P<low>\d+(?:\.\d+)?) to (?P<high>\d+(?:\.\d+)?)")


def prove(protocol: Protocol, vital: Vital, examples: dict[str, str]) -> None:
    """Judge every example and compare.

    Raises:
        ValueError: one sentence with the first example that is wrong or cannot be read.
    """
    shown = set()
    for example, expected in examples.items():
        values, history, targets = _reading(example, vital)
        found = judge(values, history, protocol, targets)
        drifts = [rule.when for rule in trends(values, history, protocol)]
        shown |= {found.rule, *drifts}
        if (severity := _together(found.severity, drifts)) != expected:
            rules = '" and "'.join(filter(None, [found.rule, *drifts]))
            why = f'by the rule "{rules}"' if rules else "because no active rule holds"
            raise ValueError(
                f'the example "{example}" should be {expected}, but it is {severity} {why}'
            )
    for rule in protocol.rules:
        if rule.active and rule.when not in shown:
            raise ValueError(f'no example shows the rule "{rule.when}" at work; add one')


def _together(severity: str, drifts: list[str]) -> str:
    """ "trend" for a reading in range, "abnormal and trend" for one that is not."""
    if not drifts:
        return severity
    return TREND if severity == "normal" else f"{severity} and {TREND}"


def _reading(example: str, vital: Vital) -> tuple[dict[str, float], list[Earlier], dict[str, Band]]:
    """The numbers, the earlier readings and the targets an example states.

    "135/80 with target systolic 100 to 130", "187 after 184 25 hours before, 183 3 days before".
    """
    reading, _, band = " ".join(example.split()).partition(" with target ")
    value, _, past = reading.partition(" after ")
    try:
        history = [_earlier(one, vital) for one in past.split(", ")] if past else []
        return _plausible(value, vital), history, _target(band)
    except ValueError as wrong:
        raise ValueError(f'the example "{example}" cannot be read: {wrong}') from None


def _plausible(text: str, vital: Vital) -> dict[str, float]:
    values = vital.read(text)
    for name, number in values.items():
        part = vital.parts[name]
        if not part.low <= number <= part.high:
            raise ValueError(f"{name} {number:g} is outside {part.low:g}-{part.high:g}")
    return values


def _earlier(text: str, vital: Vital) -> Earlier:
    if not (found := PAST.fullmatch(text)):
        raise ValueError(f'"{text}" is not like "184 25 hours before"')
    ago = timedelta(**{f"{found['unit']}s": float(found["span"])})
    return Earlier(_plausible(found["value"], vital), ago)


def _target(text: str) -> dict[str, Band]:
    if not text:
        return {}
    if not (found := BAND.fullmatch(text)):
        raise ValueError(f'"{text}" is not like "systolic 100 to 130"')
    return {found["part"]: (float(found["low"]), float(found["high"]))}
