"""Reading the one sentence a rule consists of, e.g. "systolic above 180"."""

import re
from collections.abc import Mapping
from datetime import timedelta

from gateway.protocols.drift import DAY_VALUES, Drift
from gateway.protocols.judge import Check, Gain, Limit, OutsideTarget
from gateway.protocols.vitals import Part, Vital

NUMBER = r"(?P<number>\d+(?:\.\d+)?)"
LIMIT = re.compile(rf"(?P<part>[a-z]\w*) (?P<how>above|below|at least|at most) {NUMBER}")
SPAN = r"(?P<span>\d+) (?P<unit>hour|day)s?"
GAIN = re.compile(rf"gain (?P<how>above|at least) {NUMBER} within {SPAN}")
DRIFT = re.compile(
    rf"(?P<of_day>{'|'.join(DAY_VALUES)}) (?P<part>[a-z]\w*) of the day rises at least {NUMBER} "
    r"from day to day over (?P<days>\d+) measured days within (?P<within>\d+) days"
    r"(?:, to at least (?P<reaches>\d+(?:\.\d+)?))?"
)
TARGET = re.compile(r"(?P<part>[a-z]\w*) outside target")

SENTENCES = (
    '"<part> above|below|at least|at most <number>", "<part> outside target", "mean|first|last '
    "<part> of the day rises at least <number> from day to day over <n> measured days within <n> "
    'days[, to at least <number>]" and, for vitals of one part, "gain above|at least <number> '
    'within <n> hours|days"'
)


def parse(words: str, vital: Vital) -> Check:
    """What a rule's words ask of a reading of `vital`; numbers in its stored units.

    Raises:
        ValueError: in one sentence, what the words cannot mean and what could be written.
    """
    words = " ".join(words.split()).lower()
    if found := GAIN.fullmatch(words):
        return _gain(found, vital)
    if found := DRIFT.fullmatch(words):
        return _drift(found, vital)
    if found := TARGET.fullmatch(words):
        return OutsideTarget(_part(found["part"], vital.parts))
    if found := LIMIT.fullmatch(words):
        return _limit(found, vital)
    raise ValueError(f'"{words}" is no rule; write {SENTENCES}')


def _gain(found: re.Match[str], vital: Vital) -> Gain:
    if len(vital.parts) != 1:
        raise ValueError(f"a gain needs a vital of one part, and {vital.key} has more")
    number, span = float(found["number"]), int(found["span"])
    if number <= 0 or not 0 < span <= 1000:
        raise ValueError("a gain needs a number above 0 and a time of 1 to 1000 hours or days")
    within = timedelta(**{f"{found['unit']}s": span})
    return Gain(vital.required[0], found["how"], number, within)


def _drift(found: re.Match[str], vital: Vital) -> Drift:
    part, number = _part(found["part"], vital.parts), float(found["number"])
    days, within = int(found["days"]), int(found["within"])
    if number <= 0 or days < 2 or not days <= within <= 40:
        raise ValueError(
            "a drift needs a number above 0 and 2 or more measured days within at most 40 days"
        )
    reaches = float(found["reaches"]) if found["reaches"] else None
    low, high = vital.parts[part].low, vital.parts[part].high
    if reaches is not None and not low <= reaches <= high:
        raise ValueError(f"{part} {reaches:g} is outside the plausible {low:g}-{high:g}")
    return Drift(part, found["of_day"], number, days, within, reaches)


def _limit(found: re.Match[str], vital: Vital) -> Limit:
    part, how, number = _part(found["part"], vital.parts), found["how"], float(found["number"])
    low, high = vital.parts[part].low, vital.parts[part].high
    if not low <= number <= high:
        raise ValueError(
            f"{part} {number:g} is outside the plausible {low:g}-{high:g}: "
            "the rule would always or never hold"
        )
    return Limit(part, how, number)


def _part(name: str, parts: Mapping[str, Part]) -> str:
    if name not in parts:
        raise ValueError(f'"{name}" is not measured here; write one of {", ".join(parts)}')
    return name
