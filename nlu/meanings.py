"""The trained classifier: how likely each act, each answer, and each value that was read is."""

from __future__ import annotations

import json
from collections import ChainMap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.concepts import Concepts, read_concepts
from nlu.extractor import FOUND, LONGEST_TEXT, SITUATION
from nlu.features import Features
from nlu.grammar import Grammar
from nlu.heads import Head
from nlu.judge import Judge
from nlu.readings import Found, read
from nlu.situation import Situation
from nlu.taught import FOLDER, holds, labelled_replies
from nlu.trained_words import HearsLanguages
from nlu.traits import Noticer
from nlu.values import surroundings
from nlu.words import Words

LIKELY = "likely"
ACT, ANSWER = "act", "answer"
NO_ANSWER = "none"
HEADS, CONCEPTS = "heads.npz", "concepts.json"

Likely = Mapping[str, Mapping[str, float]]  # head -> label -> probability


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MeaningClassifier(HearsLanguages):
    """Linear classifiers: which act; yes, no or neither; whether a value is hers and of today.

    Support vectors were as right as logistic regression and learn ten times faster; their scores
    become probabilities by one factor, fitted on replies held out. Kept as vocabularies in JSON
    and arrays without pickle: loading a model runs no code from it.
    """

    concepts: Mapping[str, Mapping[str, List[str]]]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {
            "folder": "data/languages",
            "concepts": "data/concepts",
            "replies": FOLDER,
            "C": 0.5,
        }

    def learn(self) -> None:
        words, self.about = Words(self.languages), Concepts(self.concepts)
        self.grammar = Grammar(words)
        self.noticer = Noticer(words, self.about)
        self.features = Features()
        self.heads: Dict[str, Head] = {}
        self.judge = Judge()

    def train(self, training_data: TrainingData) -> Resource:
        """Rasa's own training data holds no patient's reply: see decision 0017."""
        self.concepts = read_concepts(self.config["concepts"])
        resource = super().train(training_data)
        self.fit(list(labelled_replies(self.config["replies"])))
        with self.storage.write_to(resource) as folder:
            self.features.keep(folder)
            self.judge.keep(folder)
            (folder / CONCEPTS).write_text(json.dumps(self.concepts, ensure_ascii=False), "utf-8")
            arrays = [head.arrays(name) for name, head in self.heads.items()]
            np.savez_compressed(folder / HEADS, **dict(ChainMap(*arrays)))
        return resource

    def fit(self, replies: Sequence[Mapping[str, Any]]) -> None:
        """Learn from labelled replies, on as many cores as there are: the learners leave Python."""
        situations = [Situation.of(reply) for reply in replies]
        texts = [reply[TEXT][:LONGEST_TEXT] for reply in replies]
        told = zip(texts, situations, strict=True)
        found = [read(text, self.grammar, situation) for text, situation in told]
        features = self.features.fit(list(map(self.noticer.traits, texts, situations, found)))
        labels = {head: np.array([_label(r, head) for r in replies]) for head in (ACT, ANSWER)}
        with ThreadPoolExecutor() as cores:
            learnt = {
                head: cores.submit(Head.learnt, features, labels[head], self.config["C"])
                for head in (ACT, ANSWER)
            }
            self.judge.fit(*self._values(replies, situations, found))
            self.heads = {head: learning.result() for head, learning in learnt.items()}

    def _values(
        self,
        replies: Sequence[Mapping[str, Any]],
        situations: Sequence[Situation],
        found: Sequence[Found],
    ) -> Tuple[List[List[str]], List[bool]]:
        """The surroundings of every value that was read, and whether the label holds it."""
        values = [
            (
                list(surroundings(value, f, situation, self.about)),
                holds(reply["gold"], value.reading),
            )
            for reply, situation, f in zip(replies, situations, found, strict=True)
            for value in f.values
        ]
        return [around for around, _ in values], [hers for _, hers in values]

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            situation: Situation = message.get(SITUATION) or Situation()
            found: Found = message.get(FOUND) or Found()
            text = (message.get(TEXT) or "")[:LONGEST_TEXT]
            features = self.features.of(self.noticer.traits(text, situation, found))
            likely = {name: head.chances(features) for name, head in self.heads.items()}
            message.set(LIKELY, likely, add_to_output=True)
            around = [list(surroundings(v, found, situation, self.about)) for v in found.values]
            for value, chance in zip(found.values, self.judge.chances(around), strict=True):
                value.chance = chance
        return messages

    def recall(self, folder: Path) -> None:
        self.concepts = json.loads((folder / CONCEPTS).read_text("utf-8"))
        super().recall(folder)
        self.features = Features.load(folder)
        with np.load(folder / HEADS, allow_pickle=False) as kept:
            self.heads = {name: Head.of_arrays(kept, name) for name in (ACT, ANSWER)}
        self.judge = Judge.load(folder)


def _label(reply: Mapping[str, Any], head: str) -> str:
    return reply["gold"].get(head) or NO_ANSWER
