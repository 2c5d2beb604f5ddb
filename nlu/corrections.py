"""Readings put right: by a second full value, or by one figure of the last pressure."""

import re
from itertools import pairwise

from nlu.grammar import Claim, Grammar
from nlu.numbers import Number, Shape
from nlu.plausible import Doubt, pair
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


def one_figure(
    free: list[Number], shape: Shape, grammar: Grammar, situation: Situation
) -> Doubt | None:
    """ "The top was 138, not 148": the last pressure with that figure, to be asked, not charted."""
    last = re.match(r"(\d+)/(\d+)", str(situation.recent.get("blood_pressure", "")))
    if not last or "bp" in situation.open:
        return None
    figures = (float(last.group(1)), float(last.group(2)))
    wrong = [n.value for n in free if n.value in figures]
    right = [n.value for n in free if n.value not in figures]
    heard = grammar.words.heard
    if len(right) != 1 or len(wrong) > 1:
        return None
    if wrong and heard("instead_of", shape.folded):
        other = figures[1] if wrong == [figures[0]] else figures[0]
    elif heard("correction", shape.folded) and heard("top", shape.folded):
        other = figures[1]
    elif heard("correction", shape.folded) and heard("bottom", shape.folded):
        other = figures[0]
    else:
        return None
    proposal = pair(right[0], other)
    return Doubt("proposal", proposal) if proposal else None
