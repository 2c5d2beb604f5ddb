"""Views of a thing as numbers: each cuts it into terms and weighs the rare ones higher.

What was learnt is kept as JSON and arrays: loading it runs no code from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from nlu.row import Row, Weigher, beside


class View(NamedTuple):
    """How a thing is cut into terms; terms of fewer things than `least` are left out."""

    cut: Callable[[Any], Iterable[str]]
    least: int
    weight: float  # beside the other views
    rare_counts_more: bool = True  # otherwise each term that is there counts one


class Learnt(NamedTuple):
    """What a view learnt: the things' rows, the place of each term, how rare each is."""

    rows: csr_matrix
    places: dict[str, int]
    rare: Any


class Views:
    """Vocabularies learnt by `fit`; then one row of numbers a thing, the views side by side."""

    def __init__(self, views: Mapping[str, View]) -> None:
        self.views = views
        self.weighers: dict[str, Weigher] = {}

    def fit(self, things: Sequence[Any]) -> csr_matrix:
        """Learn the vocabularies, and give the rows of the same things."""
        rows = []
        for (name, view), learnt in zip(self.views.items(), self._learnt(things), strict=True):
            rows.append(learnt.rows * view.weight)
            self.weighers[name] = Weigher(view.cut, learnt.places, learnt.rare)
        return hstack(rows).tocsr()

    def _learnt(self, things: Sequence[Any]) -> list[Learnt]:
        """Of each view, on all cores: they are forked, so that nothing is copied to them."""
        with ProcessPoolExecutor(
            mp_context=get_context("fork"), initializer=_begin, initargs=(self.views, things)
        ) as cores:
            return list(cores.map(_learn, self.views))

    def of(self, thing: Any) -> Row:
        """The row of one thing, as `fit` gave it when it learnt."""
        return beside(
            [self.weighers[name].row(thing) for name in self.views],
            [view.weight for view in self.views.values()],
            [len(self.weighers[name].places) for name in self.views],
        )

    def keep(self, folder: Path, name: str) -> None:
        terms = {v: sorted(w.places, key=w.places.__getitem__) for v, w in self.weighers.items()}
        _terms(folder, name).write_text(json.dumps(terms, ensure_ascii=False), "utf-8")
        rare = {v: w.rare for v, w in self.weighers.items() if w.rare is not None}
        np.savez_compressed(
            _rarity(folder, name), **{v: idf.astype(np.float32) for v, idf in rare.items()}
        )

    def recall(self, folder: Path, name: str) -> None:
        """What `keep` wrote there under this name."""
        with np.load(_rarity(folder, name), allow_pickle=False) as rare:
            for view, terms in json.loads(_terms(folder, name).read_text("utf-8")).items():
                places = {term: i for i, term in enumerate(terms)}
                known = rare[view].astype(np.float64) if view in rare else None
                self.weighers[view] = Weigher(self.views[view].cut, places, known)


def _terms(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _rarity(folder: Path, name: str) -> Path:
    return folder / f"{name}_rarity.npz"


def _begin(views: Mapping[str, View], things: Sequence[Any]) -> None:
    global given  # once a process
    given = views, things


def _learn(name: str) -> Learnt:
    views, things = given
    learner = _learner(views[name])
    rows = learner.fit_transform(things)
    rare = learner.idf_ if views[name].rare_counts_more else None
    return Learnt(rows, learner.vocabulary_, rare)


def _learner(view: View) -> CountVectorizer:
    if view.rare_counts_more:
        return TfidfVectorizer(analyzer=view.cut, sublinear_tf=True, min_df=view.least)
    return CountVectorizer(analyzer=view.cut, binary=True, min_df=view.least)
