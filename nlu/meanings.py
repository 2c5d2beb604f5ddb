"""The trained classifier: how likely each act, each answer, and each value that was read is."""

from __future__ import annotations

import json
from collections import ChainMap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.concepts import Concepts, read_concepts
from nlu.extractor import FOUND, LONGEST_TEXT, SITUATION
from nlu.features import features
from nlu.heads import Head
from nlu.judge import Judge
from nlu.readings import Found
from nlu.situation import Situation
from nlu.studied import studied
from nlu.taught import FOLDER, labelled_replies
from nlu.trained_words import HearsLanguages
from nlu.traits import Noticer
from nlu.values import surroundings
from nlu.words import Words

LIKELY = "likely"
ACT, ANSWER = "act", "answer"
NO_ANSWER = "none"
HEADS, CONCEPTS, FEATURES = "heads.npz", "concepts.json", "features"

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
            "C": 0.3,
        }

    def learn(self) -> None:
        words, self.about = Words(self.languages), Concepts(self.concepts)
        self.noticer = Noticer(words, self.about)
        self.features = features()
        self.heads: Dict[str, Head] = {}
        self.judge = Judge()

    def train(self, training_data: TrainingData) -> Resource:
        """Rasa's own training data holds no patient's reply: see decision 0017."""
        self.concepts = read_concepts(self.config["concepts"])
        resource = super().train(training_data)
        self.fit(list(labelled_replies(self.config["replies"])))
        with self.storage.write_to(resource) as folder:
            self.features.keep(folder, FEATURES)
            self.judge.keep(folder)
            (folder / CONCEPTS).write_text(json.dumps(self.concepts, ensure_ascii=False), "utf-8")
            arrays = [head.arrays(name) for name, head in self.heads.items()]
            np.savez_compressed(folder / HEADS, **dict(ChainMap(*arrays)))
        return resource

    def fit(self, replies: Sequence[Mapping[str, Any]]) -> None:
        """Learn from labelled replies, on as many cores as there are: the learners leave Python."""
        short = [{**reply, TEXT: reply[TEXT][:LONGEST_TEXT]} for reply in replies]
        known = studied(short, self.languages, self.concepts)
        rows = self.features.fit([reply.traits for reply in known])
        values = [value for reply in known for value in reply.values]
        seen = self.judge.see([around for around, _ in values])
        with ThreadPoolExecutor() as cores:
            learning = {
                head: cores.submit(Head.learnt, rows, _labels(replies, head), self.config["C"])
                for head in (ACT, ANSWER)
            }
            self.judge.fit(seen, [hers for _, hers in values])
            self.heads = {head: learnt.result() for head, learnt in learning.items()}

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            situation: Situation = message.get(SITUATION) or Situation()
            found: Found = message.get(FOUND) or Found()
            text = (message.get(TEXT) or "")[:LONGEST_TEXT]
            row = self.features.of(self.noticer.traits(text, situation, found))
            likely = {name: head.chances(row) for name, head in self.heads.items()}
            message.set(LIKELY, likely, add_to_output=True)
            for value in found.values:
                around = surroundings(value, found, situation, self.about)
                value.chance = self.judge.chance(list(around))
        return messages

    def recall(self, folder: Path) -> None:
        self.concepts = json.loads((folder / CONCEPTS).read_text("utf-8"))
        super().recall(folder)
        self.features.recall(folder, FEATURES)
        with np.load(folder / HEADS, allow_pickle=False) as kept:
            self.heads = {name: Head.of_arrays(kept, name) for name in (ACT, ANSWER)}
        self.judge = Judge.load(folder)


def _labels(replies: Sequence[Mapping[str, Any]], head: str) -> Any:
    return np.array([reply["gold"].get(head) or NO_ANSWER for reply in replies])
