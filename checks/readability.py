"""How hard a text is to read: a classic formula a language, of sentences, words and syllables."""

import re
from collections.abc import Callable

SENTENCE_ENDS = re.compile(r"[.!?:;]+(?=\s|$)")
SHORTENED = re.compile(r"\b(?:e\.g|ej)\.,?")
"""Abbreviations, whose points end no sentence."""
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
SILENT_E = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|(?<![td])ed$|(?<![cghsxz])es$")
HIDDEN_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
SPANISH_CORE = re.compile(r"[iuü]?[aeoáéó][iuyü]?|[íú]|[iuü]+|\by\b")
"""One vowel that is heard as the core of a syllable, with the weak ones that lean on it."""


def english_syllables(word: str) -> int:
    """Groups of vowels, less the ones that are not heard; letters of BP or OK one by one."""
    if word.isupper() and len(word) < 3:
        return len(word)
    small = word.lower()
    groups = len(re.findall(r"[aeiouy]+", small))
    return max(1, groups - bool(SILENT_E.search(small)))


def spanish_syllables(word: str) -> int:
    """Strong and accented vowels each carry a syllable, weak ones lean on their neighbours."""
    return max(1, len(SPANISH_CORE.findall(HIDDEN_U.sub("", word.lower()))))


def _measured(text: str, syllables: Callable[[str], int]) -> tuple[float, float]:
    """Words a sentence, and syllables a word; numbers are neither."""
    parts = SENTENCE_ENDS.split(SHORTENED.sub("", text))
    sentences = [words for part in parts if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0, 1.0
    return len(words) / len(sentences), sum(map(syllables, words)) / len(words)


def flesch_kincaid(text: str) -> float:
    """The school grade in which American children read such English. Source: Kincaid 1975."""
    words, syllables = _measured(text, english_syllables)
    return 0.39 * words + 11.8 * syllables - 15.59


def fernandez_huerta(text: str) -> float:
    """0 to 100, more is easier; 70 to 80 is the sixth grade. Source: Fernández Huerta 1959."""
    words, syllables = _measured(text, spanish_syllables)
    return 206.84 - 60 * syllables - 1.02 * words


FORMULAS = {"flesch_kincaid": flesch_kincaid, "fernandez_huerta": fernandez_huerta}
