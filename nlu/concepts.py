"""What the words of a reply are about: "losartan" and "metformina" are both a medicine_name.

Words nobody wrote in training still say something when a list knows what they are about, and what
was learnt from one language serves the other.
"""

from functools import lru_cache
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Sequence

from ruamel.yaml import YAML

from nlu.words import fold

LONGEST = 4  # words of a phrase
STEM = "*"


def read_concepts(folder: str) -> Dict[str, Dict[str, List[str]]]:
    """Every list of words, by language and concept; a new language is a new file."""
    yaml = YAML(typ="safe", pure=True)
    files = sorted(Path(folder).glob("*.yml"))
    return {path.stem: yaml.load(path.read_text("utf-8")) for path in files}


class Concepts:
    """Finds concepts in a folded, shaped text; built once a model."""

    def __init__(self, languages: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self.phrases: dict[str, set[str]] = {}
        self.stems: dict[str, set[str]] = {}
        for concepts in languages.values():
            for concept, words in concepts.items():
                for word in words:
                    known = self.stems if word.endswith(STEM) else self.phrases
                    known.setdefault(fold(str(word)).rstrip(STEM), set()).add(concept)
        self.lengths = sorted({len(stem) for stem in self.stems}, reverse=True)
        self.stemmed = lru_cache(maxsize=20_000)(self._stemmed)  # a few words are most of a text

    def find(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """For each word or phrase that a list knows, the longest first: its concepts."""
        at = 0
        while at < len(words):
            size, about = self._at(words, at)
            if about:
                yield tuple(sorted(about))
            at += size

    def _at(self, words: Sequence[str], at: int) -> tuple[int, set[str]]:
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            if about := self.phrases.get(" ".join(words[at : at + size])):
                return size, about
        return 1, self.stemmed(words[at])

    def _stemmed(self, word: str) -> set[str]:
        for length in self.lengths:
            if length <= len(word) and (about := self.stems.get(word[:length])):
                return about
        return set()
