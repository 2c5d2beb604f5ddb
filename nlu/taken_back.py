"""What a message says about an earlier one: "sorry, 148/92 not 184/92" takes a reading back."""

import re
from typing import Sequence

from nlu.claims import Claim
from nlu.corrections import instead
from nlu.grammar import Grammar
from nlu.numbers import Number
from nlu.plausible import NUMBER, Doubt, Reading, doubt, fits, nameless, pressure_of, reading
from nlu.shape import Shape
from nlu.situation import Situation
from nlu.words import Words

SLIPS = ("correction", "mistaken", "discard", "a_slip")
THOUGHT_ENDS = re.compile(r"[.;!?\n]\s")
CHECK_INS = {"bp": "blood_pressure", "glucose": "glucose", "weight": "weight"}
UNITS = {"glucose": "mg/dL", "weight": "lb"}


def taken_back(
    said: Sequence[Claim], kept: Sequence[Claim], shape: Shape, words: Words, situation: Situation
) -> list[Reading]:
    """The readings of earlier messages that this one puts right, as far as it names them.

    A named one is whole, another has its `type` only. Of "184/92, oops, 148/92" the first value
    was never charted, so nothing earlier is meant, unless it is the last one we have.
    """
    wrong: list[Reading] = []
    sound = [claim for claim in kept if not claim.refused and not doubt(claim)]
    for claim in sound:
        if [other.kind for other in sound].count(claim.kind) > 1:
            continue  # two new values: nobody can tell which of them replaces what
        others = [c for c in said if c.kind == claim.kind and c is not claim and not doubt(c)]
        rejected = [c for c in others if c.refused == "corrected"]
        dropped = [c for c in others if not c.refused]
        if rejected:
            wrong.append(reading(rejected[-1]))
        elif dropped:
            slip = any(words.heard(of, shape.folded) for of in SLIPS)  # else a choice or an average
            wrong += [reading(c) for c in dropped if slip and _is_last(c, situation)]
        elif _owns_up(claim, sound, shape, words, situation):
            wrong.append({"type": claim.kind})
    return wrong


def _owns_up(
    claim: Claim, sound: Sequence[Claim], shape: Shape, words: Words, situation: Situation
) -> bool:
    """She says that an earlier value was wrong: "I made a mistake", or "sorry" and the value.

    A bare "sorry" counts only right before the value: "sorry I was asleep" takes nothing back. Of
    several vitals, one that begins a new thought is no correction.
    """
    mistaken = words.pattern("mistaken")
    if len(sound) == 1:
        owned = bool(mistaken.search(shape.folded))
    else:
        first = min(sound, key=lambda c: c.start)
        since = shape.folded[first.end : claim.start]
        owned = bool(
            mistaken.search(shape.folded[: first.start]) and not THOUGHT_ENDS.search(since)
        )
    return owned or _sorry(shape.folded[: claim.start], words, situation)


def _sorry(before: str, words: Words, situation: Situation) -> bool:
    """ "No, 138/82" answers what was asked, where that was a question of yes or no."""
    if situation.context not in ("none", *CHECK_INS):
        return False
    filler = words.any_of("put_right", "pressure", "glucose", "weight", "mine")
    return bool(re.fullmatch(rf"\W*{words.any_of('sorry')}\W*(?:{filler}\W+)*", before))


def _is_last(claim: Claim, situation: Situation) -> bool:
    """Whether it is the last value the chart has; a pulse beside it does not matter."""
    if claim.kind == "blood_pressure":
        return claim.values == pressure_of(situation.recent.get(claim.kind))
    return claim.values[0] == situation.last(claim.kind)


def bare_number(
    free: Sequence[Number], shape: Shape, grammar: Grammar, situation: Situation
) -> tuple[Claim, Reading] | Doubt | None:
    """ "Me equivoqué, era 142": the new value of the only vital of today it can be.

    One figure where a pressure was sent is only proposed.
    """
    rejected = [n for n in free if grammar.governors.rejecting.search(_before(n, shape))]
    right = [n for n in free if n not in rejected]
    if len(right) != 1 or len(rejected) > 1:
        return None
    [number], words = right, grammar.words
    owned = words.heard("mistaken", shape.folded) or _sorry(
        shape.folded[: number.start], words, situation
    )
    kinds = [kind for kind in dict.fromkeys(situation.today) if _may_be(kind, number, situation)]
    if words.heard("past", shape.folded):
        return None
    if owned and len(kinds) > 1:
        return Doubt("unit_missing", {**nameless(number.value), "corrects": {"type": NUMBER}})
    if len(kinds) != 1:
        return None
    [kind] = kinds
    was = rejected[0].value if rejected else None
    if kind == "blood_pressure":
        last = pressure_of(situation.recent.get(kind))
        return _nearer(last, number.value, was) if last and (owned or was in last) else None
    if was is not None and was != situation.last(kind):
        return None
    if not owned and was is None:
        return None
    unit = UNITS[kind]
    claim = Claim(kind, (number.value,), number.start, number.end, (), unit)
    old = {"type": kind} if was is None else reading(Claim(kind, (was,), 0, 0, (), unit))
    return claim, old


def _before(number: Number, shape: Shape) -> str:
    return shape.text[: shape.place(shape.numbers.index(number))]


def _may_be(kind: str, number: Number, situation: Situation) -> bool:
    """A number of a vital sent today and not asked for since."""
    last = {"weight": situation.last("weight")}
    return any(
        fits(check_in, number.value, last, alone=False)
        for check_in, vital in CHECK_INS.items()
        if vital == kind and check_in not in situation.open
    )


def _nearer(last: tuple[float, float], figure: float, was: float | None) -> Doubt | None:
    """Which figure of the last pressure it replaces: the one she names, else the nearer one."""
    top, bottom = last
    if was is not None:
        return instead(last, figure, bottom if was == top else top)
    near_top = abs(figure - top) <= abs(figure - bottom)
    return instead(last, figure, bottom if near_top else top)
