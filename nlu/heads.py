"""A linear classifier: learnt by support vectors, kept as arrays, asked for probabilities."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

FIRST_TRY, HELD_OUT = 0.2, 0.1  # parts of the replies that tell how sharp the scores are
PARTS = ("labels", "weights", "step", "bias", "sharp")
STEPS = 127  # a weight is kept as one of so many steps either side of zero: one byte


class Head:
    """Weights (features x labels) in steps, a step's size and the bias of each label, and how
    sharp the scores are."""

    def __init__(self, labels: List[str], weights: Any, step: Any, bias: Any, sharp: float) -> None:
        self.labels, self.weights, self.step, self.bias = labels, weights, step, bias
        self.sharp = sharp

    @classmethod
    def learnt(cls, features: Any, labels: Any, C: float) -> Head:
        """Learn from all replies, and how sure to be from a part that a first try had not seen."""
        model = LinearSVC(C=C, tol=1e-2)  # finer made no reply more right, and took twice as long
        seen, unseen, learnt, truth = train_test_split(
            features,
            labels,
            train_size=FIRST_TRY,
            test_size=HELD_OUT,
            random_state=0,
            stratify=labels,
        )
        scores = _of_each_label(model.fit(seen, learnt).decision_function(unseen))
        sharp = sharpness(scores, np.searchsorted(model.classes_, truth))
        model.fit(features, labels)
        weights = _of_each_label(model.coef_.T)
        # bytes keep the second digit of a probability, and the model under its 5 MB
        step = np.abs(weights).max(axis=0) / STEPS
        bias = _of_each_label(model.intercept_[None, :])[0]
        return cls(list(model.classes_), np.rint(weights / step).astype(np.int8), step, bias, sharp)

    def chances(self, features: Any) -> Dict[str, float]:
        """Label -> probability for one row of features."""
        row = (features.data @ self.weights[features.indices]) * self.step + self.bias
        return dict(zip(self.labels, map(float, softmax(self.sharp * row)), strict=True))

    def arrays(self, name: str) -> Dict[str, Any]:
        return {f"{name}_{part}": np.array(getattr(self, part)) for part in PARTS}

    @classmethod
    def of_arrays(cls, kept: Mapping[str, Any], name: str) -> Head:
        labels, weights, step, bias, sharp = (kept[f"{name}_{part}"] for part in PARTS)
        return cls([str(label) for label in labels], weights, step, bias, float(sharp))


def _of_each_label(scores: Any) -> Any:
    """Of two labels scikit-learn gives the second's score only; the first's is its opposite."""
    scores = scores[:, None] if scores.ndim == 1 else scores
    return np.hstack([-scores, scores]) if scores.shape[1] == 1 else scores


def softmax(scores: Any) -> Any:
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def sharpness(scores: Any, truth: Any) -> float:
    """The factor that makes scores of unseen replies (replies x labels) the likeliest."""

    def surprise(factor: float) -> float:
        chances = softmax(factor * scores)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 20), method="bounded").x)
