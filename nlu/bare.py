"""Numbers that nothing names: the open check-in says what they are, or they are asked about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlu.claims import Claim
from nlu.corrections import chosen, which
from nlu.grammar import Grammar
from nlu.numbers import Number
from nlu.plausible import Doubt, Reading, doubt, fits, half, nameless, reading, tidy
from nlu.shape import Shape
from nlu.situation import Situation

KIND_OF = {"bp": "blood_pressure", "glucose": "glucose", "weight": "weight"}
UNITS = {"glucose": "mg/dL", "weight": "lb"}
# A bare number far under the last weight may be kilograms: ask, do not chart.
KILO_RATIO = (0.43, 0.48)
# A glucose with a decimal point in this range is what a meter set to mmol/L shows: ask.
MMOL_L = (1.5, 33.3)
OPTIONS = (1, 2)  # of the symptom question
SAME_DAY = {"weight": 0.06, "glucose": 1.5}  # two values of one day differ by no more than this


@dataclass(frozen=True)
class Bare:
    """What was made of the numbers that nothing names: claims to weigh, or doubts to ask about."""

    claims: tuple[Claim, ...] = ()
    doubts: tuple[tuple[Doubt, str], ...] = ()
    said: tuple[Claim, ...] = ()  # every claim, also those of which another was chosen


def bare(
    free: Sequence[Number], shape: Shape, grammar: Grammar, situation: Situation, beside: bool
) -> Bare:
    """`beside`: readings that name themselves stand in the same message."""
    vitals = [kind for kind in situation.open if kind in KIND_OF]
    if not vitals and situation.context != "none":
        return Bare()  # a number in a yes/no question or a call time is no reading
    if beside:
        free = _leading(free, shape)
    if vitals in (["glucose"], ["weight"]):
        free = list(_joined(free, shape, vitals[0]))
    claims, doubts = [], []
    for number in free:
        if _beside_a_slash(number, shape):
            continue  # "12/8" is never a glucose of 12
        taken = _taken(number, vitals, shape, grammar, situation)
        claims += [taken] if isinstance(taken, Claim) else []
        doubts += [(taken, number.raw)] if isinstance(taken, Doubt) else []
    if beside:
        charted = tuple(claim for claim in claims if not claim.refused)
        return Bare(charted, said=tuple(claims))
    return replace(_settled(claims, doubts, shape, grammar), said=tuple(claims))


def passed_over(
    free: Sequence[Number],
    said: Sequence[Claim],
    shape: Shape,
    grammar: Grammar,
    situation: Situation,
) -> Iterator[Claim]:
    """What else could answer the question, for the judge: "last visit I weighed 187, now 183"."""
    vitals = [kind for kind in situation.open if kind in KIND_OF]
    places = {claim.start for claim in said}
    if "bp" in vitals and not said:
        yield from grammar.pressures.far_apart(shape, [shape.numbers.index(n) for n in free])
    for number in free if vitals else ():
        if number.start not in places and not _beside_a_slash(number, shape):
            taken = _taken(number, vitals, shape, grammar, situation)
            if isinstance(taken, Claim):
                yield taken


def _settled(
    claims: list[Claim], doubts: list[tuple[Doubt, str]], shape: Shape, grammar: Grammar
) -> Bare:
    """One value is charted; of several the one she chose, or all that are plainly of today."""
    claims = _each_once(chosen(claims, shape, grammar))
    sound = [claim for claim in claims if not claim.refused and not doubt(claim)]
    unsure = [claim for claim in claims if claim.refused in ("question", "approximate")]
    if not sound:
        return Bare(tuple(claims), tuple(doubts))
    rough = [c for c in unsure if c.refused == "approximate" or c.start < sound[0].start]
    if rough and not _stands_out(sound, shape, grammar):
        return Bare(tuple(rough))
    if len(sound) == 1 or _all_of_today(sound, shape, grammar):
        return Bare(tuple(claims))
    words = ", ".join(shape.folded[claim.start : claim.end] for claim in sound)
    refused = tuple(replace(claim, refused="one of several") for claim in sound)
    return Bare(refused, ((which(*map(reading, sound)), words),))


def _each_once(claims: Sequence[Claim]) -> list[Claim]:
    """ "One sixty five, yes, one sixty five"."""
    return [c for i, c in enumerate(claims) if c.values not in [e.values for e in claims[:i]]]


def _stands_out(sound: Sequence[Claim], shape: Shape, grammar: Grammar) -> bool:
    """ "Always between 110 and 120, today 118"."""
    return len(sound) == 1 and grammar.is_of_today(shape, sound[0])


def _all_of_today(sound: Sequence[Claim], shape: Shape, grammar: Grammar) -> bool:
    """ "Woke up 122, after breakfast 168": measured more than once, as her words say."""
    values = [claim.values[0] for claim in sound]
    if _each_at_its_time(sound, shape, grammar):
        return True
    near = max(values) - min(values) <= SAME_DAY[sound[0].kind] * min(values)
    heard = grammar.words.heard
    torn = heard("which_one", shape.folded)
    return near and len(sound) <= 3 and heard("several", shape.folded) and not torn


def _each_at_its_time(sound: Sequence[Claim], shape: Shape, grammar: Grammar) -> bool:
    """ "117 at 6, 125 at 8"."""
    kinds = list(grammar.lookalikes.find(shape).values())
    return 2 <= len(sound) <= kinds.count("time")


def _leading(free: Sequence[Number], shape: Shape) -> list[Number]:
    """ "174 and my pressure 131/77": only a lone number at the very beginning."""
    if len(free) != 1 or re.search(r"[a-z0-9]", shape.folded[: free[0].start]):
        return []
    return list(free)


def _joined(free: Sequence[Number], shape: Shape, kind: str) -> Iterator[Number]:
    """ "1 60", "doscientos 54": a hundred and the rest apart; in a weight "198 con dos" too."""
    if len(free) == 2 and (whole := _put_together(free[0], free[1], shape, kind)):
        yield whole
    else:
        yield from free


def _put_together(first: Number, second: Number, shape: Shape, kind: str) -> Number | None:
    between = shape.folded[first.end : second.start]
    raw = shape.folded[first.start : second.end]
    if not (first.whole and second.whole):
        return None
    alone = not re.search(r"[a-z]", shape.folded)
    last_digit = bool(re.fullmatch(r"\d", second.raw))
    decimal = between == " con " or (alone and last_digit and between in (". ", " . ", " , "))
    if kind == "weight" and decimal and second.value < 10 <= first.value:
        return Number(first.value + second.value / 10, first.start, second.end, raw)
    if alone and last_digit and between == " " and 10 <= first.value < 40:  # "14 2"
        return Number(first.value * 10 + second.value, first.start, second.end, raw)
    tens = 10 <= second.value < 100 or re.fullmatch(r"0[1-9]", second.raw)
    hundred = first.value if first.value % 100 == 0 else first.value * 100
    if between not in (" ", "-") or not tens or not 100 <= hundred < 400:
        return None
    return Number(hundred + second.value, first.start, second.end, raw)


def _taken(
    number: Number, vitals: list[str], shape: Shape, grammar: Grammar, situation: Situation
) -> Claim | Doubt | None:
    """A claim when exactly one open check-in takes it; a doubt when that is unsure."""
    last = {"weight": situation.last("weight")}
    asked = vitals or list(KIND_OF)
    kinds = [kind for kind in asked if fits(kind, number.value, last, alone=len(asked) == 1)]
    if "symptom" in situation.open and number.value in OPTIONS and not kinds:
        return None  # "2" answers how she feels, also when a reading was asked for since
    if not vitals:
        kinds = []
    if kinds == ["bp"]:
        return Doubt("one_number", half(number.value))
    if len(kinds) > 1:
        return Doubt("unit_missing", nameless(number.value))
    if kinds:
        return _claim(KIND_OF[kinds[0]], number, shape, grammar, situation)
    return _alone(number, shape, situation)


def _claim(
    kind: str, number: Number, shape: Shape, grammar: Grammar, situation: Situation
) -> Claim:
    unit = UNITS[kind]
    if kind == "weight" and re.match(r"\s?ks?(?![a-z])", shape.folded[number.end :]):
        unit = "kg"
    refused = grammar.refused(shape, number.start, number.end, situation.context)
    return Claim(kind, (number.value,), number.start, number.end, (), unit, refused=refused)


def _alone(number: Number, shape: Shape, situation: Situation) -> Doubt | None:
    """A number that fits no question and is all she wrote."""
    if re.search(r"[a-z0-9]", shape.folded[: number.start] + shape.folded[number.end :]):
        return None
    if situation.context in KIND_OF:
        other = _perhaps_in_another_unit(situation.context, number.value, situation)
        return Doubt("unit_missing" if other or not number.whole else "implausible", other)
    if situation.context == "none" and number.value >= 20:
        return Doubt("unit_missing", nameless(number.value))
    return None


def _beside_a_slash(number: Number, shape: Shape) -> bool:
    before, after = shape.folded[: number.start], shape.folded[number.end :]
    return bool(re.match(r"\s*/\s*\d", after) or re.search(r"\d\s*/\s*$", before))


def _perhaps_in_another_unit(kind: str, value: float, situation: Situation) -> Reading | None:
    """The reading to propose when the number fits the question only in another unit."""
    before = situation.last("weight")
    if kind == "weight" and before and KILO_RATIO[0] <= value / before <= KILO_RATIO[1]:
        return {"type": "weight", "value": tidy(value), "unit": "kg"}
    if kind == "glucose" and value != int(value) and MMOL_L[0] <= value <= MMOL_L[1]:
        return {"type": "glucose", "value": value, "unit": "mmol/L"}
    return None
