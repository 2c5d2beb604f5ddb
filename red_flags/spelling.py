"""Misspellings: which known words an unknown word may stand for."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

SHORTEST = 4  # letters of a misspelling worth a guess; shorter words have too many neighbours
LONGEST = 20
SHORT = 5  # known words up to this length
LONG = 9  # known words of this length may be two slips away, words from five letters on one

# Letters that sound alike in Spanish and are mixed up in writing: "bomito", "corason", "inchado".
# "ch" is kept as one sound; a silent h and doubled letters go.
_SOUNDS = (
    (re.compile(r"ch"), "1"),
    (re.compile(r"h"), ""),
    (re.compile(r"qu(?=[ei])|k|q"), "c"),
    (re.compile(r"[zx]|c(?=[ei])"), "s"),
    (re.compile(r"gu(?=[ei])"), "2"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"v"), "b"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"m(?=[bp])"), "n"),
    (re.compile(r"(.)\1+"), r"\1"),
)

# The same for English, where the vowels are anybody's guess: "breef", "tite", "chist", "stumick".
_ENGLISH = (
    (re.compile(r"^(?:kn|gn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"(?<=[aiou])ght?(?=s|$)|(?<=i)gh"), "t"),
    (re.compile(r"tch|ch"), "1"),
    (re.compile(r"ph|th"), "f"),
    (re.compile(r"sh|(?<=.)ti(?=on)"), "2"),
    (re.compile(r"dg|g(?=[ei])"), "j"),
    (re.compile(r"ck|q|c(?![eiy])"), "k"),
    (re.compile(r"[zxc]"), "s"),
    (re.compile(r"ing?$"), "in"),
    (re.compile(r"(?<=[^aeiouy])e(?=$|ness$|ly$)"), ""),
    (re.compile(r"[aeiouyw]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_VOWELS = re.compile(r"[aeiouy]")
_VOWEL_RUN = re.compile(r"[aeiouyw]+")


def sound(word: str) -> str:
    """The word as it sounds in Spanish; words written differently may sound the same."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


def english_sound(word: str) -> str:
    """The word as it sounds in English, with one sign for every vowel."""
    for pattern, letter in _ENGLISH:
        word = pattern.sub(letter, word)
    return word


def bare(word: str) -> str:
    """The word as texters shorten it: "brth", "hlp"."""
    return word[0] + _VOWELS.sub("", word[1:])


def near(one: str, other: str, slips: int) -> bool:
    """True when at most `slips` letters are missing, added, wrong or swapped (`slips` is small)."""
    if abs(len(one) - len(other)) > slips:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if older and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > slips:
            return False
    return row[-1] <= slips


def _shorter(word: str, slips: int) -> set[str]:
    """The word and every form of it with up to `slips` letters left out."""
    forms = {word}
    for _ in range(slips):
        forms |= {form[:i] + form[i + 1 :] for form in forms for i in range(len(form))}
    return forms


class Speller:
    """Knows the words of the phrases, and the real words that look like them but are not."""

    def __init__(
        self,
        known: Iterable[str],
        real: Iterable[str],
        endings: Mapping[str, str],
        english: Collection[str] = (),
    ) -> None:
        """`endings`: what a word may end in instead of another, "hurtin" for "hurting".

        `english`: which of the known words are also known by their English sound.
        """
        self.known, self.english = frozenset(known), frozenset(english)
        self.endings = dict(endings)
        self.real = frozenset(real) - self.known
        self.by_sound: defaultdict[str, set[str]] = defaultdict(set)
        self.by_form: defaultdict[str, set[str]] = defaultdict(set)
        self.by_english: defaultdict[str, set[str]] = defaultdict(set)
        self.by_bare: defaultdict[str, set[str]] = defaultdict(set)
        for word in self.known:
            if word.isalpha() and len(word) >= SHORTEST:
                self._learn(word)
        self.meant = lru_cache(maxsize=20_000)(self._meant)

    def _learn(self, word: str) -> None:
        self.by_sound[sound(word)].add(word)
        self.by_bare[bare(word)].add(word)
        if len(word) > SHORTEST:
            if word in self.english:
                self.by_english[english_sound(word)].add(word)
            for form in _shorter(word, _slips(word)):
                self.by_form[form].add(word)
        else:
            for swapped in _swapped(word):
                self.by_form[swapped].add(word)

    def _meant(self, word: str) -> frozenset[str]:
        """The known words that `word` is, or may be a misspelling of."""
        if plain := self._plainly(word):
            return frozenset(plain)
        if word in self.real or not 3 <= len(word) <= LONGEST or not word.isalpha():
            return frozenset()
        if not _VOWELS.search(word):
            return frozenset(self.by_bare.get(word, ()))
        if len(word) < SHORTEST:
            return frozenset()
        if alike := self.by_sound.get(sound(word)):
            return frozenset(alike)
        return self._near(word) | self._alike(word)

    def _alike(self, word: str) -> frozenset[str]:
        """The known words that sound the same in English."""
        known = self.by_english.get(english_sound(word), ())
        return frozenset(other for other in known if near(word, other, _english_slips(word, other)))

    def _near(self, word: str) -> frozenset[str]:
        """The known words a slip or two away."""
        reach = 2 if len(word) >= LONG - 1 else 1
        candidates = {
            known for form in _shorter(word, reach) for known in self.by_form.get(form, ())
        }
        return frozenset(
            known
            for known in candidates
            if known[0] == word[0]
            and near(word, known, _slips(known))
            and not _other_word(word, known)
        )

    def _plainly(self, word: str) -> list[str]:
        """The word itself, if it is known, or the known words with another ending."""
        if word in self.known:
            return [word]
        real = word in self.real
        return [] if real else [w for w in self._other_endings(word) if w in self.known]

    def _other_endings(self, word: str) -> Iterator[str]:
        for letters in range(2, min(9, len(word) - 1)):
            if word[-letters:] in self.endings:
                yield word[:-letters] + self.endings[word[-letters:]]

    def parts(self, word: str) -> tuple[str, str] | None:
        """Two known words written as one ("chestpain", "nopuedo"), or None."""
        if not 6 <= len(word) <= LONGEST or word in self.real or self._plainly(word):
            return None
        for cut in range(2, len(word) - 3):
            if word[:cut] in self.known and word[cut:] in self.known:
                return word[:cut], word[cut:]
        return None


def _swapped(word: str) -> Iterator[str]:
    """The word with two neighbours swapped: "pian"."""
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _other_word(word: str, known: str) -> bool:
    """A short word with one consonant for another is seldom a slip: "tardy" is no "tarry"."""
    if len(known) > SHORT or len(word) != len(known):
        return False
    wrong = [pair for pair in zip(word, known, strict=True) if pair[0] != pair[1]]
    return len(wrong) == 1 and not any(_VOWELS.match(letter) for letter in wrong[0])


def _english_slips(word: str, known: str) -> int:
    """Short words that differ in more than one vowel are two words: "pasen" is no "poison"."""
    if len(word) <= SHORTEST:
        return 2
    vowels = zip(_VOWEL_RUN.findall(word), _VOWEL_RUN.findall(known), strict=False)
    return 3 if len(known) > 6 or sum(a != b for a, b in vowels) < 2 else 2


def _slips(known: str) -> int:
    return 2 if len(known) >= LONG else 1
