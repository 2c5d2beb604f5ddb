"""Numbers as patients write and say them: digits and words, with their places in the message."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from nlu.mending import Mending
from nlu.number import Number as Number
from nlu.spoken import LONGEST, Speaker
from nlu.words import Words, alternation

FIRST_SIGN = 0xE000  # Private Use Area: one sign stands for one number in a shape
MOST_NUMBERS = 48  # far beyond any reply; the rest of a 1,600-character paste stays text
MOST_PIECES = 6 * MOST_NUMBERS  # a number may come in so many: "1 3 8 / 8 2"
NUMBER = "[\ue000-\ue0ff]"
# ".5" is only ever the rest of "184 .5": alone it must not pass for five
KEYCAPS = r"(?:\d ?\u20e3 ?)+(?:(?<=\u20e3)\d+)?"
# "132/83,74" is a pressure and its pulse: no bottom number has two decimals
BOTTOM = r"(?<=/)\d{2,3}(?=,\d\d(?!\d))"
DIGITS = re.compile(rf"{KEYCAPS}|{BOTTOM}|\d+(?:[.,·]\d+)?|(?<=\d )\.\d+|(?<![\w.])\.\d(?!\d)")
FRACTION = re.compile(r"(?:1/2|[13]/4)(?!\d)")
THOUSANDS = re.compile(r"\d{1,3},\d{3}")  # "78,400"; "68,400 kg" are 68.4
# Letters that look like digits, where nothing but a digit can be meant: "13O/8O", "l38".
ROUND = re.compile(r"(?<![a-z\d])(\d{1,2})o(?![a-z\d])")
UPRIGHT = re.compile(r"(?<![a-z\d])l(?=\d\d(?![a-z\d]))|(?<=/\d)l(?![a-z\d])")
# "bit.ly/88xz", "x@y.net": what stands in an address on the net is no number of hers
NET = re.compile(r"://|www\.|\w@|[a-z]\.[a-z]{2,}/")
ELEVEN = re.compile(
    r"\s+(?:con|sobre|y|punto|coma|mmol|milimol(?:es)?)(?![a-z])"
)  # "once con ocho"
LABELS = ("pressure", "glucose", "weight", "top", "bottom", "pulse", "over_anywhere")
LONGEST_LABEL = 20  # letters
GREATEST = 1e15  # what is more is the same to every rule, and still a whole number

Word = tuple[str, int, int]


class Reader:
    """Finds every number in a folded text; built once for the words of a model."""

    def __init__(self, words: Words) -> None:
        told = [
            language.get("hears", {}).get("numbers", {}) for language in words.languages.values()
        ]
        self.speakers = [Speaker(numbers) for numbers in told]
        hundreds = [word for speaker in self.speakers for word in speaker.joined_hundreds]
        self.glued = re.compile(f"(?:{words.any_of(*LABELS)}|{alternation(hundreds)}|x|y)$")
        tops, bottoms = ("|".join(words.phrases(name)) for name in ("top_letter", "bottom_letter"))
        self.lettered = re.compile(  # "S146 D87"; alone "d50" is a name
            rf"(?<![a-z0-9])(?:(?:{tops})\d{{2,3}}\W{{0,4}}(?:{bottoms})\d{{2,3}}(?!\d)"
            rf"|(?:{bottoms})\d{{2,3}}\W{{0,4}}(?:{tops})\d{{2,3}}(?!\d))"
        )
        self.kilos = re.compile(rf"\s*{words.any_of('kg')}")
        self.unfinished = re.compile(rf"\s*(?:\d|{words.any_of('or_so', 'hesitation')})")
        self.mending = Mending(words, self.speakers)

    def numbers(self, folded: str) -> list[Number]:
        """In the order they stand, "184 y media" and "one eighty four point five" as one each."""
        digits = islice(self._digits(folded), MOST_PIECES)
        found = sorted([*digits, *self._spoken(folded)], key=lambda n: n.start)
        found = list(_one_by_one(self._apart(found[:MOST_PIECES]), folded))
        return self.mending.mend(found, folded)[:MOST_NUMBERS]

    def _apart(self, found: Sequence[Number]) -> Iterator[Number]:
        """No number inside another's words."""
        end = 0
        for number in found:
            if number.start >= end:
                end = number.end
                yield number

    def _digits(self, folded: str) -> Iterator[Number]:
        if not re.search(r"\d", folded):
            return
        nets = [p.span() for p in re.finditer(r"\S+", folded) if NET.search(p.group())]
        lettered = [found.span() for found in self.lettered.finditer(folded)]
        for found in DIGITS.finditer(UPRIGHT.sub("1", ROUND.sub(r"\g<1>0", folded))):
            start, end = found.span()
            before = folded[max(0, start - LONGEST_LABEL) : start]
            letters = re.search(r"[a-z]+$", before)
            # "a1c", "o2", "e1" and "b12" are names; "bp138", "138x82" and "ciento55" are readings
            named = letters and not self.glued.search(letters.group())
            named = named and not any(a <= start < b for a, b in lettered)
            if not named and not any(a <= start < b for a, b in nets):
                yield self._written(found.group(), start, end, folded)

    def _written(self, raw: str, start: int, end: int, folded: str) -> Number:
        if "\u20e3" in raw:  # keycaps
            raw = re.sub(r"\D", "", raw)
        thousands = THOUSANDS.fullmatch(raw) and not self.kilos.match(folded, end)
        value = float(raw.replace(",", "") if thousands else re.sub("[,·]", ".", raw))
        return Number(min(value, GREATEST), start, end, raw)

    def _spoken(self, folded: str) -> Iterator[Number]:
        words = [(m.group(), m.start(), m.end()) for m in re.finditer(r"[a-z]+", folded)]
        taken: set[int] = set()
        for speaker in self.speakers:
            i = 0
            while i < len(words):
                if not speaker.knows(words[i][0]):
                    i += 1
                    continue
                run = _run(words, i, folded, speaker, taken)
                value, used = speaker.number(run)
                if i and used and speaker.is_pronoun(run, used, words[i - 1][0]):
                    value, used = None, 1
                if speaker.is_unfinished(run, used):  # "ciento": 100 only with more behind it
                    more = self.unfinished.match(folded, words[i][2])
                    value = value if more else None
                if value is not None and not _is_adverb(words, i, used, folded):
                    taken.update(range(i, i + used))
                    start, end = words[i][1], words[i + used - 1][2]
                    yield Number(value, start, end, folded[start:end])
                i += max(used, 1)


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
    touching = touching and not FRACTION.match(folded, number.start)  # "4 1/2"
    most = 6 if all(len(digit.raw) == 1 for digit in (*kept, number)) else 3
    return touching and number.in_digits and kept[-1].in_digits and len(kept) < most


def _put_together(kept: Sequence[Number], folded: str) -> Iterator[Number]:
    raw = [number.raw for number in kept]
    singly = len(kept) > 1 and all(len(digit) == 1 for digit in raw)
    by_place = [len(r) for r in raw] == [1, 2, 1] and raw[1][1] == "0" and raw[1] != "00"
    if singly and len(raw) > 4:  # "1 3 8 8 2"
        yield from _put_together(kept[:3], folded)
        yield from _put_together(kept[3:], folded)
    elif singly or by_place:
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
    """The words from the i-th on that belong to numbers, with space, dash or "&" between."""
    run: list[str] = []
    last = words[i][1]
    for at in range(i, min(i + LONGEST, len(words))):
        word, start, end = words[at]
        if not speaker.knows(word) or at in taken or folded[last:start].strip(" -&"):
            break
        ahead = words[at + 1][0] if at + 1 < len(words) else ""
        if ahead in speaker.unless_before.get(word, ()):
            break
        run.append(word)
        last = end
    return run


def _is_adverb(words: Sequence[Word], i: int, used: int, folded: str) -> bool:
    """English "once" is Spanish eleven: a number only where more of a reading is said behind it."""
    word, _, end = words[i]
    return word == "once" and used == 1 and not ELEVEN.match(folded, end)
