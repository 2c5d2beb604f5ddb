"""Several values in one message, and one figure of the last pressure put right."""

import re
from itertools import pairwise

from nlu.claims import Claim
from nlu.grammar import Grammar
from nlu.numbers import Number
from nlu.plausible import Doubt, Reading, candidates, doubt, pair, pressure, pressure_of, reading
from nlu.shape import Shape
from nlu.situation import Situation
from nlu.words import Words

LIST_FOLLOWS = re.compile(r"[.:;\n-]\s*$")
FAR = 24  # characters between "go with" and the value she means


def chosen(claims: list[Claim], shape: Shape, grammar: Grammar) -> list[Claim]:
    """One of several values when the patient says which: a correction, a choice, an average."""
    words = grammar.words
    kept = [claim for claim in claims if not _called_wrong(claim, shape, words)]
    for first, second in pairwise(list(kept)):
        if first.kind != second.kind or second.refused == "corrected":
            continue
        before, between = shape.folded[: first.start], shape.folded[first.end : second.start]
        corrected = words.heard("correction", between) or (
            words.heard("correction", before) and words.heard("put_right", between)
        )
        if corrected and first in kept:
            kept.remove(first)
    for kind in {claim.kind for claim in kept}:
        alike = [claim for claim in kept if claim.kind == kind]
        choice = _choice(alike, shape, words) if len(alike) > 1 else None
        if choice:
            kept = [claim for claim in kept if claim is choice or claim.kind != kind]
    return kept


def _called_wrong(claim: Claim, shape: Shape, words: Words) -> bool:
    """ "The 280 was a mistake", "cross out that 160"."""
    before, after = shape.folded[: claim.start], shape.folded[claim.end :]
    the = r"\W+(?:(?:that|the|la|el|lo|de|mi|my)\s+)*"
    discarded = re.search(rf"{words.any_of('discard')}{the}$", before)
    a = r"\W+(?:fue|era|es|was|is)\s+(?:(?:a|un|my|mi)\s+)?"
    is_wrong = a + words.any_of("mistaken", "a_slip")
    return bool(discarded or re.match(is_wrong, after))


def _choice(alike: list[Claim], shape: Shape, words: Words) -> Claim | None:
    """ "Go with the 120", "use the second one", "so the average is 132/80"."""
    for claim in reversed(alike):
        said = shape.folded[: claim.start]
        if re.search(rf"{words.any_of('average')}(?:\W+[a-z']+){{0,2}}?\W*$", said):
            return claim
        so = re.search(rf"{words.any_of('hence')}\W*(?:[a-z']+\W+){{0,2}}?$", said)
        others = [other.values[0] for other in alike if other is not claim]
        if so and min(others) < claim.values[0] < max(others):
            return claim
    chooses = list(re.finditer(words.any_of("choose"), shape.folded))
    if not chooses:
        return None
    told = chooses[-1]
    ahead = shape.folded[told.end() : alike[0].start]
    if LIST_FOLLOWS.search(ahead) and (listed := _nth(alike, ahead, words)):
        return listed  # "keep the middle one: 142/84 135/77 129/70"
    named = [c for c in alike if told.end() <= c.start <= told.end() + FAR]
    if named:
        return named[0]
    rest, before = shape.folded[told.end() :][:FAR], [c for c in alike if c.end <= told.start()]
    if len(before) != len(alike):
        return None
    return _nth(alike, rest, words)


def _nth(alike: list[Claim], said: str, words: Words) -> Claim | None:
    """The one of several that is told by its place among them."""
    places = {"first": 0, "second": 1, "last": len(alike) - 1}
    if len(alike) % 2:
        places["middle"] = len(alike) // 2
    found = [
        (match.start(), place)
        for name, place in places.items()
        if (match := words.pattern(name).search(said))
    ]
    return alike[min(found)[1]] if found else None


def undecided(claims: list[Claim], shape: Shape, grammar: Grammar) -> tuple[Claim, Claim] | None:
    """ "138/82 or 142/90": two values of one vital, and she does not say which."""
    either = re.compile(rf"\W*{grammar.words.any_of('either')}\W+(?:[a-z']+\W+){{0,2}}")
    for first, second in pairwise(claims):
        unsure = (None, "approximate")  # "138/82 or maybe 142/90"
        sound = all(claim.refused in unsure and not doubt(claim) for claim in (first, second))
        between = shape.folded[first.end : second.start]
        asks = len(claims) == 2 and grammar.words.heard("which_one", shape.folded)
        if first.kind == second.kind and sound and (asks or either.fullmatch(between)):
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
