"""What the judge of values changes: a value charted after all, or asked about instead."""

from dataclasses import replace
from typing import Any

from nlu.plausible import Doubt
from nlu.readings import Found, Value

# How likely a value must be hers and of today: more likely than not, and nearly sure where she
# herself chose another. A value asked about costs a text, a wrong one misleads a clinician.
LEAVE = 0.5  # below it a value that the grammar would chart is asked about
CHART = 0.5  # from here a value that the grammar would leave is charted
AGAINST_HER_CHOICE = 0.95  # the same, where it passed over the value for another
OF_SEVERAL = 0.6  # the same, where no other value of the message has a chance
NO_CHANCE = 0.2
NEVER = ("our example",)  # our own words sent back
PASSED_OVER = ("dropped", "corrected")  # for another value of the same message


def settled(found: Found) -> Found:
    """The findings as grammar and judge see them together; values without a chance stay as read."""
    doubted = [v for v in found.values if v.against is None and _chance(v, 1.0) < LEAVE]
    doubted = [] if found.only_values else doubted  # there is no word to judge them by
    believed = [v for v in found.values if v.against is not None and _is_hers(v, found.values)]
    if not doubted and not believed:
        return found
    left = [value.reading for value in doubted]
    readings = [reading for reading in found.readings if reading not in left]
    readings += [v.reading for v in believed if v.reading not in readings]
    doubts = [(Doubt("question", v.reading), _written(v, found)) for v in doubted]
    return replace(
        found,
        readings=readings,
        wrong=found.wrong if readings else [],
        doubts=[] if believed else [*doubts, *found.doubts],
        evidence=[_seen(piece, doubted, believed) for piece in found.evidence],
    )


def least_chance(found: Found) -> float:
    """How likely the least likely of the readings is hers and of today; 0 where none was judged."""
    judged = [v.chance for v in found.values if v.reading in found.readings and v.chance]
    return min(judged, default=0.0)


def _is_hers(value: Value, values: list[Value]) -> bool:
    """ "164, no 146": which of them was wrong is told by the other's having no chance."""
    chance = _chance(value, 0.0)
    if value.against not in PASSED_OVER:
        return value.against not in NEVER and chance >= CHART
    others = [other for other in values if other is not value]
    if others and all(_chance(other, 1.0) <= NO_CHANCE for other in others):
        return chance >= OF_SEVERAL
    return value.against == "dropped" and chance >= AGAINST_HER_CHOICE


def _written(value: Value, found: Found) -> str:
    return found.folded[value.claim.start : value.claim.end]


def _seen(piece: dict[str, Any], doubted: list[Value], believed: list[Value]) -> dict[str, Any]:
    """A piece of evidence, charted or left as it was settled."""
    for values, kept in ((doubted, False), (believed, True)):
        if (piece["start"], piece["end"]) in [(v.claim.start, v.claim.end) for v in values]:
            return {**piece, "kept": kept}
    return piece


def _chance(value: Value, unknown: float) -> float:
    return unknown if value.chance is None else value.chance
