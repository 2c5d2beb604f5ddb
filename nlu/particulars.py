"""Particulars: what stands beside the act, read from the words once the act is known."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.devices import DeviceReader
from nlu.extractor import SITUATION
from nlu.interpreter import INTERPRETATION
from nlu.missed import MissedReader
from nlu.situation import Situation
from nlu.times import TimeReader
from nlu.trained_words import HearsLanguages
from nlu.words import Words, fold


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Particulars(HearsLanguages):
    """Completes the interpretation, and reads the answer to what we asked after a question.

    `follow_up` in the metadata names what our last text asked beside the open check-in
    (`device_step`, `why_missed`). Danger, a stop and a reading are never read as anything else.
    """

    def learn(self) -> None:
        words = Words(self.languages)
        self.readers = (DeviceReader(words), MissedReader(words), TimeReader(words))

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            made = message.get(INTERPRETATION)
            if made:
                self._complete(message, made)
        return messages

    def _complete(self, message: Message, made: Dict[str, Any]) -> None:
        folded = fold(message.get(TEXT) or "")
        situation = message.get(SITUATION) or Situation()
        follow_up = (message.get(METADATA) or {}).get("follow_up")
        for reader in self.readers:
            made = {**made, **reader.particulars(folded, situation, follow_up, made)}
        message.set(INTERPRETATION, made, add_to_output=True)
        intent = {**(message.get(INTENT) or {}), "name": made["act"]}
        message.set(INTENT, intent, add_to_output=True)
