"""The trained classifier: how likely each act and each answer is, in the situation of a reply."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize_scalar
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from nlu.concepts import Concepts, read_concepts
from nlu.extractor import FOUND, LONGEST_TEXT, SITUATION
from nlu.features import Features
from nlu.grammar import Grammar
from nlu.languages import languages_digest
from nlu.readings import Found, read
from nlu.situation import Situation
from nlu.taught import FOLDER, labelled_replies, replies_digest
from nlu.trained_words import HearsLanguages
from nlu.traits import Noticer, Traits
from nlu.words import Words

LIKELY = "likely"
ACT, ANSWER = "act", "answer"
NO_ANSWER = "none"
HEADS, CONCEPTS = "heads.npz", "concepts.json"
HELD_OUT = 0.2

Likely = Mapping[str, Mapping[str, float]]  # head -> label -> probability


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MeaningClassifier(HearsLanguages):
    """Two linear classifiers over the same features: which act, and yes, no or neither.

    Support vectors were as right as logistic regression and learn ten times faster; their scores
    become probabilities by one factor, fitted on replies held out. Kept as vocabularies in JSON
    and arrays without pickle: loading a model runs no code from it.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {
            "folder": "data/languages",
            "concepts": "data/concepts",
            "replies": FOLDER,
            "C": 0.3,
        }

    def learn(self) -> None:
        words = Words(self.languages)
        self.grammar = Grammar(words)
        self.noticer = Noticer(words, Concepts(self.concepts))
        self.features = Features()
        self.heads: Dict[str, Head] = {}

    concepts: Mapping[str, Mapping[str, List[str]]]

    def train(self, training_data: TrainingData) -> Resource:
        """Rasa's own training data holds no patient's reply: see decision 0017."""
        self.concepts = read_concepts(self.config["concepts"])
        resource = super().train(training_data)
        taught = list(labelled_replies(self.config["replies"]))
        self.fit([self.noticed(reply) for reply in taught], [_labels(reply) for reply in taught])
        with self.storage.write_to(resource) as folder:
            self.features.keep(folder)
            (folder / CONCEPTS).write_text(json.dumps(self.concepts, ensure_ascii=False), "utf-8")
            np.savez_compressed(folder / HEADS, **_arrays(self.heads))
        return resource

    def noticed(self, reply: Mapping[str, Any]) -> Traits:
        """A labelled reply's traits, under the situation it was written in."""
        told = Situation.of(reply)
        text = reply[TEXT][:LONGEST_TEXT]
        return self.noticer.traits(text, told, read(text, self.grammar, told))

    def fit(self, traits: Sequence[Traits], labels: Sequence[Mapping[str, str]]) -> None:
        """Learn from traits and their labels, {"act": ..., "answer": ...} each."""
        features = self.features.fit(traits)
        for head in (ACT, ANSWER):
            self.heads[head] = self._head(features, np.array([label[head] for label in labels]))

    def _head(self, features: Any, labels: Any) -> Head:
        """Learn from all replies, and how sure to be from a part that a first try had not seen."""
        model = LinearSVC(C=self.config["C"])
        seen, unseen, learnt, truth = train_test_split(
            features, labels, test_size=HELD_OUT, random_state=0, stratify=labels
        )
        scores = model.fit(seen, learnt).decision_function(unseen)
        sharp = sharpness(scores, np.searchsorted(model.classes_, truth))
        return Head.of(model.fit(features, labels), sharp)

    def likely(self, traits: Traits) -> Likely:
        features = self.features.of([traits])
        return {name: head.chances(features) for name, head in self.heads.items()}

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            situation: Situation = message.get(SITUATION) or Situation()
            found: Found = message.get(FOUND) or Found()
            text = (message.get(TEXT) or "")[:LONGEST_TEXT]
            traits = self.noticer.traits(text, situation, found)
            message.set(LIKELY, self.likely(traits), add_to_output=True)
        return messages

    def recall(self, folder: Path) -> None:
        self.concepts = json.loads((folder / CONCEPTS).read_text("utf-8"))
        super().recall(folder)
        self.features = Features.load(folder)
        self.heads = _heads(folder)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        told = {**cls.get_default_config(), **config}
        words = "".join(languages_digest(told[kind]) for kind in ("folder", "concepts"))
        return words + replies_digest(told["replies"])


class Head:
    """One linear classifier: weights (features x labels), bias (labels), and their sharpness."""

    def __init__(self, labels: List[str], weights: Any, bias: Any, sharp: float) -> None:
        self.labels, self.weights, self.bias, self.sharp = labels, weights, bias, sharp

    @classmethod
    def of(cls, model: LinearSVC, sharp: float) -> Head:
        # halves of a float keep the third digit of a probability, and the model under its 5 MB
        weights = model.coef_.T.astype(np.float16)
        return cls(list(model.classes_), weights, model.intercept_.astype(np.float32), sharp)

    def chances(self, features: Any) -> Dict[str, float]:
        """Label -> probability for one row of features."""
        row = features.data @ self.weights[features.indices].astype(np.float32) + self.bias
        return dict(zip(self.labels, map(float, softmax(self.sharp * row)), strict=True))


def softmax(scores: Any) -> Any:
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def sharpness(scores: Any, truth: Any) -> float:
    """The factor that makes scores of unseen replies (replies x labels) the likeliest."""

    def surprise(factor: float) -> float:
        chances = softmax(factor * scores)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 20), method="bounded").x)


def _labels(reply: Mapping[str, Any]) -> Dict[str, str]:
    gold = reply["gold"]
    return {ACT: gold["act"], ANSWER: gold.get("answer") or NO_ANSWER}


def _arrays(heads: Mapping[str, Head]) -> Dict[str, Any]:
    return {
        f"{name}_{part}": np.array(getattr(head, part))
        for name, head in heads.items()
        for part in ("labels", "weights", "bias", "sharp")
    }


def _heads(folder: Path) -> Dict[str, Head]:
    with np.load(folder / HEADS, allow_pickle=False) as kept:
        return {
            name: Head(
                [str(label) for label in kept[f"{name}_labels"]],
                kept[f"{name}_weights"],
                kept[f"{name}_bias"],
                float(kept[f"{name}_sharp"]),
            )
            for name in (ACT, ANSWER)
        }
