"""ReplyInterpreter: the last component; words and open check-in become one interpretation."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import red_flags
from nlu.answers import AnswerReader
from nlu.danger_words import FILE as DANGER_WORDS
from nlu.deciding import Decider
from nlu.extractor import FOUND, LONGEST_TEXT, SITUATION
from nlu.hearing import RULES_ARE_SURE, Heard, Verdict
from nlu.language import LanguageReader
from nlu.meanings import ACT, ANSWER, LIKELY, Likely
from nlu.readings import Found
from nlu.settling import settled
from nlu.situation import Situation
from nlu.trained_words import HearsLanguages
from nlu.words import Words, fold

INTERPRETATION = "interpretation"
LONGEST_ASKING_FOR_A_LANGUAGE = 8  # words; in a longer text a language's name is only mentioned


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ReplyInterpreter(HearsLanguages):
    """Sets the message's intent to the act, and puts the whole interpretation beside it.

    The action server finds it as `tracker.latest_message["interpretation"]` and hands it to the
    clinic unchanged.
    """

    def train(self, training_data: TrainingData) -> Resource:
        """What the safety net weighs by goes into the model as it is now."""
        resource = super().train(training_data)
        with self.storage.write_to(resource) as folder:
            shutil.copy(DANGER_WORDS, folder)
        return resource

    def recall(self, folder: Path) -> None:
        super().recall(folder)
        with (folder / DANGER_WORDS.name).open(encoding="utf-8") as lines:
            weighed = red_flags.read_danger_words(lines)
        self.flags = red_flags.load(self.languages.values(), weighed)

    def learn(self) -> None:
        self.words = Words(self.languages)
        self.decider = Decider(AnswerReader(self.words))
        self.reader = LanguageReader(self.languages)
        self.asked_for = {
            code: re.compile(Words({code: told}).any_of("ask_language"))
            for code, told in self.languages.items()
        }

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            situation: Situation = message.get(SITUATION) or Situation()
            found = settled(message.get(FOUND) or Found())
            heard = self.heard(message.get(TEXT) or "", situation, found, message)
            verdict = self.decider.decide(heard)
            self._tell(message, heard, verdict)
        return messages

    def heard(self, text: str, situation: Situation, found: Found, message: Message) -> Heard:
        flag = self.flags.find(text)
        likely: Likely = message.get(LIKELY) or {}
        danger: Optional[Dict[str, Any]] = flag and {
            "start": flag.start,
            "end": flag.end,
            "text": text[flag.start : flag.end],
            "as": f"red flag: {flag.family}",
            "kept": True,
        }
        return Heard(
            text,
            situation,
            found,
            emergency=danger,
            doubtful=bool(flag and flag.doubtful and flag.end <= LONGEST_TEXT),
            stop=self.flags.opt_out(text, situation.context),
            acts=likely.get(ACT, {}),
            answers=likely.get(ANSWER, {}),
            other_language=self._wanted_language(text, situation),
        )

    def _wanted_language(self, text: str, situation: Situation) -> Optional[str]:
        """The language asked for by name; each file names the other languages it hears asked."""
        folded = fold(text)
        if len(folded.split()) > LONGEST_ASKING_FOR_A_LANGUAGE:
            return None
        for code, pattern in self.asked_for.items():
            if pattern.search(folded):
                others = [other for other in self.languages if other != code]
                return others[0] if len(others) == 1 else None
        return None

    def _tell(self, message: Message, heard: Heard, verdict: Verdict) -> None:
        sure = RULES_ARE_SURE if verdict.confidence is None else verdict.confidence
        danger = (
            [{**heard.emergency, "kept": verdict.act == "emergency"}] if heard.emergency else []
        )
        wrong = heard.found.wrong if verdict.wrong is None else verdict.wrong
        interpretation = {
            "act": verdict.act,
            "readings": heard.found.readings if verdict.readings is None else verdict.readings,
            "correction": bool(wrong),
            "wrong": wrong,
            "answer": verdict.answer,
            "language": verdict.language,
            "time": verdict.time,
            "reason": verdict.reason,
            "proposal": verdict.proposal,
            "evidence": [*danger, *heard.found.evidence],
            "confidence": round(sure, 4),
            "model": self.model,
            "read": verdict.read,
            "spoken": self.reader.language(heard.text),
        }
        message.set(INTERPRETATION, interpretation, add_to_output=True)
        message.set(INTENT, {"name": verdict.act, "confidence": round(sure, 4)}, add_to_output=True)
        language = verdict.language or heard.situation.language
        if language and message.get(METADATA):
            told = {"entity": "language", "value": language, "start": 0, "end": 0}
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), told], add_to_output=True)
