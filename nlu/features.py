"""Traits as numbers: TF-IDF over words and letters, words within their context, and marks."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Iterable, List, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from nlu.row import Row, Weigher, beside
from nlu.traits import Traits

MARKS = "marks"
SPLIT = {"analyzer": "word", "token_pattern": r"\S+"}
VIEWS = {  # how a reply is cut into features, and how much each cut weighs beside the others
    "words": ({**SPLIT, "ngram_range": (1, 3), "min_df": 4}, 1.0),
    "letters": ({"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 12}, 1.0),
    "in_context": ({**SPLIT, "min_df": 4}, 0.7),
    "concepts": ({**SPLIT, "min_df": 4}, 0.7),
    MARKS: ({**SPLIT, "min_df": 5, "binary": True}, 0.2),
}
VOCABULARY, WEIGHTS = "vocabulary.json", "idf.npz"


class Features:
    """Learnt from traits by `fit`, kept as JSON and arrays: loading one runs no code from it."""

    def __init__(self) -> None:
        self.views = {name: _view(name) for name in VIEWS}
        self.weighers: dict[str, Weigher] = {}

    def fit(self, traits: Sequence[Traits]) -> csr_matrix:
        """Learn the vocabularies, and give the features of the same traits, one row a reply."""
        rows = [
            view.fit_transform([_text(name, t) for t in traits]) * VIEWS[name][1]
            for name, view in self.views.items()
        ]
        self._ready()
        return hstack(rows).tocsr()

    def of(self, traits: Traits) -> Row:
        """The features of one reply, as `fit` gave them when it learnt."""
        return beside(
            [weigher.row(_text(name, traits)) for name, weigher in self.weighers.items()],
            [VIEWS[name][1] for name in self.weighers],
            [len(weigher.places) for weigher in self.weighers.values()],
        )

    def _ready(self) -> None:
        for name, view in self.views.items():
            rare = None if name == MARKS else view.idf_
            self.weighers[name] = Weigher(view.build_analyzer(), view.vocabulary_, rare)

    def keep(self, folder: Path) -> None:
        known = {
            name: sorted(view.vocabulary_, key=view.vocabulary_.__getitem__)
            for name, view in self.views.items()
        }
        (folder / VOCABULARY).write_text(json.dumps(known, ensure_ascii=False), "utf-8")
        rare = {n: v.idf_.astype(np.float32) for n, v in self.views.items() if n != MARKS}
        np.savez_compressed(folder / WEIGHTS, **rare)

    @classmethod
    def load(cls, folder: Path) -> Features:
        features = cls()
        known = json.loads((folder / VOCABULARY).read_text("utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as rare:
            for name, terms in known.items():
                view = features.views[name]
                view.vocabulary_ = {term: i for i, term in enumerate(terms)}
                if name != MARKS:
                    view.idf_ = rare[name].astype(np.float64)
        features._ready()
        return features


def _view(name: str) -> CountVectorizer:
    settings = VIEWS[name][0]
    if name == MARKS:
        return CountVectorizer(lowercase=False, **settings)
    return TfidfVectorizer(lowercase=False, sublinear_tf=True, **settings)


def _text(view: str, traits: Traits) -> str:
    match view:
        case "in_context":
            return " ".join(_within(traits.context, traits.shaped.split()))
        case "concepts":
            return " ".join(_about(traits))
        case _ if view == MARKS:
            told = [mark.replace(" ", "_") for mark in traits.marks]
            here = [f"{traits.context}|{mark}" for mark in told]
            return " ".join([traits.context, *told, *here])
        case _:
            return traits.shaped


def _about(traits: Traits) -> Iterable[str]:
    """Concepts, concepts under the open check-in, and each with the one that follows it."""
    for here in traits.concepts:
        yield from here
        yield from (f"{traits.context}|{concept}" for concept in here)
    for here, following in pairwise(traits.concepts):
        yield from (f"{a}+{b}" for a in here for b in following)


def _within(context: str, words: List[str]) -> Iterable[str]:
    """Words and pairs of words under the open check-in: "si" means nothing without its question."""
    framed = ["^", *words, "$"]
    yield from (f"{context}|{word}" for word in words)
    yield from (f"{context}|{a}_{b}" for a, b in pairwise(framed))
