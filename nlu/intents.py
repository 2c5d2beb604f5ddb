"""The intent classifier: normalise, TF-IDF over words and letters, logistic regression."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlu.words import fold

MEANING_RANKING = "meaning_ranking"
MADE_BY_MACHINES = "EXTERNAL_"  # intents that no patient can say
LOOKS = {  # how the text is cut into features; both views of a reply are joined
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"\S+"},
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
}


def normalise(text: str) -> str:
    """One spelling for what means the same: no accents, one token for any number."""
    plain = re.sub(r"\d+\s*/\s*\d+", " pairtoken ", fold(text))
    plain = re.sub(r"\d+(?:[.,]\d+)?", " numbertoken ", plain)
    plain = re.sub(r"([a-z])\1{2,}", r"\1\1", plain)
    plain = re.sub(r"([?¿!¡.,;:])", r" \1 ", plain)
    return " ".join(plain.split())


def meaning_of(example: Message) -> str:
    """The label an example teaches: its `means`, finer than its intent, when it has one."""
    taught = (example.get(METADATA) or {}).get(INTENT) or {}
    return taught.get("means") or example.get(INTENT)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Ranks what a reply means, without its context; ReplyInterpreter decides with it.

    Kept as a vocabulary in JSON and arrays without pickle: loading a model runs no code from it.
    """

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config, self.storage, self.resource = config, storage, resource
        self.vectorizers: List[TfidfVectorizer] = []
        self.labels: List[str] = []
        self.weights = self.bias = np.zeros(0)

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"C": 20.0, "max_iter": 300}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        taught = [
            e
            for e in training_data.intent_examples
            if not e.get(INTENT).startswith(MADE_BY_MACHINES)
        ]
        texts = [normalise(e.get(TEXT)) for e in taught]
        self.fit(texts, [meaning_of(e) for e in taught])
        self._keep()
        return self.resource

    def fit(self, texts: List[str], meanings: List[str]) -> None:
        """Learn from normalised texts and their labels."""
        self.vectorizers = [_vectorizer(look).fit(texts) for look in LOOKS]
        model = LogisticRegression(
            C=self.config["C"], max_iter=self.config["max_iter"], class_weight="balanced"
        ).fit(self._features(texts), meanings)
        self.labels = list(model.classes_)
        self.weights = model.coef_.astype(np.float32)
        self.bias = model.intercept_.astype(np.float32)

    def _features(self, texts: List[str]) -> Any:
        return hstack([v.transform(texts) for v in self.vectorizers]).tocsr()

    def ranking(self, text: str) -> List[Dict[str, Any]]:
        """Every meaning with its probability, the likeliest first."""
        scores = np.asarray(self._features([normalise(text)]) @ self.weights.T)[0] + self.bias
        odds = np.exp(scores - scores.max())
        chances = odds / odds.sum()
        order = np.argsort(-chances)
        return [{"name": self.labels[i], "confidence": float(chances[i])} for i in order]

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            ranking = self.ranking(message.get(TEXT) or "")
            message.set(MEANING_RANKING, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def _keep(self) -> None:
        with self.storage.write_to(self.resource) as folder:
            words = [{k: int(i) for k, i in v.vocabulary_.items()} for v in self.vectorizers]
            told = {"labels": self.labels, "vocabularies": words}
            (folder / "meanings.json").write_text(json.dumps(told), "utf-8")
            idf = {
                name: v.idf_.astype(np.float32)
                for name, v in zip(LOOKS, self.vectorizers, strict=True)
            }
            np.savez_compressed(folder / "weights.npz", weights=self.weights, bias=self.bias, **idf)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            told = json.loads((folder / "meanings.json").read_text("utf-8"))
            with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
                component.labels = told["labels"]
                component.weights, component.bias = arrays["weights"], arrays["bias"]
                for look, vocabulary in zip(LOOKS, told["vocabularies"], strict=True):
                    vectorizer = _vectorizer(look, vocabulary=vocabulary)
                    vectorizer.idf_ = arrays[look].astype(np.float64)
                    component.vectorizers.append(vectorizer)
        return component

    @classmethod
    def required_packages(cls: Type[IntentClassifier]) -> List[str]:
        return ["sklearn"]


def _vectorizer(look: str, **more: Any) -> TfidfVectorizer:
    settings = {**LOOKS[look], **more}
    if "vocabulary" in more:
        settings.pop("min_df", None)
    return TfidfVectorizer(lowercase=False, sublinear_tf=True, **settings)
