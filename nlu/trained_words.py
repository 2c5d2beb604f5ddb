"""The language files, trained into the model: promoting a model moves what is heard with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import fits
from nlu.languages import read_languages

KEPT = "languages.json"


class HearsLanguages(GraphComponent):
    """A component that knows the words of every language file, as they were when it was trained."""

    model = ""  # the id of the model it was loaded from

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config, self.storage, self.resource = config, storage, resource
        self.languages: Dict[str, Dict[str, Any]] = {}

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"folder": "data/languages"}

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
        self.languages = read_languages(self.config["folder"])
        with self.storage.write_to(self.resource) as folder:
            (folder / KEPT).write_text(json.dumps(self.languages), "utf-8")
        self.learn()
        return self.resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> HearsLanguages:
        component = cls(config, model_storage, resource)
        component.model = execution_context.model_id or ""
        with model_storage.read_from(resource) as folder:
            component.recall(folder)
        return component

    def recall(self, folder: Path) -> None:
        """Take up again what `train` kept there."""
        self.languages = dict(json.loads((folder / KEPT).read_text("utf-8")))
        self.learn()

    def learn(self) -> None:
        """Build what the words are for; called once they are known."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Without it Rasa's cache would notice neither a changed word nor changed code."""
        return fits.fingerprint()
