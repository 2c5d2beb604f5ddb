"""Numbers in words, as people and speech recognisers say them, each language by its own list."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

LEAST_BOTTOM = 50
LONGEST = 9  # words: "one thousand nine hundred and ninety nine" has seven


class Speaker:
    """One language's number words, read off a run of words that all belong to numbers."""

    def __init__(self, numbers: Mapping[str, Any]) -> None:
        self.units: dict[str, int] = numbers.get("units", {})
        self.joined_units = {**self.units, **numbers.get("joined_units", {})}
        self.tens: dict[str, int] = numbers.get("tens", {})
        # "thirty ate", "treinta y tre": misheard or cut short, a unit only behind a ten
        self.behind_tens = {**self.joined_units, **numbers.get("behind_tens", {})}
        self.unless_before: dict[str, list[str]] = numbers.get("unless_before", {})
        self.last_units: dict[str, int] = numbers.get("last_units", {})
        self.joining = set(numbers.get("and", []))
        self.small = {**numbers.get("teens", {}), **self.tens, **dict(self._fused())}
        self.teens: dict[str, int] = numbers.get("teens", {})
        self.alone: dict[str, int] = numbers.get("hundreds", {})
        self.unfinished = set(numbers.get("unfinished", []))
        self.exact = set(numbers.get("exact", []))
        # "siento" is "ciento" misspelled, and also "I feel": a number only before another
        self.joined_hundreds = {**self.alone, **numbers.get("joined_hundreds", {})}
        self.hundred = set(numbers.get("hundred", []))
        multiplied = {
            unit + word: n * 100 for unit, n in self.units.items() for word in self.hundred
        }
        self.multiplied = multiplied  # "onehundred"
        apart = {unit: n * 100 for unit, n in self.units.items() if multiplied}
        self.fusing = {**self.joined_hundreds, **apart, **multiplied}
        self.lengths = sorted({len(word) for word in self.fusing})
        self.article = set(numbers.get("article", []))
        self.thousand = set(numbers.get("thousand", []))
        self.zero = set(numbers.get("zero", []))
        self.known_alone = {*self.small, *self.units}
        self.not_after = set(numbers.get("not_after", []))
        self.known = {
            *(self.behind_tens | self.small | self.joined_hundreds),
            *(self.hundred | self.article | self.thousand | self.zero | self.joining),
        }

        self.hundreds = lru_cache(maxsize=20_000)(self._hundreds)  # asked of every word twice

    def knows(self, word: str) -> bool:
        """Whether it is a number word, alone or with others written on to it."""
        return word in self.known or self.hundreds(word) is not None

    def _hundreds(self, word: str) -> int | None:
        """ "ciento", "onehundred", "cientotreinta", "onethirtythree": looked up, since a list of
        all that can be fused would hold half a million words.
        """
        if word in self.alone or word in self.multiplied:
            return self.alone.get(word) or self.multiplied[word]
        for length in self.lengths:
            small = self.small.get(word[length:])
            if small and word[:length] in self.fusing:
                return self.fusing[word[:length]] + small
        return None

    def _fused(self) -> Iterator[tuple[str, int]]:
        """ "treintaiocho", "thirtyeight": how a ten and a unit are written in one word."""
        for ten, tens in self.tens.items():
            for unit, units in self.units.items():
                yield ten + unit, tens + units
                yield from ((ten + joiner + unit, tens + units) for joiner in self.joining)
                # "treintitres", "ochenticuatro"
                yield from ((ten[:-1] + joiner + unit, tens + units) for joiner in self.joining)

    def number(self, run: Sequence[str]) -> tuple[int | None, int]:
        """The number a run of known words begins with, and how many words it takes."""
        for read in (
            self._with_thousand,
            self._with_hundreds,
            self._short_hundreds,
            self._spelled,
            self.below_100,
        ):
            value, used = read(run)
            if used:
                return value, used
        return None, 0

    def is_pronoun(self, run: Sequence[str], used: int, before: str) -> bool:
        """ "The top one 138", "the last one one twenty eight": this "one" stands for a thing."""
        if before not in self.not_after or run[0] not in self.units:
            return False
        repeated = len(run) > 2 and run[1] == run[0] and run[2] in self.small
        return used == 1 or repeated

    def is_unfinished(self, run: Sequence[str], used: int) -> bool:
        """ "Ciento" alone, which is only said with more behind it."""
        return used == 1 and run[0] in self.unfinished

    def below_100(self, run: Sequence[str]) -> tuple[int, int]:
        match run:
            case [ten, joiner, unit, *_] if (
                ten in self.small and joiner in self.joining and unit in self.behind_tens
            ) and self.small[ten] % 10 == 0:
                return self.small[ten] + self.behind_tens[unit], 3
            case [ten, unit, word, *_] if (
                ten in self.tens and unit in self.units and (word in self.hundred)
            ):
                return self.tens[ten], 1  # "over eighty one hundred and seven"
            case [ten, unit, *_] if ten in self.tens and unit in self.behind_tens:
                return self.tens[ten] + self.behind_tens[unit], 2
            case [word, *_] if word in self.small:
                return self.small[word], 1
            case [word, *_] if word in self.units:
                return self.units[word], 1
        return 0, 0

    def _with_thousand(self, run: Sequence[str]) -> tuple[int, int]:
        """ "one thousand three hundred": only before more, because "mil gracias" is no number."""
        at = next((i for i, word in enumerate(run[:4]) if word in self.thousand), None)
        if at is None:
            return 0, 0
        times, used = self._with_hundreds(run[:at]) if at else (1, 0)
        if at and not used:
            times, used = self.below_100(run[:at])
        joined = 1 if len(run) > at + 1 and run[at + 1] in self.joining else 0
        rest = run[at + 1 + joined :]
        more, more_used = self._with_hundreds(rest)
        if not more_used:
            more, more_used = self.below_100(rest)
        if more_used:
            return times * 1000 + more, at + 1 + joined + more_used
        return (times * 1000, at + 1) if at else (0, 0)

    def _with_hundreds(self, run: Sequence[str]) -> tuple[int, int]:
        """ "ciento treinta y ocho", "one hundred and thirty eight", "a hundred"."""
        match run:
            case [word, *rest] if fused := self.hundreds(word) or self.joined_hundreds.get(word):
                value, used = fused, 1
            case [unit, word, *rest] if word in self.hundred and unit in self.units:
                value, used = self.units[unit] * 100, 2
            case [teen, word, *rest] if word in self.hundred and teen in self.teens:
                value, used = self.teens[teen] * 100, 2  # "eighteen hundred"
            case [unit, word, *rest] if word in self.hundred and unit in self.article:
                value, used = 100, 2
            case [word, *rest] if word in self.hundred:
                value, used = 100, 1
            case _:
                return 0, 0
        if run[0] in self.exact and self._begins_anew(rest):
            return value, used  # "cien setenta" are two numbers, "ciento setenta" is one
        joined = 1 if rest and rest[0] in self.joining else 0
        more, more_used = self._rest_of_hundred(rest[joined:])
        doubtful = run[0] in self.joined_hundreds and self.hundreds(run[0]) is None
        if doubtful and (joined or not more_used or rest[0] not in self.known_alone):
            return 0, 0
        return (value + more, used + joined + more_used) if more_used else (value, used)

    def _begins_anew(self, rest: Sequence[str]) -> bool:
        """A full ten as a bottom number: "setenta", but not "treinta y seis"."""
        return self.below_100(rest)[1] == 1 and self.tens.get(rest[0], 0) >= LEAST_BOTTOM

    def _rest_of_hundred(self, run: Sequence[str]) -> tuple[int, int]:
        if run and run[0] in self.joined_units and run[0] not in self.units:
            return self.joined_units[run[0]], 1
        if len(run) > 1 and run[0] in self.zero and run[1] in self.units:
            return self.units[run[1]], 2
        return self.below_100(run)

    def _short_hundreds(self, run: Sequence[str]) -> tuple[int, int]:
        """ "one thirty eight", "one oh five", "dos doce"."""
        match run:
            case [unit, zero, last, *_] if (
                unit in self.units and zero in self.zero and last in self.units
            ):
                return self.units[unit] * 100 + self.units[last], 3
            case [unit, *rest] if unit in self.joined_units and rest and rest[0] in self.small:
                more, used = self.below_100(rest)
                return self.joined_units[unit] * 100 + more, used + 1
        return 0, 0

    def _spelled(self, run: Sequence[str]) -> tuple[int, int]:
        """ "one three eight", "one two oh": digits said one by one, at most three."""
        digits = []
        for word in run[:3]:
            if word not in self.units and not (digits and word in self.zero):
                break
            digits.append(str(self.units.get(word, 0)))
        return (int("".join(digits)), len(digits)) if len(digits) > 1 else (0, 0)
