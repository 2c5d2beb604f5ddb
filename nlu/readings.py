"""Which claims of a message are charted, which are asked back, and where a bare number goes."""

import re
from dataclasses import dataclass, field
from typing import Any, Iterator, Sequence

from nlu.bare import bare, passed_over
from nlu.claims import Claim, in_one_unit
from nlu.corrections import chosen, of_claims, one_figure, undecided
from nlu.grammar import Grammar
from nlu.numbers import Number
from nlu.plausible import Doubt, Reading, doubt, reading
from nlu.shape import Shape
from nlu.situation import Situation
from nlu.taken_back import bare_number, taken_back
from nlu.words import fold

ASKED = {  # why a claim was refused -> the reason we ask with; what is missing here is not asked
    "past": "not_now",
    "last_night": "not_now",
    "question": "question",
    "approximate": "approximate",
    "our example": "unreadable",
    "torn": "several_candidates",
}


@dataclass
class Value:
    """A value that was read: what it would chart, and what the grammar holds against it.

    `chance`: how likely it is the patient's own, of today, once the classifier was asked.
    """

    claim: Claim
    reading: Reading
    against: str | None
    chance: float | None = None


@dataclass
class Found:
    """What the grammar made of one message."""

    readings: list[Reading] = field(default_factory=list)
    wrong: list[Reading] = field(default_factory=list)  # of earlier messages, taken back
    doubts: list[tuple[Doubt, str]] = field(default_factory=list)  # with the words read
    evidence: list[dict[str, Any]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    values: list[Value] = field(default_factory=list)  # those that can be readings, charted or not
    folded: str = ""  # the message as the grammar read it
    only_values: bool = False  # "138/82 y 142/90", "I weigh 389 lb": nothing else is said
    leftover: str = ""  # the message without its readings, for what else it says

    def note(self, text: str, start: int, end: int, taken: str, kept: bool) -> None:
        self.evidence.append(
            {"start": start, "end": end, "text": text[start:end], "as": taken, "kept": kept}
        )


def read(text: str, grammar: Grammar, situation: Situation) -> Found:
    """Everything about numbers in one message, under the check-ins that are open."""
    shape, claims, others = grammar.read(text, situation.context)
    found = Found(folded=shape.folded)
    spoken_for = {i for claim in claims for i in claim.indexes}
    said = in_one_unit(claims)
    claims = chosen(said, shape, grammar)
    torn = undecided(claims, shape, grammar) or ()
    if torn:
        found.doubts.append((of_claims(*torn), ", ".join(text[c.start : c.end] for c in torn)))
    for claim in claims:
        _weigh(claim, text, found, unless=torn)
    found.wrong = taken_back(said, claims, shape, grammar.words, situation) if not torn else []
    for i, kind in others.items():
        found.note(text, shape.numbers[i].start, shape.numbers[i].end, kind, False)
    unnamed = [n for i, n in enumerate(shape.numbers) if i not in spoken_for and i not in others]
    free = unnamed
    if found.doubts and all(asked.reason == "not_now" for asked, _ in found.doubts):
        free = [n for n in free if grammar.is_of_today(shape, n)]  # "in May 212, today 207"
    elif found.doubts:
        free = []
    if free:
        said = [*said, *_read_bare(free, text, shape, grammar, situation, found)]
    said = [*said, *passed_over(unnamed, said, shape, grammar, situation)]
    _meter_word(text, shape, grammar, situation, found)
    found.values = list(_values(said, found))
    found.leftover = _without(text, [e for e in found.evidence if e["kept"]])
    rest = grammar.plainly.sub(" ", fold(found.leftover))
    found.only_values = not re.search(r"[^\W\d_]", rest)
    return found


def _weigh(claim: Claim, text: str, found: Found, unless: tuple[Claim, ...] = ()) -> None:
    """Chart a claim, or ask about it; one of `unless` is asked about already."""
    if claim in unless:
        found.note(text, claim.start, claim.end, claim.kind, False)
        return
    refused = claim.refused
    trouble = doubt(claim)
    words = text[claim.start : claim.end]
    if not refused and not trouble:
        value = reading(claim)
        if value not in found.readings:
            found.readings.append(value)
        found.note(text, claim.start, claim.end, claim.kind, True)
        return
    if refused in ASKED:
        proposal = reading(claim) if refused == "question" and not trouble else None
        found.doubts.append((Doubt(ASKED[refused], proposal), words))
    elif trouble and not refused:
        found.doubts.append((trouble, words))
    if refused:
        found.refused.add(refused)
    found.note(text, claim.start, claim.end, refused or claim.kind, False)


def _read_bare(
    free: list[Number],
    text: str,
    shape: Shape,
    grammar: Grammar,
    situation: Situation,
    found: Found,
) -> Sequence[Claim]:
    """Weighs the numbers that nothing names, and returns every claim they could make."""
    beside = bool(found.readings)
    put_right = None if beside else one_figure(free, shape, grammar, situation)
    put_right = put_right or (None if beside else bare_number(free, shape, grammar, situation))
    if isinstance(put_right, Doubt):
        found.doubts.append((put_right, ", ".join(n.raw for n in free)))
        return ()
    if put_right:
        claim, wrong = put_right
        _weigh(claim, text, found)
        found.wrong = [wrong] if found.readings else []
        return (claim,)
    made = bare(free, shape, grammar, situation, beside)
    for claim in made.claims:
        _weigh(claim, text, found)
    if not found.readings:
        found.doubts += made.doubts
    return made.said


def _values(said: Sequence[Claim], found: Found) -> Iterator[Value]:
    """Each claim that can be a reading once, in the order of the message."""
    kept = {(piece["start"], piece["end"]) for piece in found.evidence if piece["kept"]}
    places = {(claim.start, claim.end): claim for claim in reversed(said) if not doubt(claim)}
    for place, claim in sorted(places.items()):
        yield Value(claim, reading(claim), None if place in kept else claim.refused or "dropped")


def _meter_word(
    text: str, shape: Shape, grammar: Grammar, situation: Situation, found: Found
) -> None:
    """ "HI" and "LO" are what a meter shows beyond its range; "hi" is hello, "lo" a pronoun."""
    if situation.context != "glucose" or found.readings or shape.numbers:
        return
    capitals = re.fullmatch(r"\W*(?:HI|LO)\W*", text) or re.fullmatch(
        rf"\W*(?!hi\b|lo\b){grammar.words.any_of('meter_words')}\W*", shape.folded
    )
    says = grammar.words.any_of("meter_says")
    shown = re.search(rf"{says}\W+(?:it\s+)?{grammar.words.any_of('meter_words')}", shape.folded)
    if capitals or shown:
        where = capitals or shown
        assert where is not None
        word = text[where.start() : where.end()].strip().split()[-1]
        found.doubts.append((Doubt("meter_word"), word))
        found.note(text, where.start(), where.end(), "meter word", False)


def _without(text: str, spans: list[dict[str, Any]]) -> str:
    for span in sorted(spans, key=lambda s: -s["start"]):
        text = text[: span["start"]] + " " + text[span["end"] :]
    return text
