"""Numbers as patients write and say them: digits and words, with their places in the message."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlu.spoken import LONGEST, Speaker
from nlu.words import Words, alternation

FIRST_SIGN = 0xE000  # Private Use Area: one sign stands for one number in a shape
MOST_NUMBERS = 100  # far beyond any reply; the rest of a 1,600-character paste stays text
NUMBER = "[\ue000-\ue0ff]"
DIGITS = re.compile(r"\d+(?:[.,·]\d+)?|(?<=\d )\.\d+")
# "bit.ly/88xz", "x@y.net": what stands in an address on the net is no number of hers
NET = re.compile(r"://|www\.|@|[a-z]\.[a-z]{2,}/")
LABELS = ("pressure", "glucose", "weight", "top", "bottom", "pulse", "over_anywhere")
FRACTIONS = {"half": 0.5, "quarter": 0.25, "three_quarters": 0.75}
LONGEST_LABEL = 20  # letters
GREATEST = 1e15  # what is more is the same to every rule, and still a whole number

Word = tuple[str, int, int]


@dataclass(frozen=True)
class Number:
    """A number in the message: its value, and where its words stand."""

    value: float
    start: int
    end: int
    raw: str

    @property
    def whole(self) -> bool:
        return self.value == int(self.value)

    @property
    def in_digits(self) -> bool:
        return self.raw.isdigit()


class Reader:
    """Finds every number in a folded text; built once for the words of a model."""

    def __init__(self, words: Words) -> None:
        told = [
            language.get("hears", {}).get("numbers", {}) for language in words.languages.values()
        ]
        self.speakers = [Speaker(numbers) for numbers in told]
        hundreds = [word for speaker in self.speakers for word in speaker.joined_hundreds]
        self.glued = re.compile(f"(?:{words.any_of(*LABELS)}|{alternation(hundreds)}|x)$")
        self.point = re.compile(rf"\s+{words.any_of('point')}\s+")
        self.nothing = re.compile(rf"\s+{words.any_of('point')}\s+{alternation(self._zeros())}")
        thing = words.any_of("time_units", "dose", "steps")
        self.fractions = [
            (re.compile(rf"(?:\s|[&-])*{words.any_of(name)}(?!\s*{thing})"), value)
            for name, value in FRACTIONS.items()
        ]

    def _zeros(self) -> list[str]:
        return [word for speaker in self.speakers for word in speaker.zero]

    def numbers(self, folded: str) -> list[Number]:
        """In the order they stand, "184 y media" and "one eighty four point five" as one each."""
        found = sorted([*self._digits(folded), *self._spoken(folded)], key=lambda n: n.start)
        found = list(_one_by_one(self._apart(found), folded))
        return self._with_fractions(self._with_points(found, folded), folded)[:MOST_NUMBERS]

    def _apart(self, found: Sequence[Number]) -> Iterator[Number]:
        """No number inside another's words."""
        end = 0
        for number in found:
            if number.start >= end:
                end = number.end
                yield number

    def _digits(self, folded: str) -> Iterator[Number]:
        nets = [p.span() for p in re.finditer(r"\S+", folded) if NET.search(p.group())]
        for found in DIGITS.finditer(folded):
            start, end = found.span()
            before = folded[max(0, start - LONGEST_LABEL) : start]
            letters = re.search(r"[a-z]+$", before)
            # "a1c", "o2", "e1" and "b12" are names; "bp138", "138x82" and "ciento55" are readings
            named = letters and not self.glued.search(letters.group())
            if not named and not any(a <= start < b for a, b in nets):
                value = min(float(re.sub("[,·]", ".", found.group())), GREATEST)
                yield Number(value, start, end, found.group())

    def _spoken(self, folded: str) -> Iterator[Number]:
        words = [(m.group(), m.start(), m.end()) for m in re.finditer(r"[a-z]+", folded)]
        taken: set[int] = set()
        for speaker in self.speakers:
            i = 0
            while i < len(words):
                run = _run(words, i, folded, speaker, taken)
                value, used = speaker.number(run)
                if i and used and speaker.is_pronoun(run, used, words[i - 1][0]):
                    value, used = None, 1
                if value is not None and not _is_adverb(words, i, used, folded):
                    taken.update(range(i, i + used))
                    start, end = words[i][1], words[i + used - 1][2]
                    yield Number(value, start, end, folded[start:end])
                i += max(used, 1)

    def _with_points(self, numbers: Sequence[Number], folded: str) -> list[Number]:
        """A spoken or a torn decimal is one number: "184 point two five", "184 .5"."""
        joined: list[Number] = []
        for number in numbers:
            before = joined[-1] if joined else None
            between = folded[before.end : number.start] if before else ""
            if before and before.whole and number.raw[0] == "." and between.isspace():
                joined[-1] = _decimal(before, number.raw[1:], number.end, folded)
            elif before and before.whole and number.whole and self.point.fullmatch(between):
                joined[-1] = _decimal(before, f"{number.value:g}", number.end, folded)
            elif number.raw[0] != ".":
                joined.append(number)
        return joined

    def _with_fractions(self, numbers: Sequence[Number], folded: str) -> list[Number]:
        """ "184 y media", "184 1/2", "ten point oh"; "1/2" is then no number of its own."""
        found: list[Number] = []
        for number in numbers:
            if found and number.start < found[-1].end:
                continue
            end, value = number.end, number.value
            if nothing := self.nothing.match(folded, end):
                end = nothing.end()
            for pattern, part in self.fractions:
                if number.whole and (fraction := pattern.match(folded, end)):
                    end, value = fraction.end(), value + part
                    break
            found.append(Number(value, number.start, end, folded[number.start : end]))
        return found


def _decimal(whole: Number, digits: str, end: int, folded: str) -> Number:
    value = float(f"{int(whole.value)}.{digits}")
    return Number(value, whole.start, end, folded[whole.start : end])


def _one_by_one(numbers: Iterator[Number], folded: str) -> Iterator[Number]:
    """ "1 3 8 / 8 2", "1 30 8": digits a recogniser set apart make one number."""
    kept: list[Number] = []
    for number in numbers:
        while kept and not _continues(kept, number, folded):
            yield from _put_together(kept, folded)
            kept = []
        kept.append(number)
    yield from _put_together(kept, folded)


def _continues(kept: Sequence[Number], number: Number, folded: str) -> bool:
    touching = folded[kept[-1].end : number.start] == " "
    return touching and number.in_digits and kept[-1].in_digits and len(kept) < 3


def _put_together(kept: Sequence[Number], folded: str) -> Iterator[Number]:
    raw = [number.raw for number in kept]
    singly = len(kept) > 1 and all(len(digit) == 1 for digit in raw)
    by_place = [len(r) for r in raw] == [1, 2, 1] and raw[1][1] == "0" and raw[1] != "00"
    if singly or by_place:
        digits = "".join(raw) if singly else raw[0] + raw[1][0] + raw[2]
        start, end = kept[0].start, kept[-1].end
        yield Number(float(digits), start, end, folded[start:end])
    elif len(kept) == 3 and len(raw[1]) == len(raw[2]) == 1:  # "140 8 5"
        yield kept[0]
        yield from _put_together(kept[1:], folded)
    else:
        yield from kept


def _run(
    words: Sequence[Word], i: int, folded: str, speaker: Speaker, taken: set[int]
) -> list[str]:
    """The words from the i-th on that belong to numbers, with nothing but space or dash between."""
    run: list[str] = []
    last = words[i][1]
    for at in range(i, min(i + LONGEST, len(words))):
        word, start, end = words[at]
        if word not in speaker.known or at in taken or folded[last:start].strip(" -"):
            break
        run.append(word)
        last = end
    return run


def _is_adverb(words: Sequence[Word], i: int, used: int, folded: str) -> bool:
    """English "once" is Spanish eleven: a number only as the first of a pair ("once con ocho")."""
    word, _, end = words[i]
    return word == "once" and used == 1 and not re.match(r"\s+(?:con|sobre|y)\s", folded[end:])
