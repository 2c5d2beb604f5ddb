"""Traits as numbers: TF-IDF over words and letters, words within their context, and marks."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise

from nlu.pairs import pairs
from nlu.traits import Traits
from nlu.views import View, Views

LETTERS = 4  # the length of runs of letters: misspelt words share some with the right one


def _words(traits: Traits) -> Iterable[str]:
    """Words, and each with the one that follows it."""
    words = traits.shaped.split()
    return chain(words, (f"{a} {b}" for a, b in pairwise(words)))


def _letters(traits: Traits) -> Iterable[str]:
    return chain.from_iterable(map(_letters_of, traits.shaped.split()))


@lru_cache(maxsize=20_000)
def _letters_of(word: str) -> list[str]:
    """Runs of letters within a word, its ends as spaces."""
    ended = f" {word} "
    return [ended[i : i + LETTERS] for i in range(len(ended) - LETTERS + 1)]


def _in_context(traits: Traits) -> Iterator[str]:
    """Words and pairs of words under the open check-in: "si" means nothing without its question."""
    words = traits.shaped.split()
    yield from (f"{traits.context}|{word}" for word in words)
    yield from (f"{traits.context}|{a}_{b}" for a, b in pairwise(["^", *words, "$"]))


def _about(traits: Traits) -> Iterator[str]:
    """Concepts; under the open check-in; with the one that follows; with all that is noticed."""
    for here in traits.concepts:
        yield from here
        yield from (f"{traits.context}|{concept}" for concept in here)
    for here, following in pairwise(traits.concepts):
        yield from (f"{a}+{b}" for a in here for b in following)
    telling = (m for m in traits.marks if not m.startswith(("length:", "channel:")))
    yield from pairs([*telling, *chain.from_iterable(traits.concepts)])


def _marks(traits: Traits) -> Iterator[str]:
    yield traits.context
    yield from traits.marks
    yield from (f"{traits.context}|{mark}" for mark in traits.marks)


VIEWS = {
    "words": View(_words, 4, 1.0),
    "letters": View(_letters, 20, 1.0),
    "in_context": View(_in_context, 4, 0.7),
    "concepts": View(_about, 12, 0.7),
    "marks": View(_marks, 5, 0.2, rare_counts_more=False),
}


def features() -> Views:
    """Of traits; nothing is learnt yet."""
    return Views(VIEWS)
