"""What the components found in one message, and what is decided from it."""

from dataclasses import dataclass, field
from typing import Any, Mapping

from nlu.plausible import Reading
from nlu.readings import Found
from nlu.situation import Situation

# What costs a person something if it is lost: kept beside a reading or an answer.
COSTLY = ("callback", "refill", "med_question", "symptom", "device_problem")
REQUESTS = (*COSTLY, "language", "help", "later", "other_person")
# How sure the classifier must be. Beside a reading a request must stand out more: a false one
# costs a person's time, a missed one is asked for again. Below LEAST nothing is believed.
SURE_BESIDE_A_READING = 0.65
STANDS_OUT = 0.25  # or this far ahead of the next meaning, when it is sure enough by itself
SURE = 0.42
LEAST = 0.3
RULES_ARE_SURE = 0.99


@dataclass
class Heard:
    """Everything the earlier components found in one message."""

    text: str
    situation: Situation
    found: Found
    emergency: Mapping[str, Any] | None = None  # evidence of a red flag
    stop: bool = False
    ranking: list[Mapping[str, Any]] = field(default_factory=list)
    other_language: str | None = None  # the language a reply asks for by name

    @property
    def meaning(self) -> str:
        return self.ranking[0]["name"] if self.ranking else "clarify"

    @property
    def sureness(self) -> float:
        return float(self.ranking[0]["confidence"]) if self.ranking else 0.0

    @property
    def lead(self) -> float:
        """How far the first meaning is ahead of the second."""
        second = float(self.ranking[1]["confidence"]) if len(self.ranking) > 1 else 0.0
        return self.sureness - second

    def means(self, meaning: str, least: float = SURE) -> bool:
        return self.meaning == meaning and self.sureness >= least


@dataclass
class Verdict:
    """The decided part of an interpretation."""

    act: str
    answer: str | None = None
    reason: str | None = None
    time: str | None = None
    language: str | None = None
    proposal: Reading | None = None
    readings: list[Reading] | None = None
    wrong: list[Reading] | None = None  # earlier readings taken back; None: as the grammar found
    confidence: float | None = None
    read: str | None = None  # the words a question shows: "I read 12/8"
