"""ReadingExtractor: the grammar as a graph component, its words trained into the model."""

from __future__ import annotations

from typing import List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.grammar import Grammar
from nlu.readings import read
from nlu.situation import Situation
from nlu.trained_words import HearsLanguages
from nlu.words import Words

SITUATION = "situation"
FOUND = "found"
LONGEST_TEXT = 1600  # Twilio's limit; what is longer comes from no phone


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ReadingExtractor(HearsLanguages):
    """Finds the readings of a reply under the check-ins that are open.

    The situation comes from the message's metadata or, in Rasa's own tests, from the `check_in`
    slot. The findings stay inside the pipeline: the interpretation says what became of them.
    """

    def learn(self) -> None:
        self.grammar = Grammar(Words(self.languages))

    def process(self, messages: List[Message], tracker: DialogueStateTracker) -> List[Message]:
        asked = tracker.get_slot("check_in") if "check_in" in tracker.slots else None
        for message in messages:
            situation = Situation.of(message.get(METADATA), asked)
            text = (message.get(TEXT) or "")[:LONGEST_TEXT]
            message.set(SITUATION, situation)
            message.set(FOUND, read(text, self.grammar, situation))
        return messages
