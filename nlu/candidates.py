"""We showed two values: which of them her next words choose."""

import re

from nlu.answers import AnswerReader
from nlu.hearing import RULES_ARE_SURE, Heard, Verdict
from nlu.plausible import HALF, NUMBER, Reading
from nlu.words import fold

FIRST, SECOND = 0, 1
ALONE = {"1": FIRST, "one": FIRST, "uno": FIRST, "una": FIRST, "2": SECOND, "two": SECOND}
ALONE |= {"dos": SECOND}


class Choice:
    """Reads "1", "la segunda", "the lower one", "both" or one of the values themselves."""

    def __init__(self, answers: AnswerReader) -> None:
        self.answers = answers
        self.words = answers.words

    def settled(self, heard: Heard, proposed: Reading) -> Verdict | None:
        """Her choice charted; another number is asked about again; None when she says neither."""
        if not self.answers.brief(heard.text):
            return None
        of: list[Reading] = list(proposed["of"])
        folded = fold(heard.text)
        if self.words.heard("neither", folded):
            return Verdict("clarify", reason="declined", confidence=RULES_ARE_SURE)
        if self.words.heard("both", folded):
            return Verdict("accept", readings=of, confidence=RULES_ARE_SURE)
        chosen, said = self._chosen(folded, of), self.answers.yes_or_no(heard.text)
        denied = bool(said) and said.said == "no"
        if denied and chosen is None:
            return Verdict("clarify", reason="declined", confidence=RULES_ARE_SURE)
        if chosen is not None and not denied:
            return Verdict("accept", readings=[of[chosen]], confidence=RULES_ARE_SURE)
        if chosen is not None or _only_bare_numbers(heard):
            return Verdict("clarify", reason="several_candidates", proposal=proposed)
        return None

    def _chosen(self, folded: str, of: list[Reading]) -> int | None:
        """The place of the one she means; None when her words fit both or neither."""
        word = re.sub(r"\W", "", folded)
        meant = {
            ALONE.get(word),
            FIRST if self.words.heard("first", folded) else None,
            SECOND
            if self.words.heard("second", folded) or self.words.heard("last", folded)
            else None,
            self._by_size(folded, of),
            *_by_value(folded, of),
        } - {None}
        return meant.pop() if len(meant) == 1 else None

    def _by_size(self, folded: str, of: list[Reading]) -> int | None:
        """ "The lower one": only where one is lower in every figure."""
        lower, higher = (self.words.heard(which, folded) for which in ("lower", "higher"))
        one, other = map(_figures, of)
        if lower == higher or not (_below(one, other) or _below(other, one)):
            return None
        least = FIRST if _below(one, other) else SECOND
        return least if lower else 1 - least


def _only_bare_numbers(heard: Heard) -> bool:
    """She wrote a number that is neither value and no reading of its own."""
    left = [doubt.proposal for doubt, _ in heard.found.doubts]
    return bool(left) and all(not one or one["type"] in (HALF, NUMBER) for one in left)


def _by_value(folded: str, of: list[Reading]) -> set[int]:
    """Figures of hers that belong to one of the two only: "the 142"."""
    said = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", folded)}
    one, other = (set(_figures(reading)) for reading in of)
    if len(said) == 1 and said <= {1.0, 2.0} - one - other:
        return {FIRST if said == {1.0} else SECOND}
    found = {place for place, mine, its in ((FIRST, one, other), (SECOND, other, one))
             if said & (mine - its)}  # fmt: skip
    return found if said <= one | other else set()


def _figures(reading: Reading) -> tuple[float, ...]:
    if reading["type"] == "blood_pressure":
        return float(reading["systolic"]), float(reading["diastolic"])
    return (float(reading["value"]),)


def _below(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))
