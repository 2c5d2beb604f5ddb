"""Whose number it is and of when: past, other people, targets, suppositions, questions."""

import re
from dataclasses import dataclass
from itertools import pairwise

from nlu.numbers import NUMBER
from nlu.words import Words, fold

SENTENCE_END = re.compile(r"(?<=[.!?;\n])\s+|\n|\s+(?:but|pero|although|aunque)\s+")


@dataclass(frozen=True)
class Sentence:
    """A stretch of the shape with its place, ending where a new thought begins."""

    text: str
    start: int
    asks: bool


def sentences(shape: str) -> list[Sentence]:
    """Split where a sentence ends; "138.82" never splits because its point touches a number."""
    cut = [0, *(m.end() for m in SENTENCE_END.finditer(shape)), len(shape)]
    return [
        Sentence(shape[a:b], a, shape[a:b].rstrip().endswith("?") or "¿" in shape[a:b])
        for a, b in pairwise(cut)
        if a < b
    ]


class Governors:
    """Finds the words that govern a number: the nearest marker before it, else after it."""

    def __init__(self, words: Words) -> None:
        self.when = self._marked(words, today="today", past="past", last_night="last_night")
        # "with my daughter" measured beside her; it is not her value
        company = "".join(rf"(?<!{re.escape(fold(p))} )" for p in words.phrases("company"))
        self.who = re.compile(
            rf"(?P<mine>{words.any_of('mine')})|{company}(?P<other>{words.any_of('others')})"
        )
        self.words = words
        self.supposed = words.pattern("hypothetical")
        self.asking = re.compile(rf"^\W*(?:and\s+|y\s+|but\s+)?{words.any_of('question')}")
        self.stating = re.compile(words.any_of("stated"))
        self.rejecting = re.compile(rf"{words.any_of('instead_of')}\s+$")
        self.rounding = re.compile(rf"{words.any_of('about')}\W*(?:a|an|the|el|la|los|en|at)?\s*$")
        self.ours = re.compile(r"reply with|e\.g\.|responda con|p\. ?ej\.|top/bottom|alta/baja")

    @staticmethod
    def _marked(words: Words, **concepts: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?P<{k}>{words.any_of(c)})" for k, c in concepts.items()))

    def nearest(self, markers: re.Pattern[str], sentence: Sentence, at: int) -> str | None:
        """The marker that governs the place `at`.

        Patients put it either side: "ayer 150/90, hoy 138/82" and "150/90 yesterday, 138/82 now".
        What a sentence begins with, a number or a marker, tells which.
        """
        text, here = sentence.text, at - sentence.start
        found = [(m.start(), m.lastgroup) for m in markers.finditer(text)]
        before = [kind for place, kind in found if place < here]
        after = [(place, kind) for place, kind in found if place > here]
        first_number = re.search(NUMBER, text)
        numbers_lead = bool(first_number and found and first_number.start() < found[0][0])
        if after and (numbers_lead or not before):
            place, kind = after[0]
            owed_to_next = re.search(NUMBER, text[place:]) and re.search(
                rf"[,;]|\s(?:and|y)\s|{NUMBER}(?:.*{NUMBER}){{2}}", text[here:place]
            )
            if not owed_to_next:
                return kind
        return before[-1] if before else None

    def judge(self, shape: str, start: int, end: int) -> str | None:
        """Why the number at this place may not be charted; None when nothing speaks against it."""
        if self.ours.search(shape):
            return "our example"
        sentence = next(s for s in sentences(shape) if s.start <= start < s.start + len(s.text))
        before = shape[sentence.start : start]
        if self.rejecting.search(before):
            return "corrected"
        when = self.nearest(self.when, sentence, start)
        if when in ("past", "last_night"):
            return when
        if self._of_another(shape, sentence, start):
            return "other person"
        if self.supposed.search(before):
            return "hypothetical"
        if sentence.asks and self.asking.search(before) and not self.stating.search(before):
            return "question"
        return "approximate" if self._rounded(before, shape[end : end + 16]) else None

    def _of_another(self, shape: str, sentence: Sentence, start: int) -> bool:
        if self.words.heard("caregiver", shape):
            return False
        return self.nearest(self.who, sentence, start) == "other"

    def _rounded(self, before: str, after: str) -> bool:
        following = re.match(r"\s*(?:or so|ish|more or less|mas o menos|por ahi|algo asi)", after)
        return bool(self.rounding.search(before) or following)
