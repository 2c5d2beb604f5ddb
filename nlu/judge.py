"""The judge of values: how likely a value that was read is the patient's own, of today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import List, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.heads import Head
from nlu.row import Weigher

VOCABULARY, WEIGHTS = "value_words.json", "values.npz"
YES = "yes"


class Judge:
    """One linear classifier over the surroundings of a value; kept without pickle."""

    def __init__(self) -> None:
        self.view = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2)
        self.head: Head | None = None

    def fit(self, surroundings: Sequence[List[str]], hers: Sequence[bool]) -> None:
        """Learn from values of labelled replies and whether the label holds them."""
        labels = np.where(hers, YES, "no")
        self.head = Head.learnt(self.view.fit_transform(surroundings), labels, C=1.0)
        self.weigher = self._weigher()

    def _weigher(self) -> Weigher:
        return Weigher(list, self.view.vocabulary_, self.view.idf_)

    def chances(self, surroundings: Sequence[List[str]]) -> List[float]:
        """0 to 1 for each value."""
        assert self.head is not None, "nothing is learnt yet"
        return [self.head.chances(self.weigher.row(around))[YES] for around in surroundings]

    def keep(self, folder: Path) -> None:
        assert self.head is not None, "nothing is learnt yet"
        words = sorted(self.view.vocabulary_, key=self.view.vocabulary_.__getitem__)
        (folder / VOCABULARY).write_text(json.dumps(words, ensure_ascii=False), "utf-8")
        rare = self.view.idf_.astype(np.float32)
        np.savez_compressed(folder / WEIGHTS, idf=rare, **self.head.arrays("hers"))

    @classmethod
    def load(cls, folder: Path) -> Judge:
        judge = cls()
        words = json.loads((folder / VOCABULARY).read_text("utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as kept:
            judge.view.vocabulary_ = {word: i for i, word in enumerate(words)}
            judge.view.idf_ = kept["idf"].astype(np.float64)
            judge.head = Head.of_arrays(kept, "hers")
        judge.weigher = judge._weigher()
        return judge
