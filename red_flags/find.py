"""The reader of red flags: words of danger in a patient's text, in every language at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from red_flags.authored import FAMILIES, Vocabulary, compiled
from red_flags.danger_words import DOUBT, GRAVE_DOUBT, DangerWords, plain
from red_flags.keywords import asks_help, back_in, opt_in, opt_out
from red_flags.negation import Reading, Span
from red_flags.phrases import Phrase
from red_flags.steps import Line
from red_flags.words import Word, words

NEVER_DOUBTED = frozenset({"self_harm"})  # a farewell is said in the most harmless words
GRAVE = frozenset({"overdose", "allergy", "ambulance"})
ENOUGH_TO_DOUBT = 3  # words beside the phrase


@dataclass(frozen=True, slots=True)
class Flag:
    """Words of danger. `start` and `end` are offsets in the original text, `text` the words there.

    `family` is one of `FAMILIES`; `language` is that of the message, as far as its words tell;
    `doubtful` when the other words of the message speak against danger.
    """

    family: str
    language: str
    start: int
    end: int
    text: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a text: the places of each half (one half unless `a && b`)."""

    phrase: Phrase
    halves: Sequence[Sequence[Span]]

    def real(self, harmless: Callable[[Span], bool]) -> list[Span]:
        """The places where it stands for danger; of two halves, from one to the other."""
        halves = [[span for span in half if not harmless(span)] for half in self.halves]
        if len(halves) == 1:
            return halves[0]
        if not all(halves):
            return []
        ends = [half[0] for half in halves]
        return [(min(start for start, _ in ends), max(end for _, end in ends))]


class RedFlags:
    """Built once from the language files by `load`; reading a text changes nothing in it."""

    def __init__(self, vocabulary: Vocabulary, danger_words: DangerWords | None = None) -> None:
        self.vocabulary, self.danger_words = vocabulary, danger_words
        self.line = lru_cache(maxsize=1)(self._line)  # a reply is asked for danger, then for STOP

    def find(self, text: str) -> Flag | None:
        """The gravest red flag of the text, the earliest where two are of one family, or None."""
        flags = self.find_all(text)
        if not flags:
            return None
        gravest = min(flags, key=lambda f: (FAMILIES.index(f.family), f.start))
        return replace(gravest, doubtful=self._doubtful(gravest, text))

    def _doubtful(self, flag: Flag, text: str) -> bool:
        """Whether the other words leave the phrase in doubt; one almost alone never is."""
        if self.danger_words is None or flag.family in NEVER_DOUBTED:
            return False
        if self.danger_words.weigh(text) >= (GRAVE_DOUBT if flag.family in GRAVE else DOUBT):
            return False
        beside = [*plain(text[: flag.start]), *plain(text[flag.end :])]
        return len(beside) >= ENOUGH_TO_DOUBT

    def find_all(self, text: str) -> list[Flag]:
        """Every red flag in the order of the text, at most one of a family at a place.

        Denied, long past and merely supposed ones are left out. Linear in the length of the text.
        """
        line = self.line(text)
        if not any(self._matches(line)):
            return []
        reading = Reading(line, self.vocabulary.doubts)
        shown = self._shown(
            replace(line, closed=line.closed | _last_words(reading.negators), groups={}, live={})
        )
        matches = list(self._matches(shown))
        reading.note_symptoms(span for match in matches for half in match.halves for span in half)
        spoken = self._language(line)
        flags = {
            _flag(match, span, line, text, spoken) for match, span in _unexcused(matches, reading)
        }
        return _apart(flags)

    def opt_out(self, text: str, context: str = "none") -> bool:
        """True for STOP, ALTO and plain sentences that ask for no more messages (rule 8).

        `context` is the open check-in: under `glucose` the meter's word "alto" is not a wish.
        """
        return opt_out(self.line(text), self.vocabulary.keywords, context)

    def opt_in(self, text: str) -> bool:
        """True when the whole message is START, UNSTOP or INICIAR."""
        return opt_in(words(text), self.vocabulary.keywords)

    def back_in(self, text: str) -> Literal["back_in", "maybe_back_in"] | None:
        """A plain sentence that asks for our messages again, or one that may: a person decides.

        Of use after an opt-out only; everybody else's texts come anyway.
        """
        return back_in(self.line(text), self.vocabulary.keywords)

    def asks_help(self, text: str) -> bool:
        """True when the whole message is HELP, INFO or AYUDA."""
        return asks_help(words(text), self.vocabulary.keywords)

    def _line(self, text: str) -> Line:
        """The text laid out for matching."""
        found = self.vocabulary.spoken.numbered(self._split(words(text)))
        closed = sum(1 << place for place, word in enumerate(found) if word.is_break)
        return Line(found, self._places(found), closed)

    def _shown(self, line: Line) -> Line:
        """The line with look-alikes ("chest x-ray") blanked."""
        hidden = self.vocabulary.look_alikes.covered(line)
        keep = ~sum(1 << place for place in hidden)
        shown = {key: mask & keep for key, mask in line.at.items() if mask & keep}
        return Line(line.words, shown, line.closed)

    def _language(self, line: Line) -> str | None:
        """The language most of the words belong to, None when they are equally many."""
        said = {code: len(own & line.at.keys()) for code, own in self.vocabulary.tongues.items()}
        most = [code for code, count in said.items() if count == max(said.values())]
        return most[0] if len(most) == 1 else None

    def _places(self, found: Sequence[Word]) -> dict[str, int]:
        at: dict[str, int] = {}
        for place, word in enumerate(found):
            for key in self._keys(word):
                at[key] = at.get(key, 0) | 1 << place
        return at

    def _keys(self, word: Word) -> Iterator[str]:
        """What a phrase may call this word: the words it may mean, its beginnings, its number."""
        yield from self.vocabulary.speller.meant(word.text)
        if word.text[:1].isdecimal():
            yield "#"
        if word.number is not None:
            for low, high in self.vocabulary.numbers:
                if low <= word.number <= high:
                    yield f"#{low}-{high}"
        for letters in range(2, len(word.text) + 1):
            if word.text[:letters] in self.vocabulary.beginnings:
                yield word.text[:letters] + "*"

    def _split(self, found: Sequence[Word]) -> list[Word]:
        speller = self.vocabulary.speller
        apart: list[Word] = []
        for word in found:
            parts = speller.parts(word.text)
            if parts is None:
                apart.append(word)
            else:
                apart += [replace(word, text=parts[0]), replace(word, text=parts[1])]
        return apart

    def _matches(self, line: Line) -> Iterator[Match]:
        for phrase in self.vocabulary.families.likely(line):
            if match := _match(phrase, line):
                yield match


def load(
    languages: Iterable[Mapping[str, Any]], danger_words: DangerWords | None = None
) -> RedFlags:
    """The reader for these parsed language files (`data/languages/*.yml`).

    Without `danger_words` (`data/danger_words.tsv`) no flag is ever doubtful.
    Raises LanguageError naming language, key and reason when a section is missing or malformed.
    """
    return RedFlags(compiled(languages), danger_words)


def _match(phrase: Phrase, line: Line) -> Match | None:
    halves = [list(phrase.spans(line))]
    if phrase.also:
        halves.append(list(phrase.also_spans(line)))
    return Match(phrase, halves) if all(halves) else None


def _flag(match: Match, span: Span, line: Line, text: str, spoken: str | None) -> Flag:
    start, end = line.words[span[0]].start, line.words[span[1] - 1].end
    return Flag(match.phrase.family, spoken or match.phrase.language, start, end, text[start:end])


def _unexcused(matches: Sequence[Match], reading: Reading) -> Iterator[tuple[Match, Span]]:
    """The places that stand for danger, without families that something beside them excuses."""
    real = [(match, span) for match in matches for span in match.real(reading.harmless)]
    for family in {match.phrase.family for match, _ in real}:
        found = [(match, span) for match, span in real if match.phrase.family == family]
        if not reading.excused(family, {span for _, span in found}):
            yield from found


def _last_words(negators: Iterable[Span]) -> int:
    """Where a gap must stop: at the "not" of "is not"."""
    mask = 0
    for _, end in negators:
        mask |= 1 << end - 1
    return mask


def _apart(flags: Iterable[Flag]) -> list[Flag]:
    """The longest flag of a family where several overlap, in the order of the text."""
    kept: dict[str, list[Flag]] = {}
    for flag in sorted(flags, key=lambda f: (f.start, -f.end, f.language)):
        family = kept.setdefault(flag.family, [])
        if not family or flag.start >= family[-1].end:
            family.append(flag)
        elif flag.end - flag.start > family[-1].end - family[-1].start:
            family[-1] = flag
    together = [flag for family in kept.values() for flag in family]
    return sorted(together, key=lambda f: (f.start, f.end, f.family))
