"""Several values in one message, and one figure of the last pressure put right."""

import re
from itertools import pairwise

from nlu.claims import Claim
from nlu.grammar import Grammar
from nlu.numbers import Number
from nlu.plausible import Doubt, Reading, candidates, doubt, pair, pressure, pressure_of, reading
from nlu.shape import Shape
from nlu.situation import Situation


def chosen(claims: list[Claim], shape: Shape, grammar: Grammar) -> list[Claim]:
    """One of several values when the patient says which: a correction, a stated average."""
    kept = list(claims)
    for first, second in pairwise(claims):
        if first.kind != second.kind or second.refused == "corrected":
            continue
        before, between = shape.folded[: first.start], shape.folded[first.end : second.start]
        heard = grammar.words.heard
        corrected = heard("correction", between) or (
            heard("correction", before) and heard("put_right", between)
        )
        if (corrected or heard("average", between)) and first in kept:
            kept.remove(first)
    return kept


def undecided(claims: list[Claim], shape: Shape, grammar: Grammar) -> tuple[Claim, Claim] | None:
    """ "138/82 or 142/90": two values of one vital, and she does not say which."""
    either = re.compile(rf"\W*{grammar.words.any_of('either')}\W+(?:[a-z']+\W+){{0,2}}")
    for first, second in pairwise(claims):
        unsure = (None, "approximate")  # "138/82 or maybe 142/90"
        sound = all(claim.refused in unsure and not doubt(claim) for claim in (first, second))
        between = shape.folded[first.end : second.start]
        if first.kind == second.kind and sound and either.fullmatch(between):
            return first, second
    return None


def which(*readings: Reading) -> Doubt:
    """The question which reading is today's; only two of one vital can be proposed."""
    two = len(readings) == 2 and len({reading["type"] for reading in readings}) == 1
    return Doubt("several_candidates", candidates(*readings) if two else None)


def of_claims(first: Claim, second: Claim) -> Doubt:
    return which(reading(first), reading(second))


def one_figure(
    free: list[Number], shape: Shape, grammar: Grammar, situation: Situation
) -> Doubt | None:
    """ "The top was 138, not 148": the last pressure with that figure, to be asked, not charted.

    What is proposed says which reading it `corrects`: her yes then replaces that one.
    """
    figures = pressure_of(situation.recent.get("blood_pressure"))
    if not figures or "bp" in situation.open or grammar.words.heard("past", shape.folded):
        return None
    wrong = [n.value for n in free if n.value in figures]
    right = [n.value for n in free if n.value not in figures]
    heard = grammar.words.heard
    if len(right) != 1 or len(wrong) > 1:
        return None
    putting_right = (
        "blood_pressure" in situation.today
        or heard("correction", shape.folded)
        or heard("mistaken", shape.folded)
    )
    if wrong and heard("instead_of", shape.folded):
        other = figures[1] if wrong == [figures[0]] else figures[0]
    elif putting_right and heard("top", shape.folded):
        other = figures[1]
    elif putting_right and heard("bottom", shape.folded):
        other = figures[0]
    else:
        return None
    return instead(figures, right[0], other)


def instead(last: tuple[float, float], figure: float, other: float) -> Doubt | None:
    """The question whether `figure` beside `other` is what the `last` pressure should have been."""
    proposal = pair(figure, other)
    return Doubt("proposal", {**proposal, "corrects": pressure(*last)}) if proposal else None
