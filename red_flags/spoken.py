"""Numbers said in words, as a recogniser writes them: "forty four", "cuatrocientos cincuenta"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from red_flags.words import Word, plain_words

Read = tuple[int, int] | None  # the value and the word behind it


@dataclass
class Spoken:
    """The number words of all languages together, from their `hears: numbers` and `over`."""

    ones: dict[str, int] = field(default_factory=dict)
    teens: dict[str, int] = field(default_factory=dict)
    tens: dict[str, int] = field(default_factory=dict)
    hundreds: dict[str, int] = field(default_factory=dict)
    hundred: set[str] = field(default_factory=set)
    joins: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)

    def numbered(self, words: Sequence[Word]) -> list[Word]:
        """The words with each number at its last word; those of a pressure, 138 over 62, left out.

        A second number that follows at once is the lower half of a pressure too.
        """
        marked = list(words)
        at, before = 0, -1  # `before`: the word behind the number last read
        while at < len(words):
            read = self._number(words, at)
            if read is None:
                at += 1
                continue
            value, end = read
            half = self._is_half(words, at, end, before)
            marked[end - 1] = replace(words[end - 1], number=None if half else value)
            at = before = end
        return marked

    def _is_half(self, words: Sequence[Word], start: int, end: int, before: int) -> bool:
        """One of the two numbers of a pressure."""
        second = before == start or (before == start - 1 and words[before].text in self.over)
        joined = end < len(words) and words[end].text in self.over
        return second or (joined and self._number(words, end + 1) is not None)

    def _number(self, words: Sequence[Word], at: int) -> Read:
        if at >= len(words):
            return None
        number = words[at].number
        if number is not None:
            return number, at + 1
        said = [word.text for word in words[at : at + 5]]
        hundreds, used = self._hundreds(said)
        rest, more = self._below_hundred(said[used:])
        if more == 0 and used and said[used : used + 1] and said[used] in self.joins:
            rest, more = self._below_hundred(said[used + 1 :])
            more += more > 0
        return (hundreds + rest, at + used + more) if used + more else None

    def _hundreds(self, said: Sequence[str]) -> tuple[int, int]:
        """100 to 900 and the words it takes: "two hundred", or "two" of "two fifty"."""
        if said[0] in self.hundreds:
            return self.hundreds[said[0]], 1
        if said[0] in self.ones and len(said) > 1:
            if said[1] in self.hundred:
                return self.ones[said[0]] * 100, 2
            if said[1] in self.tens or said[1] in self.teens:
                return self.ones[said[0]] * 100, 1
        return 0, 0

    def _below_hundred(self, said: Sequence[str]) -> tuple[int, int]:
        """1 to 99 at the beginning and the words it takes, or 0 and 0."""
        for known in (self.teens, self.ones):
            if said and said[0] in known:
                return known[said[0]], 1
        if not said or said[0] not in self.tens:
            return 0, 0
        joined = 1 if said[1:2] and said[1] in self.joins else 0
        one = self.ones.get(said[1 + joined], 0) if len(said) > 1 + joined else 0
        return self.tens[said[0]] + one, 2 + joined if one else 1


def spoken(files: Iterable[Mapping[str, Any]]) -> Spoken:
    """The number words of these parsed language files; a file without any adds none."""
    known = Spoken()
    for file in files:
        hears = file.get("hears") or {}
        numbers = hears.get("numbers") or {}
        known.ones |= _plain(numbers.get("units"))
        known.teens |= _plain(numbers.get("teens"))
        known.tens |= _plain(numbers.get("tens"))
        known.hundreds |= _plain(numbers.get("hundreds"))
        known.hundred.update(numbers.get("hundred") or ())
        known.joins.update(numbers.get("and") or ())
        known.over.update(hears.get("over_anywhere") or ())
    return known


def _plain(words: Mapping[str, int] | None) -> dict[str, int]:
    return {" ".join(plain_words(word)): value for word, value in (words or {}).items()}
