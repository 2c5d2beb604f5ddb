"""Which claims of a message are charted, which are asked back, and where a bare number goes."""

import re
from dataclasses import dataclass, field
from typing import Any

from nlu.claims import Claim
from nlu.corrections import chosen, of_claims, one_figure, undecided, which
from nlu.grammar import Grammar
from nlu.numbers import Number
from nlu.plausible import Doubt, Reading, doubt, fits, half, nameless, reading, tidy
from nlu.shape import Shape
from nlu.situation import Situation
from nlu.taken_back import bare_number, taken_back

KIND_OF = {"bp": "blood_pressure", "glucose": "glucose", "weight": "weight"}
ASKED = {  # why a claim was refused -> the reason we ask with; what is missing here is not asked
    "past": "not_now",
    "last_night": "not_now",
    "question": "question",
    "approximate": "approximate",
    "our example": "unreadable",
    "torn": "several_candidates",
}
# A bare number far under the last weight may be kilograms: ask, do not chart.
KILO_RATIO = (0.43, 0.48)
# A glucose with a decimal point in this range is what a meter set to mmol/L shows: ask.
MMOL_L = (1.5, 33.3)
OPTIONS = (1, 2)  # of the symptom question


@dataclass
class Found:
    """What the grammar made of one message."""

    readings: list[Reading] = field(default_factory=list)
    wrong: list[Reading] = field(default_factory=list)  # of earlier messages, taken back
    doubts: list[tuple[Doubt, str]] = field(default_factory=list)  # with the words read
    evidence: list[dict[str, Any]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    leftover: str = ""  # the message without its readings, for what else it says

    def note(self, text: str, start: int, end: int, taken: str, kept: bool) -> None:
        self.evidence.append(
            {"start": start, "end": end, "text": text[start:end], "as": taken, "kept": kept}
        )


def read(text: str, grammar: Grammar, situation: Situation) -> Found:
    """Everything about numbers in one message, under the check-ins that are open."""
    shape, claims, others = grammar.read(text, situation.context)
    found = Found()
    said, claims = claims, chosen(claims, shape, grammar)
    torn = undecided(claims, shape, grammar) or ()
    if torn:
        found.doubts.append((of_claims(*torn), ", ".join(text[c.start : c.end] for c in torn)))
    for claim in claims:
        _weigh(claim, text, found, unless=torn)
    found.wrong = taken_back(said, claims, shape, grammar.words, situation) if not torn else []
    spoken_for = {i for claim in claims for i in claim.indexes}
    for i, kind in others.items():
        found.note(text, shape.numbers[i].start, shape.numbers[i].end, kind, False)
    free = [n for i, n in enumerate(shape.numbers) if i not in spoken_for and i not in others]
    if free and not found.readings and not found.doubts:
        _bare(free, text, shape, grammar, situation, found)
    _meter_word(text, shape, grammar, situation, found)
    found.leftover = _without(text, [e for e in found.evidence if e["kept"]])
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


def _bare(
    free: list[Number],
    text: str,
    shape: Shape,
    grammar: Grammar,
    situation: Situation,
    found: Found,
) -> None:
    put_right = one_figure(free, shape, grammar, situation)
    put_right = put_right or bare_number(free, shape, grammar, situation)
    if isinstance(put_right, Doubt):
        found.doubts.append((put_right, ", ".join(n.raw for n in free)))
        return
    if put_right:
        claim, wrong = put_right
        _weigh(claim, text, found)
        found.wrong = [wrong] if found.readings else []
        return
    last = {"weight": situation.last("weight")}
    vitals = [kind for kind in situation.open if kind in KIND_OF]
    asked = vitals or list(KIND_OF)
    for number in free:
        if _beside_a_slash(number, shape):
            continue  # "12/8" is never a glucose of 12
        kinds = [kind for kind in asked if fits(kind, number.value, last, alone=len(asked) == 1)]
        if not vitals and situation.context not in ("none",):
            continue  # a number in a yes/no question or a call time is no reading
        if "symptom" in situation.open and number.value in OPTIONS and not kinds:
            continue  # "2" answers how she feels, also when a reading was asked for since
        _place(number, kinds if vitals else [], text, shape, grammar, situation, found)
    if len(found.readings) > 1:
        torn = which(*found.readings)
        found.doubts = [(torn, ", ".join(n.raw for n in free))]
        found.readings = []
        for note in found.evidence:
            note["kept"] = False
    elif found.readings:
        found.doubts = []


def _place(
    number: Number,
    kinds: list[str],
    text: str,
    shape: Shape,
    grammar: Grammar,
    situation: Situation,
    found: Found,
) -> None:
    """Chart a bare number when exactly one open check-in takes it and nothing speaks against it."""
    value = number.value
    alone = not re.search(r"[a-z0-9]", shape.folded[: number.start] + shape.folded[number.end :])
    if kinds == ["bp"]:
        found.doubts.append((Doubt("one_number", half(number.value)), number.raw))
    elif len(kinds) > 1:
        found.doubts.append((Doubt("unit_missing", nameless(value)), number.raw))
    elif kinds:
        unit = "mg/dL" if kinds[0] == "glucose" else "lb"
        place = shape.place(shape.numbers.index(number))
        refused = grammar.governors.judge(shape.text, place, place + 1)
        claim = Claim(
            KIND_OF[kinds[0]], (value,), number.start, number.end, (), unit, refused=refused
        )
        _weigh(claim, text, found)
    elif situation.context in KIND_OF and alone:
        other = _perhaps_in_another_unit(situation.context, value, situation)
        reason = "unit_missing" if other or not number.whole else "implausible"
        found.doubts.append((Doubt(reason, other), number.raw))
    elif situation.context == "none" and alone and number.value >= 20:
        found.doubts.append((Doubt("unit_missing", nameless(value)), number.raw))


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
