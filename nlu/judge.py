"""The judge of values: how likely a value that was read is the patient's own, of today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from nlu.heads import Head
from nlu.pairs import pairs
from nlu.views import View, Views

NAME = "values"
YES = "yes"
# What the words before and behind are about, the value's rank, what the grammar holds against it.
TELLING = re.compile(
    r"[ab]c:|(?:\d )?of \d|last|more alike|asks|against:|(?:first|alone|named|bare)$"
)


def _alone(signs: list[str]) -> list[str]:
    return signs


def _together(signs: list[str]) -> Iterator[str]:
    return pairs(sign for sign in signs if TELLING.match(sign))


VIEWS = {"alone": View(_alone, 2, 1.0), "together": View(_together, 5, 0.4)}


class Judge:
    """One linear classifier over the surroundings of a value; kept without pickle."""

    def __init__(self) -> None:
        self.views = Views(VIEWS)
        self.head: Head | None = None

    def see(self, surroundings: Sequence[list[str]]) -> csr_matrix:
        """The values of labelled replies as rows to learn from."""
        return self.views.fit(surroundings)

    def fit(self, seen: csr_matrix, hers: Sequence[bool]) -> None:
        """Learn from what was seen, and whether the label holds each."""
        self.head = Head.learnt(seen, np.where(hers, YES, "no"), C=0.5)

    def chance(self, surroundings: list[str]) -> float:
        """0 to 1."""
        assert self.head is not None, "nothing is learnt yet"
        return self.head.chances(self.views.of(surroundings))[YES]

    def keep(self, folder: Path) -> None:
        assert self.head is not None, "nothing is learnt yet"
        self.views.keep(folder, NAME)
        np.savez_compressed(folder / f"{NAME}.npz", **self.head.arrays("hers"))

    @classmethod
    def load(cls, folder: Path) -> Judge:
        judge = cls()
        judge.views.recall(folder, NAME)
        with np.load(folder / f"{NAME}.npz", allow_pickle=False) as kept:
            judge.head = Head.of_arrays(kept, "hers")
        return judge
