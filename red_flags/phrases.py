"""The phrase grammar: how a clinician writes what patients say, and how a text is matched with it.

    word        this word, misspelt a little or without accents
    word*       a word that begins so
    <name>      one of the words or phrases listed under `words:`
    {a|b c|d}   one of these
    [word]      may be there or not
    ..  ...     up to 2 or up to 6 words between, in the same sentence and not across a "no"
    #20-69  #   a whole number from 20 to 69; any figure
    ^ $  ?      the start or the end of the message; a question mark
    (x)  (!x)   x must follow, or must not, and is no part of what was found
    a & b       both in either order, with up to 6 words between
    a && b      both anywhere in the message

A text is matched with sets of positions held as bits of one integer, so the time is linear in the
text and no phrase can run away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from red_flags.steps import (
    AT_END,
    AT_START,
    NOTHING,
    Line,
    Part,
    ahead,
    chain,
    either,
    exactly,
    gap,
    maybe,
    once_a_line,
)
from red_flags.words import plain_words

GAPS = {"..": 2, "...": 6}
BOTH = 6  # words between the two halves of `a & b`

_SIGN = re.compile(r"\.\.\.|\.\.|\(!|[{}\[\]()|&^$]|<[^<>]*>|#(?:\d+-\d+)?|[^\s{}\[\]()|&^$<>]+")


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Phrase:
    """One compiled phrase. `language` is that of its file, `literals` the words it is made of."""

    text: str
    language: str
    first: Part
    literals: frozenset[str]
    also: Part | None = None  # the second half of `a && b`
    family: str = ""

    def spans(self, line: Line) -> Iterator[tuple[int, int]]:
        """Each match of the first half as (first word, word behind the last), shortest each."""
        return _spans(self.first, line)

    def is_whole(self, line: Line) -> bool:
        """False when the second half of `a && b` is not in the text."""
        return self.also is None or any(self.also_spans(line))

    def also_spans(self, line: Line) -> Iterator[tuple[int, int]]:
        return _spans(self.also, line) if self.also else iter(())


def _spans(part: Part, line: Line) -> Iterator[tuple[int, int]]:
    """Each match by its first word, found by halving: few words of a long text begin one."""
    return _within(part, line, 0, len(line.words))


def _within(part: Part, line: Line, low: int, high: int) -> Iterator[tuple[int, int]]:
    mask = line.starts & ((1 << high) - (1 << low))
    reached = part.step(mask, line) if mask else 0
    if reached and high - low == 1:
        yield low, (reached & -reached).bit_length() - 1
    elif reached:
        middle = (low + high) // 2
        yield from _within(part, line, low, middle)
        yield from _within(part, line, middle, high)


class Book:
    """A list of phrases, indexed by the words of which each needs one: few are tried on a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = list(phrases)
        self._by_key: dict[str, list[int]] = {}
        for number, phrase in enumerate(self.phrases):
            for key in phrase.first.needs or ():
                self._by_key.setdefault(key, []).append(number)

    def likely(self, line: Line) -> list[Phrase]:
        """The phrases that may be in the text, in the authored order."""
        found = {number for key in line.at for number in self._by_key.get(key, ())}
        return [self.phrases[number] for number in sorted(found)]

    def spans(self, line: Line) -> list[tuple[int, int]]:
        """Where the phrases are; of `a && b` where a is, if b is there too."""
        found = [phrase for phrase in self.likely(line) if phrase.is_whole(line)]
        return [span for phrase in found for span in phrase.spans(line)]

    def covered(self, line: Line) -> set[int]:
        """Positions of all words that matches of these phrases take up."""
        return {at for start, end in self.spans(line) for at in range(start, end)}


@dataclass
class Grammar:
    """Compiles phrases; knows the named word lists of all languages together.

    A list of one language is joined with the list of the same name in the others, so that a
    phrase also finds both languages mixed: "tengo chest pain".
    """

    lists: Mapping[str, Sequence[str]]
    beginnings: set[str] = field(default_factory=set)
    numbers: set[tuple[int, int]] = field(default_factory=set)
    _named: dict[str, tuple[Part, frozenset[str]]] = field(default_factory=dict)

    def phrase(self, text: str, language: str, family: str = "") -> Phrase:
        """Raises PhraseError when the text breaks the grammar or names an unknown list."""
        readers = [_Reader(half, self) for half in text.split("&&")]
        parts = [reader.whole() for reader in readers]
        if len(parts) > 2:
            raise PhraseError(f"{text!r} has more than one &&")
        if any(part.needs is None for part in parts):
            raise PhraseError(f"{text!r} would match a text that holds none of its words")
        literals = frozenset[str]().union(*(reader.literals for reader in readers))
        return Phrase(text, language, parts[0], literals, parts[1] if parts[1:] else None, family)

    def named(self, name: str, whole: str) -> tuple[Part, frozenset[str]]:
        if name not in self.lists:
            raise PhraseError(f"{whole!r} names <{name}>, which is not among the words lists")
        if name not in self._named:
            self._named[name] = NOTHING, frozenset()  # a list that names itself matches nothing
            readers = [_Reader(entry, self) for entry in self.lists[name]]
            part = once_a_line(name, either([reader.whole() for reader in readers]))
            literals = frozenset[str]().union(*(reader.literals for reader in readers))
            self._named[name] = part, literals
        return self._named[name]


class _Reader:
    """Recursive descent over one phrase."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text, self.grammar = text, grammar
        self.signs = _SIGN.findall(text)
        self.literals: set[str] = set()

    def whole(self) -> Part:
        first = self.sequence()
        if self.signs and self.signs[0] == "&":
            self.signs.pop(0)
            second = self.sequence()
            between = gap(BOTH)
            first = either([chain([first, between, second]), chain([second, between, first])])
        if self.signs:
            raise PhraseError(f"{self.text!r} has {self.signs[0]!r} where nothing may follow")
        return first

    def sequence(self) -> Part:
        parts: list[Part] = []
        while self.signs and self.signs[0] not in ("|", "}", "]", ")", "&"):
            parts.append(self.part(self.signs.pop(0)))
        if not parts:
            raise PhraseError(f"{self.text!r} has an empty part")
        return chain(parts)

    def part(self, sign: str) -> Part:
        if sign in GAPS:
            return gap(GAPS[sign])
        if sign == "{":
            return either(self.alternatives("}"))
        if sign == "[":
            return maybe(either(self.alternatives("]")))
        if sign in ("(", "(!"):
            return ahead(either(self.alternatives(")")), wanted=sign == "(")
        if sign in "^$":
            return AT_START if sign == "^" else AT_END
        if sign == "#":
            return exactly(sign)
        if sign[0] == "#":
            low, high = sign[1:].split("-")
            self.grammar.numbers.add((int(low), int(high)))
            return exactly(f"#{int(low)}-{int(high)}")
        if sign[0] == "<":
            part, literals = self.grammar.named(sign[1:-1], self.text)
            self.literals |= literals
            return part
        return self.word(sign)

    def alternatives(self, close: str) -> list[Part]:
        found = [self.sequence()]
        while self.signs and self.signs[0] == "|":
            self.signs.pop(0)
            found.append(self.sequence())
        if not self.signs or self.signs.pop(0) != close:
            raise PhraseError(f"{self.text!r} lacks a closing {close!r}")
        return found

    def word(self, sign: str) -> Part:
        spelled = [sign] if sign == "?" else plain_words(sign)
        if not spelled:
            raise PhraseError(f"{self.text!r} holds {sign!r}, which is no word")
        if sign.endswith("*"):
            self.grammar.beginnings.add(spelled[-1])
            spelled[-1] += "*"
            self.literals.update(spelled[:-1])
        else:
            self.literals.update(spelled)
        return chain([exactly(word) for word in spelled])
