"""How much the words of a message speak for danger: whether a red flag in it is in doubt.

"My chest x-ray was fine jaja" holds a phrase of danger and much that speaks against it. The
weights are learnt from labelled replies (`python -m nlu.danger_words`) and kept as a list that
people can read. In doubt a flag is not dropped: the model is asked too, and a person looks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

from red_flags.words import words

DOUBT = -1.0
"""Below it a flag is in doubt: 1 in 20 of real dangers and 2 in 3 of false alarms lay there, of
replies whose words were not learnt from."""
GRAVE_DOUBT = -2.5
"""The same for overdoses, allergies and calls for an ambulance: far below it lay 2 of their real
dangers in four sets, and the model saw danger in both."""
BEGINNING = "(beginning)"
_DIGITS = re.compile(r"\d+")


class DangerWordsError(ValueError):
    """The list of weights cannot be used; the message names the line."""


@dataclass(frozen=True)
class DangerWords:
    """Word -> weight; above 0 it speaks for danger. `beginning` is what speaks before any word."""

    weights: Mapping[str, float]
    beginning: float

    def weigh(self, text: str) -> float:
        """How much the words of the text together speak for danger; a text without words, 0."""
        said = set(plain(text))
        told = sum(self.weights.get(word, 0.0) for word in said)
        return self.beginning + told / sqrt(len(said)) if said else 0.0


def plain(text: str) -> Iterator[str]:
    """The words of a text as they are weighed: every figure is the same one."""
    return (_DIGITS.sub("#", word.text) for word in words(text) if not word.is_break)


def read_danger_words(lines: Iterable[str]) -> DangerWords:
    """From lines "word<tab>weight"; those that begin with "# " are notes.

    Raises DangerWordsError naming the line, also when no line says what speaks at the beginning.
    """
    weights: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("# ") or not line.strip():
            continue
        word, _, weight = line.rstrip("\n").partition("\t")
        try:
            weights[word] = float(weight)
        except ValueError:
            why = f"line {number}: {line.strip()!r} is not a word, a tab and a number"
            raise DangerWordsError(why) from None
    if BEGINNING not in weights:
        raise DangerWordsError(f"no line begins with {BEGINNING}")
    return DangerWords(weights, weights.pop(BEGINNING))
