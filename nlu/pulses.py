"""The pulse beside a pressure: labelled, or the third number."""

import re
from collections.abc import Mapping
from dataclasses import replace

from nlu.claims import Claim, typical
from nlu.joints import Joints
from nlu.shape import Shape
from nlu.words import Words

Others = Mapping[int, str]  # number index -> what it is instead of a reading
IN_RANGE = range(30, 221)
BEHIND_AND = range(40, 131)  # "138/82 y 142": rather another value than a pulse
FAR = 40  # characters; a pulse further before may be of another measurement
FAR_BEHIND = 16  # there another measurement is told of sooner
# Small words between a label and the number before it: "138 on the top".
FILL = r"[\s(]*(?:(?:is|are|was|on|in|at|de|la|el|es|en|the|number|for|a|up)\s+){0,4}"


class Pulses:
    """Compiled once for the words of a model."""

    def __init__(self, words: Words, joints: Joints) -> None:
        self.joints = joints
        mmhg = rf"(?:\s*(?:(?:de|of)\s+)?{words.any_of('mmhg', 'pressure')})?"
        label = words.any_of("pulse", "pulse_after")
        conjunction = (
            rf"(?:(?:and|y|i|e|con|with|w/?|plus|then|luego|{words.any_of('says')})\s+){{1,3}}"
        )
        thing = rf"(?:{words.any_of('pulse_says')}[\s:=.,(-]*){{0,3}}"
        over = rf"\s*{words.any_of('over_anywhere')}\s*"
        self.bare = re.compile(rf"{mmhg}(?:[\s,;/.()*+&@–-]{{1,4}}|{over})")
        self.beside = re.compile(rf"{mmhg}[\s,;.]*{conjunction}")
        self.named = re.compile(
            rf"{mmhg}[\s,;/.()*&–-]*(?:{conjunction})?"
            rf"(?:(?:it's|its|a|the|my|little|lil|el|la|las|los|mi|un|de)\s+){{0,3}}{label}[\s:=.,(-]*{thing}"
        )
        small = "de|del|el|la|the|my|mi|is|es|con|with|un|a|on|by|next|to|for|little|junto|al"
        self.names_it = re.compile(rf"\s*(?:(?:{small})\s+){{0,3}}{label}")
        self.just_before = re.compile(rf"{label}[\s:=.,(-]*{thing}$")
        self.own_label = re.compile(FILL + words.any_of("top", "bottom"))
        self.other_thing = re.compile(
            rf"\s*(?:de\s+|en\s+|my\s+)?"
            rf"{words.any_of('kg', 'lb', 'mgdl', 'mmol', 'glucose', 'weight', 'oxygen')}"
        )

    def behind(self, claim: Claim, shape: Shape, others: Others, labelled: bool = False) -> Claim:
        """The claim with the number behind it as its pulse, if it is one.

        Where the pressure is `labelled`, its last label stands in between, and only a labelled
        pulse counts.
        """
        i = max(claim.indexes) + 1
        between = shape.between(i - 1)
        if between is None or not shape.numbers[i].whole:
            return claim
        if int(shape.numbers[i].value) not in IN_RANGE:
            return claim
        if labelled:
            between = self.own_label.sub("", between, count=1)
        if self._named(shape, i, between):
            allowed = others.get(i) in (None, "pulse", "heart", "time")
        else:
            allowed = others.get(i) is None and not labelled and self._third(shape, i, between)
        return _with(claim, shape, i) if allowed and not self._paired(shape, i) else claim

    def _paired(self, shape: Shape, i: int) -> bool:
        """ "El otro 130 con 70": the first of a usual pressure."""
        values = [number.value for number in shape.numbers[i : i + 2]]
        return self.joints.begins_pair(shape, i) and typical((values[0], values[1]))

    def _named(self, shape: Shape, i: int, between: str) -> bool:
        plainly = self.bare.fullmatch(between) or self.beside.fullmatch(between)
        return bool(
            self.named.fullmatch(between) or (plainly and self.names_it.match(shape.after(i)))
        )

    def _third(self, shape: Shape, i: int, between: str) -> bool:
        """An unlabelled third number, that is nothing else and begins no pair of its own."""
        values = [number.value for number in shape.numbers]
        if values[i : i + 2] == values[max(i - 2, 0) : i]:
            return False  # "133 80 133 80"
        joined = self.bare.fullmatch(between) or (
            self.beside.fullmatch(between) and int(shape.numbers[i].value) in BEHIND_AND
        )
        named = self.other_thing.match(shape.after(i)) or self.joints.begins_pair(shape, i)
        return bool(joined) and not named

    def elsewhere(self, claims: list[Claim], shape: Shape, others: Others) -> list[Claim]:
        """ "Pulse 72, 138/82": the only pulse of a message belongs to its only pressure."""
        pairs = [claim for claim in claims if claim.kind == "blood_pressure"]
        if len(pairs) != 1 or pairs[0].pulse is not None:
            return claims
        [claim] = pairs
        taken = {i for kept in claims for i in kept.indexes}
        named = [i for i, kind in others.items() if kind == "pulse" and i not in taken]
        named = named or [i for i in range(min(claim.indexes)) if self._labelled(shape, i, others)]
        if len(named) != 1 or not self._near(claim, named[0], shape):
            return claims
        return [_with(claim, shape, named[0]) if kept is claim else kept for kept in claims]

    def _labelled(self, shape: Shape, i: int, others: Others) -> bool:
        """ "Heart 66 bp 133/84"."""
        before = shape.text[: shape.place(i)]
        return others.get(i) in (None, "heart") and bool(self.just_before.search(before))

    def _near(self, claim: Claim, i: int, shape: Shape) -> bool:
        number = shape.numbers[i]
        if not number.whole or int(number.value) not in IN_RANGE:
            return False
        first, last = sorted([(number.start, number.end), (claim.start, claim.end)])
        between = shape.folded[first[1] : last[0]]
        far = FAR if first[0] == number.start else FAR_BEHIND
        return first[1] <= last[0] and len(between) <= far and "?" not in between


def _with(claim: Claim, shape: Shape, i: int) -> Claim:
    number = shape.numbers[i]
    return replace(
        claim,
        pulse=number.value,
        start=min(claim.start, number.start),
        end=max(claim.end, number.end),
        indexes=(*claim.indexes, i),
    )
