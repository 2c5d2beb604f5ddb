"""Can this number have come from this text? An oracle that knows nothing of the grammar.

It takes the digits and number words of a text and puts neighbours together in the ways people and
recognisers take numbers apart ("1 3 8", "one thirty eight", "184 y media", "13882"). It is meant to
be kinder than the grammar: what it refuses, no reading of the text could hold.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

MOST_TOGETHER = 8  # numbers that make one: "one thousand two hundred and thirty eight point five"
MOST_BETWEEN = 4  # words between two of them: "184 pounds and, uh, 8 ounces"
GREATEST = 3000
TOKEN = re.compile(r"\d+|[a-z]+")
LETTER_O, LETTER_L = re.compile(r"(?<=\d)o"), re.compile(r"l(?=\d)|(?<=/\d)l")
FRACTIONS = {"half": 0.5, "media": 0.5, "medio": 0.5, "quarter": 0.25, "cuarto": 0.25}
FRACTIONS |= {"quarters": 0.25, "fourths": 0.25, "cuartos": 0.25}
WRITTEN = {("1", "2"): 0.5, ("1", "4"): 0.25, ("3", "4"): 0.75}
OUNCES = re.compile(r"\b(?:oz|ounces?|onzas?)\b")
JOINERS = ("", "i", "y", "and")


@dataclass(frozen=True)
class Piece:
    """One number of a text: its digits, its place among the words, what stands before it."""

    digits: str
    place: int
    before: str = ""

    @property
    def value(self) -> int:
        return int(self.digits)


class Oracle:
    """Built once from the number words of the language files."""

    def __init__(self, languages: Mapping[str, Mapping[str, Any]]) -> None:
        told = [language["hears"]["numbers"] for language in languages.values()]
        self.values: dict[str, int] = {}
        for numbers in told:
            for part in numbers.values():
                worth = part.items() if isinstance(part, dict) else ()
                self.values |= {word: n for word, n in worth if isinstance(n, int)}
            self.values |= {word: 0 for word in numbers.get("zero", ())}
            self.values |= {word: 100 for word in numbers.get("hundred", ())}
            self.values |= {word: 1000 for word in numbers.get("thousand", ())}
        shortened = {word[:-1]: n for word, n in self.values.items() if n in range(20, 100)}
        self.inside = {**shortened, **self.values}  # "treintitres" lost its a

    def allows(self, value: float, text: str) -> bool:
        return any(abs(value - made) < 0.006 for made in self.numbers(text))

    def numbers(self, text: str) -> set[float]:
        """Every number that neighbouring pieces of the text can make."""
        written = plain(text)
        meant = LETTER_L.sub("1", LETTER_O.sub("0", written))  # "13O/8O", "l38"
        made = {n for told in {written, meant} for n in self._made(told)}
        return made | _with_fractions(made, written)

    def _made(self, text: str) -> set[float]:
        pieces, ounces = list(self._pieces(text)), bool(OUNCES.search(text))
        made: set[float] = set()
        for first in range(len(pieces)):
            made |= _inside(pieces[first].digits)
            found = {float(pieces[first].value)}
            for last in range(first + 1, min(first + MOST_TOGETHER, len(pieces))):
                made |= found
                if pieces[last].place - pieces[last - 1].place > MOST_BETWEEN + 1:
                    break
                found = {n for n in _joined(found, pieces[last], ounces) if n <= GREATEST}
            made |= found
        return made

    def _pieces(self, text: str) -> Iterator[Piece]:
        end = 0
        for place, token in enumerate(TOKEN.finditer(text)):
            word = token.group()
            found = [int(word)] if word.isdigit() else self.in_word(word)
            for n, value in enumerate(found):
                digits = word if word.isdigit() else str(value)
                yield Piece(digits[:24], place, text[end : token.start()] if not n else "")
            end = token.end()

    def in_word(self, word: str) -> list[int]:
        """The numbers a word is made of: "treintaiocho" is 30 and 8; empty when it is none."""
        if word in self.values:
            return [self.values[word]]
        for length in range(len(word) - 1, 1, -1):
            if word[:length] in self.inside:
                for joiner in JOINERS:
                    rest = word[length:]
                    if rest.startswith(joiner) and (more := self.in_word(rest[len(joiner) :])):
                        return [self.inside[word[:length]], *more]
        return []


def plain(text: str) -> str:
    """Small letters without accents and nothing invisible; every alphabet's digits as 0 to 9."""
    apart = unicodedata.normalize("NFKD", "".join(f" {c} " if c in "½¼¾" else c for c in text))
    kept = (c for c in apart if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept).lower()


def _joined(found: set[float], piece: Piece, ounces: bool) -> Iterator[float]:
    """What numbers become by one more piece behind them."""
    value, places = piece.value, len(piece.digits)
    for n in found:
        if value in (100, 1000):
            yield n * value
        if n.is_integer():
            yield n + value / 10**places  # "184.5", "184 punto cinco"
            if "/" not in piece.before:
                yield n * 10**places + value  # "13 8"
        if value < 100 and n < 10:
            yield n * 100 + value  # "one thirty eight"
        if n and n % 10**places == 0:
            yield n + value  # "ciento 38"
        if ounces and value < 16:
            yield round(n + value / 16, 2)
        yield n  # the piece belongs to something else: "one one thirty eight"


def _inside(digits: str) -> set[float]:
    """Digits run together hold shorter numbers: "13882"."""
    if len(digits) < 4:
        return {float(digits)}
    return {float(digits[a : a + n]) for n in (2, 3) for a in range(len(digits) - n + 1)}


def _with_fractions(made: set[float], text: str) -> set[float]:
    tokens = TOKEN.findall(text)
    parts = {FRACTIONS[token] for token in tokens if token in FRACTIONS}
    parts |= {WRITTEN[pair] for pair in pairwise(tokens) if pair in WRITTEN}
    parts |= {0.75} if 0.25 in parts else set()
    return {n + part for n in made for part in parts}
